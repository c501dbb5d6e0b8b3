/** The server of the page of many hosts, and behind it of the page of each of them. For reading alone. */
import type { Server } from "node:http";
import { jsonText } from "../buddy/printable.ts";
import { createDoor, type DoorOptions, type Visit } from "./door.ts";
import type { FleetExamined } from "./findings.ts";
import type { FleetModel } from "./fleetmodel.ts";
import { fleetOpenApi } from "./fleetopenapi.ts";
import { type HostOptions, HostPages, MAX_WAITING, themeOf } from "./hostpages.ts";
import { eventOf, Listeners } from "./listeners.ts";
import { fleetPageFiles } from "./page.ts";
import { send } from "./send.ts";
import { Turns } from "./turns.ts";

/** A host that is looked at. */
export interface HostView {
  readonly options: HostOptions;
  /** Somebody looks: readings come for a while from now on, or as long as `isWanted` says so. */
  look(): void;
}

/** What is told of readings of one host. */
export interface ViewTold {
  /** Are pages of it open? */
  isWanted(): boolean;
  push(): void;
  trouble(reason: string): void;
}

/** What the server needs of the rest of the program. */
export interface FleetWebOptions extends Omit<DoorOptions, "program"> {
  readonly model: FleetModel;
  /** Makes what looks at one host. */
  readonly view: (name: string, told: ViewTold) => HostView;
  /** Asks all hosts how they are, now. */
  readonly refresh: () => Promise<void>;
  readonly examine: () => Promise<FleetExamined>;
  /** Called when a page has come or gone. */
  readonly looked: () => void;
}

/** A server of many hosts. */
export interface FleetWebServer {
  readonly server: Server;
  /** How many pages of all hosts are open. */
  readonly size: number;
  /** Tells every open page of what has changed, soon. */
  push(): void;
  /** Ends all connections and listens no more. */
  close(): void;
}

/** What changes at the same time is told at once, milliseconds. */
const GATHER = 200;

/** Makes the server of many hosts. */
export function createFleetServer(options: FleetWebOptions): FleetWebServer {
  const { model, sessions } = options;
  const listeners = new Listeners(sessions, options.looked);
  const turns = new Turns(MAX_WAITING);
  const open = new Map<string, { readonly pages: HostPages; readonly view: HostView }>();
  let soon: ReturnType<typeof setTimeout> | undefined;

  const opened = (name: string) => {
    const known = open.get(name);
    if (known !== undefined) return known;
    const view = options.view(name, {
      isWanted: () => pages.size > 0,
      push: () => pages.push(),
      trouble: (reason) => pages.trouble(reason),
    });
    const pages: HostPages = new HostPages(view.options, turns, sessions);
    const made = { pages, view };
    open.set(name, made);
    return made;
  };

  const answer = async (visit: Visit): Promise<void> => {
    const { request, response, url, refuse } = visit;
    if (request.method !== "GET") return refuse(405, "it is for reading: GET only");
    const [, name, path] = /^\/host\/([^/]+)(\/.*)?$/.exec(url.pathname) ?? [];
    if (name !== undefined) return await answerHost(visit, name, path);
    const file = fleetPageFiles[url.pathname];
    if (file !== undefined) return send(response, 200, file.type, file.text);
    if (url.pathname === "/events") return listeners.add(visit, eventOf("", model.whole()));
    const told = await answerProgram(url);
    if (told === undefined) return refuse(404, "there is no such page");
    send(response, 200, "application/json", told);
  };

  const answerHost = async (visit: Visit, name: string, path = ""): Promise<void> => {
    const { response, url, refuse } = visit;
    if (!model.has(name)) return refuse(404, "there is no such host in the fleet");
    if (path === "") {
      response.writeHead(308, { Location: `/host/${name}/` }).end();
      return;
    }
    if (path === "/tile") {
      const picture = model.picture(name, themeOf(url), !url.searchParams.has("plain"));
      if (picture === undefined) return refuse(404, "it has told nothing yet");
      return send(response, 200, "image/svg+xml", picture);
    }
    const { pages, view } = opened(name);
    view.look();
    await pages.answer(visit, path);
  };

  /** Returns the JSON that is at an address of the fleet's. */
  const answerProgram = async ({ pathname, searchParams }: URL): Promise<string | undefined> => {
    switch (pathname) {
      case "/api/openapi.json":
        return jsonText(fleetOpenApi);
      case "/api/hosts": {
        if (listeners.size === 0) await options.refresh();
        const { time, server, hosts } = model.whole();
        // Which picture there is of a host is the page's own.
        return jsonText({
          version: 1,
          time,
          server,
          hosts: hosts.map(({ shape: _, last, ...host }) => ({ ...host, last: last ?? null })),
        });
      }
      case "/api/events":
        return jsonText({ version: 1, events: model.whole().events });
      case "/api/search":
        return jsonText({ version: 1, ...model.search(searchParams.get("q") ?? "") });
      case "/api/findings":
        return jsonText({ version: 1, ...(await options.examine()) });
      default:
        return undefined;
    }
  };

  const server = createDoor({ ...options, program: "ngbuddy fleet web" }, false, answer);
  return {
    server,
    get size() {
      return listeners.size;
    },
    push() {
      soon ??= setTimeout(() => {
        soon = undefined;
        const news = model.news();
        listeners.tell(eventOf("", news), () => eventOf("", model.whole()));
      }, GATHER);
    },
    close() {
      clearTimeout(soon);
      listeners.close();
      for (const { pages } of open.values()) pages.close();
      server.close();
      server.closeAllConnections();
    },
  };
}
