/** Serves the live page until it is interrupted. */
import { randomBytes } from "node:crypto";
import { recordsOf } from "../../buddy/linkrecords.ts";
import { Watch } from "../../buddy/observe/watch.ts";
import { printable } from "../../buddy/printable.ts";
import type { Host } from "../../host/host.ts";
import { addressOf, authorityOf, defaultPort, type Scheme } from "../../web/authority.ts";
import { examineOnce } from "../../web/findings.ts";
import { Model } from "../../web/model.ts";
import { createWebServer, type WebServer } from "../../web/server.ts";
import { Sessions } from "../../web/session.ts";
import { drawElsewhere } from "../drawelsewhere.ts";
import { lineOf } from "../failure.ts";
import { listenOn } from "../listen.ts";
import { isNameKind, namesOf } from "../names.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { pause } from "../watching.ts";
import { carryOut, changeForms } from "./change.ts";
import { examine } from "./examine.ts";
import { withKey } from "./key.ts";
import { patiently } from "./patience.ts";
import { LOOPBACK, type Settings } from "./settings.ts";

/** Throws a Failure when it cannot listen or keep its key, and what opening the host's netgraph throws. */
export async function serve(
  settings: Settings,
  host: Host,
  context: SubcommandContext,
): Promise<void> {
  const { interval, listen, tls, proxied } = settings;
  const watch = new Watch(host);
  await watch.open();
  const model = new Model(interval);
  const key = withKey(host, context, (file) => {
    file.key();
    return file;
  });
  let place: Place | undefined;
  const sessions = new Sessions(
    () => {
      try {
        return key.key();
      } catch {
        // Without its file nobody can be told from a stranger.
        return randomBytes(32);
      }
    },
    () => Date.now() / 1000,
    () => {
      context.err("ngbuddy: a browser was let in; the address for another one:\n");
      context.out(`${place?.address}/?token=${sessions.currentToken}\n`);
    },
  );
  const web = createWebServer({
    model,
    sessions,
    hosts: () => place?.authorities ?? new Set(),
    changes: settings.changes
      ? {
          forms: await changeForms(context.subcommands),
          names: async (of) => (isNameKind(of) ? await namesOf(of, host) : []),
          carryOut: (change) => carryOut(change, context),
        }
      : undefined,
    readAll: () => watch.readAll(),
    draw: (topology, format, options, signal) =>
      format.isSlow && context.self !== undefined
        ? drawElsewhere(context.self, { topology, format: format.extension, options }, signal)
        : format.render(topology, options),
    ask: (found) => recordsOf(host, found),
    examine: examineOnce(() => examine(host)),
    explain: (error) => printable(lineOf(error)),
    tls,
    proxied,
  });
  try {
    const port = await listenOn("web", web.server, listen, settings.port);
    place = placeOf(settings, port);
    if (listen !== LOOPBACK)
      context.err(
        `ngbuddy: WARNING: this page of the host's network is served on ${listen} port ${port}, not on this machine alone.\n`,
      );
    else if (proxied) context.err(`ngbuddy: waiting for the proxy on ${listen} port ${port}\n`);
    context.out(`${place.address}/?token=${sessions.currentToken}\n`);
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

interface Place {
  /** As it is printed. */
  readonly address: string;
  /** By which browsers may call. */
  readonly authorities: ReadonlySet<string>;
}

function placeOf({ tls, proxied, name }: Settings, port: number): Place {
  const scheme: Scheme = tls !== undefined || proxied ? "https" : "http";
  // A proxy is asked at its own port, and may tell us of that or of ours.
  const outside = name?.port ?? (proxied ? defaultPort(scheme) : port);
  const hosts = name === undefined ? [LOOPBACK, "localhost"] : [name.host];
  const authorities = hosts.flatMap((one) =>
    [outside, port].map((at) => authorityOf(`${one}:${at}`, scheme)!),
  );
  return { address: addressOf(scheme, hosts[0]!, outside), authorities: new Set(authorities) };
}
