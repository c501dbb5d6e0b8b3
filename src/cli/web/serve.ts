/** Serves the live page until it is interrupted. */
import { recordsOf } from "../../buddy/linkrecords.ts";
import { Watch } from "../../buddy/observe/watch.ts";
import { printable } from "../../buddy/printable.ts";
import type { Host } from "../../host/host.ts";
import { examineOnce } from "../../web/findings.ts";
import { Model } from "../../web/model.ts";
import { createWebServer, type WebServer } from "../../web/server.ts";
import { lineOf } from "../failure.ts";
import { isNameKind, namesOf } from "../names.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { pause } from "../watching.ts";
import { carryOut, changeForms } from "./change.ts";
import { drawFor } from "./drawfor.ts";
import { examine } from "./examine.ts";
import { withKey } from "./key.ts";
import { opening } from "./opening.ts";
import { patiently } from "./patience.ts";
import type { Settings } from "./settings.ts";

/** Throws a Failure when it cannot listen or keep its key, and what opening the host's netgraph throws. */
export async function serve(
  settings: Settings,
  host: Host,
  context: SubcommandContext,
): Promise<void> {
  const { interval } = settings;
  const watch = new Watch(host);
  await watch.open();
  const model = new Model(interval);
  const key = withKey(host, context, (file) => {
    file.key();
    return file;
  });
  const { door, open } = opening("web", settings, key, context);
  const web = createWebServer({
    ...door,
    model,
    changes: settings.changes
      ? {
          forms: await changeForms(context.subcommands),
          names: async (of) => (isNameKind(of) ? await namesOf(of, host) : []),
          carryOut: (change) => carryOut(change, context),
        }
      : undefined,
    readAll: () => watch.readAll(),
    draw: drawFor(context),
    ask: (found) => recordsOf(host, found),
    examine: examineOnce(() => examine(host)),
  });
  try {
    await open(web.server, "the host's network");
    await readAgainAndAgain(web, model, watch, interval, context);
  } finally {
    web.close();
    await watch.close();
  }
}

/** A host that cannot be read for a while is no reason to end: the page says why, and goes on when it can be again. */
async function readAgainAndAgain(
  web: WebServer,
  model: Model,
  watch: Watch,
  interval: number,
  { err, signal }: SubcommandContext,
): Promise<void> {
  let troubled = false;
  do {
    try {
      const topology = await patiently(watch.read(), PATIENCE, () => {
        const reason = `it has not answered for ${PATIENCE} seconds`;
        err(`ngbuddy: web: the host cannot be read: ${reason}\n`);
        troubled = true;
        web.trouble(reason);
      });
      model.take(topology, watch.jails);
      if (troubled) err("ngbuddy: web: the host can be read again\n");
      troubled = false;
      web.push();
    } catch (error) {
      const reason = printable(lineOf(error));
      if (!troubled) err(`ngbuddy: web: the host cannot be read: ${reason}\n`);
      troubled = true;
      web.trouble(reason);
    }
  } while (await pause(interval, signal));
}

/** So long a reading may take before the page says that it does, seconds. */
const PATIENCE = 10;
