/** `ngbuddy web`. */
import { readFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { homedir } from "node:os";
import { join } from "node:path";
import { withNetgraph } from "../../buddy/carryout.ts";
import { readRcFiles } from "../../buddy/configuration.ts";
import type { Host } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import type { Change } from "../../web/changes.ts";
import { type Found, Model } from "../../web/model.ts";
import { createWebServer } from "../../web/server.ts";
import { keyFrom, Sessions } from "../../web/session.ts";
import { Watch } from "../../web/watch.ts";
import { exitStatus, Failure, type Io, reasonOf } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { intervalOf, pause } from "../watching.ts";

const LOOPBACK = "127.0.0.1";

export const subcommand = makeSubcommand({
  name: "web",
  summary: "serve a live page of the host on 127.0.0.1",
  details: `Open the address that it prints: its token is good once, for one browser. The page is read-only, unless
--allow-changes is given. Other addresses than 127.0.0.1 need TLS, or a proxy that has it, and --name.`,
  arguments: [],
  options: {
    "allow-changes": {
      type: "boolean",
      summary: "the page can make and remove bridges and interfaces, each plan shown first",
    },
    port: { type: "string", value: "PORT", summary: "this port instead of any free one" },
    interval: {
      type: "string",
      value: "SECONDS",
      summary: "between two readings of the host, 0.1 to 3600; 1 when it is not given",
    },
    listen: { type: "string", value: "ADDRESS", summary: "this address instead of 127.0.0.1" },
    "tls-cert": { type: "string", value: "FILE", of: "files", summary: "its certificate, PEM" },
    "tls-key": { type: "string", value: "FILE", of: "files", summary: "and the key of that" },
    "behind-proxy": { type: "boolean", summary: "a proxy in front of it has TLS" },
    name: { type: "string", value: "HOST", summary: "by which browsers call the server" },
  },
  serves: true,
  async run(_, values, context) {
    const settings = settingsOf(values);
    const host = await context.host();
    await withNetgraph(host, (netgraph) => serve(settings, host, netgraph, context));
    return exitStatus.ok;
  },
});

interface Settings {
  /** 0 for any that is free. */
  readonly port: number;
  /** Seconds between two readings of the host. */
  readonly interval: number;
  readonly listen: string;
  readonly tls: { readonly cert: string; readonly key: string } | undefined;
  readonly proxied: boolean;
  /** By which browsers call the server, when it is not the machine they run on. */
  readonly name: string | undefined;
  readonly changes: boolean;
}

function settingsOf(values: { readonly [option: string]: string | boolean | undefined }): Settings {
  const text = (option: string) => values[option] as string | undefined;
  const refuse = (why: string) => new Failure(exitStatus.usage, `web: ${why}`);
  const port = Number(text("port") ?? 0);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw refuse(`--port ${text("port")}: give a number from 0 to 65535`);
  const interval = intervalOf("web", text("interval"));
  const tls = tlsOf(text("tls-cert"), text("tls-key"));
  const listen = text("listen") ?? LOOPBACK;
  const proxied = values["behind-proxy"] === true;
  if (listen !== LOOPBACK && tls === undefined && !proxied)
    throw refuse(
      `${listen} can be reached by others: give --tls-cert and --tls-key, or --behind-proxy when a proxy has TLS`,
    );
  const name = text("name");
  if (name === undefined && (listen !== LOOPBACK || proxied))
    throw refuse("--listen and --behind-proxy need --name, the name that browsers use");
  return {
    ...{ port, interval, listen, tls, proxied, name },
    changes: values["allow-changes"] === true,
  };
}

async function serve(
  settings: Settings,
  host: Host,
  netgraph: Netgraph,
  context: SubcommandContext,
): Promise<void> {
  const { port, interval, listen, tls, proxied, name } = settings;
  const watch = new Watch(host, netgraph);
  const model = new Model(interval);
  const sessions = new Sessions(keyOf(host, context), () => Date.now() / 1000);
  let names: ReadonlySet<string> = new Set();
  const { server, push, close } = createWebServer({
    model,
    sessions,
    hosts: () => names,
    change: settings.changes ? (change) => carryOut(change, context) : undefined,
    readAll: () => watch.readAll(),
    ask: (found) => more(host, found),
    tls,
    proxied,
  });
  const actual = await listenOn(server, listen, port);
  const own = name === undefined ? [LOOPBACK, "localhost"] : [name];
  names = new Set(
    own.flatMap((one) => (proxied ? [one, `${one}:${actual}`] : [`${one}:${actual}`])),
  );
  const where = `${listen} port ${actual}`;
  if (listen !== LOOPBACK)
    context.err(
      `ngbuddy: WARNING: this page of the host's network is served on ${where}, not on this machine alone.\n`,
    );
  else if (proxied) context.err(`ngbuddy: waiting for the proxy on ${where}\n`);
  const scheme = tls !== undefined || proxied ? "https" : "http";
  const place = proxied ? own[0] : `${own[0]}:${actual}`;
  context.out(`${scheme}://${place}/?token=${sessions.currentToken}\n`);
  try {
    do {
      model.take(await watch.read());
      push();
    } while (await pause(interval, context.signal));
  } finally {
    close();
  }
}

/** Gives the port that it listens on. */
async function listenOn(server: Server, address: string, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      const why = error.code === "EADDRINUSE" ? "another program does" : reasonOf(error);
      const what = `web: cannot listen on ${address} port ${port}: ${why}`;
      reject(new Failure(exitStatus.unavailable, what));
    });
    server.listen(port, address, resolve);
  });
  return (server.address() as AddressInfo).port;
}

function tlsOf(
  cert: string | undefined,
  key: string | undefined,
): { cert: string; key: string } | undefined {
  if (cert === undefined && key === undefined) return undefined;
  if (cert === undefined || key === undefined)
    throw new Failure(exitStatus.usage, "web: --tls-cert and --tls-key belong together");
  try {
    return { cert: readFileSync(cert, "utf8"), key: readFileSync(key, "utf8") };
  } catch (error) {
    const { path } = error as NodeJS.ErrnoException;
    throw new Failure(exitStatus.noInput, `web: cannot read ${path}: ${reasonOf(error)}`);
  }
}

function keyOf(host: Host, io: Io): Buffer {
  const file = keyFile(host, io);
  try {
    return keyFrom(file);
  } catch (error) {
    throw new Failure(
      exitStatus.cannotCreate,
      `web: cannot keep its key in ${file}: ${reasonOf(error)}`,
    );
  }
}

/** Where the server keeps the key of its cookies, so that browsers stay let in when it is started again. */
function keyFile(host: Host, { env }: Io): string {
  if (host.kind === "freebsd") return "/var/db/ngbuddy/web.key";
  return join(
    env["XDG_STATE_HOME"] || join(env["HOME"] || homedir(), ".local", "state"),
    "ngbuddy",
    "web.key",
  );
}

/** Runs a word as the command line would, and collects what it says. */
async function carryOut(
  { words, dryRun }: Change,
  context: SubcommandContext,
): Promise<{ status: number; text: string }> {
  const { runNgbuddy } = await import("../ngbuddy.ts");
  let text = "";
  const collect = (piece: string) => {
    text += piece;
  };
  const [word, ...names] = words;
  const argv = [word!, ...(dryRun ? ["--dry-run"] : []), ...names];
  const status = await runNgbuddy(
    argv,
    { ...context, out: collect, err: collect, isTerminal: false },
    context.host,
  );
  return { status, text: text === "" ? (status === 0 ? "done\n" : "failed\n") : text };
}

/** The jail's parameters, and the lines of rc.conf that name the bridge or the interface. */
async function more(host: Host, { bridge, link }: Found) {
  const names = [
    `ngbuddy_${bridge.name}_`,
    ...(link === undefined ? [] : [`ifconfig_${link.peerName}=`]),
  ];
  const rcLines: string[] = [];
  for (const { text } of await readRcFiles(host))
    for (const line of text.split("\n"))
      if (names.some((name) => line.includes(name))) rcLines.push(line);
  if (link?.guest.kind !== "jail") return { jail: [], rcLines };
  const { stdout } = await host.run([
    ...["jls", "-j", String(link.guest.jid), "-n"],
    ...JAIL_PARAMETERS,
  ]);
  return { jail: stdout.trim().match(/[^\s="]+="[^"]*"|\S+/g) ?? [], rcLines };
}

/** Those that say what a jail may do with its network, and who it is. */
const JAIL_PARAMETERS = [
  "jid",
  "name",
  "host.hostname",
  "path",
  "vnet",
  "persist",
  "parent",
  "children.max",
  "securelevel",
  "devfs_ruleset",
  "enforce_statfs",
  "allow.raw_sockets",
];
