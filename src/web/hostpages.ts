/** The live page of one host: what it is told, its pictures, and what programs ask. */
import type { ServerResponse } from "node:http";
import type { LinkRecords } from "../buddy/linkrecords.ts";
import type { Topology } from "../buddy/topology.ts";
import { formats, type PictureFormat, type PictureOptions } from "../picture/formats.ts";
import { API, answerApi } from "./api.ts";
import { answerChange, type Changes } from "./changes.ts";
import { detailsOf, liveOf } from "./details.ts";
import type { Visit } from "./door.ts";
import type { Examined } from "./findings.ts";
import { eventOf, Listeners } from "./listeners.ts";
import type { Found, Model } from "./model.ts";
import { pageFiles } from "./page.ts";
import { send } from "./send.ts";
import type { Sessions } from "./session.ts";
import type { Turns } from "./turns.ts";

/** What the page needs of its host. */
export interface HostOptions {
  readonly model: Model;
  /** What the host is called in a fleet; undefined for the one that the server runs on. */
  readonly name?: string;
  /** Carries a change out, or shows its plan; undefined when the page is read-only. */
  readonly changes: Changes | undefined;
  /** A reading with every node, for pictures of all of them. */
  readonly readAll: () => Promise<Topology>;
  /** Draws a picture for downloading; it may take seconds, in which others are to be answered. */
  readonly draw: (
    topology: Topology,
    format: PictureFormat,
    options: PictureOptions,
    signal: AbortSignal,
  ) => Promise<string | Uint8Array>;
  /** More of a link or a bridge than a reading has: jail parameters, lines of rc.conf. */
  readonly ask: (found: Found) => Promise<LinkRecords>;
  /** What is wrong with the host, as the doctor finds. */
  readonly examine: () => Promise<Examined>;
}

/** So many pictures wait while one is drawn. */
export const MAX_WAITING = 4;

/** The pages of one host. */
export class HostPages {
  private readonly listeners: Listeners;
  /** Called when the first reading has come, or has failed. */
  private readonly waiting = new Set<() => void>();
  /** Why the last reading failed, as an event. */
  private failed = "";

  /** `looked`: called when a page has come or gone. */
  constructor(
    private readonly options: HostOptions,
    private readonly turns: Turns,
    sessions: Sessions,
    looked?: () => void,
  ) {
    this.listeners = new Listeners(sessions, looked);
  }

  /** How many pages of it are open. */
  get size(): number {
    return this.listeners.size;
  }

  /** Tells every open page of a new reading. */
  push(): void {
    const update = this.options.model.current;
    if (update === undefined) return;
    this.failed = "";
    this.tell(eventOf("", update));
  }

  /** Tells every open page why the host could not be read. */
  trouble(reason: string): void {
    this.failed = eventOf("trouble", { reason });
    this.tell(this.failed);
  }

  private tell(message: string): void {
    this.listeners.tell(message);
    for (const go of this.waiting) go();
    this.waiting.clear();
  }

  /** Ends the pages that are told of readings. */
  close(): void {
    this.listeners.close();
  }

  /** Answers what is asked of this host; `path` is what comes behind its own address: `/picture`. */
  async answer(visit: Visit, path: string): Promise<void> {
    const { request, response, refuse } = visit;
    if (request.method === "POST")
      return await answerChange(request, response, this.options.changes, path, refuse);
    if (request.method !== "GET") return refuse(405, "GET and POST only");
    if (path === "/events") this.listen(visit);
    else await this.answerGet(visit, path);
  }

  /** A page that is told of each reading from now on. */
  private listen(visit: Visit): void {
    const { model, changes, name } = this.options;
    const hello = eventOf("hello", { changes: changes?.forms ?? [], ...(name && { name }) });
    const now = model.current === undefined ? "" : eventOf("", model.current);
    this.listeners.add(visit, hello + now + this.failed);
  }

  private async answerGet(visit: Visit, path: string): Promise<void> {
    const { response, url, refuse } = visit;
    const { options } = this;
    const { model } = options;
    const theme = themeOf(url);
    const file = pageFiles[path];
    if (file !== undefined) return send(response, 200, file.type, file.text);
    if (path.startsWith(API)) return await this.answerProgram(visit, path);
    switch (path) {
      case "/picture":
        await this.firstReading();
        if (model.current === undefined) return refuse(503, "the host has not been read yet");
        return send(response, 200, "image/svg+xml", model.picture(theme, aspectOf(url)), {
          // The page may have been told of another one by now.
          ETag: `"${model.current.shape}"`,
        });
      case "/names": {
        const names = await options.changes?.names(url.searchParams.get("of") ?? "");
        if (names === undefined) return refuse(404, "there is no such page");
        return send(response, 200, "application/json", JSON.stringify(names));
      }
      case "/details":
      case "/live": {
        const found = model.find(url.searchParams.get("key") ?? "");
        if (found === undefined) return refuse(404, "that is gone");
        const told =
          path === "/live" ? liveOf(model, found) : detailsOf(found, await options.ask(found));
        return send(response, 200, "application/json", JSON.stringify(told));
      }
    }
    const format = formats.find(({ extension }) => path === `/netgraph.${extension}`);
    if (format === undefined) return refuse(404, "there is no such page");
    await this.answerPicture(response, format, { theme, nodes: url.searchParams.has("nodes") });
  }

  /** Whoever asks may be quicker than the first reading. */
  private async firstReading(): Promise<void> {
    if (this.options.model.current === undefined && this.failed === "")
      await new Promise<void>((go) => this.waiting.add(go));
  }

  /** What a program asks for. */
  private async answerProgram({ response, refuse }: Visit, path: string): Promise<void> {
    await this.firstReading();
    if (this.options.model.current === undefined)
      return refuse(503, "the host has not been read yet");
    const told = await answerApi(path, this.options);
    if (told === undefined)
      return refuse(404, "there is nothing of this name; /api/openapi.json has all");
    send(response, 200, "application/json", told);
  }

  /** A picture to download. */
  private async answerPicture(
    response: ServerResponse,
    format: PictureFormat,
    look: PictureOptions,
  ): Promise<void> {
    const { draw, readAll } = this.options;
    const gone = new AbortController();
    response.on("close", () => gone.abort());
    const turn = this.turns.take(
      async () => await draw(await readAll(), format, look, gone.signal),
      gone.signal,
    );
    if (turn === undefined) {
      const why = `${MAX_WAITING + 1} pictures are being drawn already; try again in a few seconds\n`;
      return send(response, 503, "text/plain", why, { "Retry-After": "5" });
    }
    const picture = await turn;
    if (picture === undefined || gone.signal.aborted) return;
    send(response, 200, format.mediaType, picture, {
      "Content-Disposition": `attachment; filename="netgraph.${format.extension}"`,
    });
  }
}

/** The colours that are asked for. */
export function themeOf(url: URL): "light" | "dark" {
  return url.searchParams.get("theme") === "dark" ? "dark" : "light";
}

/** Width to height of the page's own picture; what is no such number is as if it was not given. */
function aspectOf(url: URL): number | undefined {
  const aspect = Number(url.searchParams.get("aspect"));
  return aspect >= 0.2 && aspect <= 5 ? aspect : undefined;
}
