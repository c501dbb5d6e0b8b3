/** `bastille list`: jails in columns, releases. */
import type { Bastille } from "./context.ts";
import { versionIn } from "./release.ts";
import { sharedAddresses } from "./start.ts";
import type { BastilleSubcommand } from "./subcommand.ts";
import { bootSettings, target } from "./targets.ts";

export const list: BastilleSubcommand = {
  usage: "[option(s)] [all|ip|jail|path|priority|release|state|type]",
  options: {
    down: { letter: "d" },
    up: { letter: "u" },
    json: { letter: "j", not: true },
    pretty: { letter: "p", not: true },
  },
  operands: { min: 0, max: 2 },
  async run(bastille: Bastille, { operands, has }) {
    const what = operands.at(-1);
    const word = operands.length === 2 ? operands[0] : undefined;
    if (what === "release" || what === "releases") return listReleases(bastille);
    if (what === "jail" || what === "jails") {
      for (const jail of bastille.jails()) bastille.process.out(`${jail}\n`);
      return 0;
    }
    const columns = tables[what ?? ""];
    if (columns === undefined) bastille.fail(`bastille: list ${what}: not emulated in a lab`);
    if (!bastille.files.isDirectory(bastille.get("jailsdir")))
      bastille.fail("[ERROR]: No jails found.");
    const jails = word === undefined ? bastille.jails() : [target(bastille, word)];
    const all: Row[] = [];
    for (const jail of jails) all.push(await rowOf(bastille, jail));
    const state = has("down") ? "Down" : has("up") ? "Up" : undefined;
    const rows = all.filter((row) => state === undefined || row.state === state);
    bastille.process.out(table(columns, rows, all));
    return 0;
  },
};

function listReleases(bastille: Bastille): number {
  const directory = bastille.get("releasesdir");
  const names = bastille.files.isDirectory(directory) ? bastille.files.list(directory) : [];
  for (const name of names)
    if (bastille.files.exists(`${directory}/${name}/COPYRIGHT`)) bastille.process.out(`${name}\n`);
  return 0;
}

/** What is told of a jail; several addresses stand below each other. */
interface Row {
  readonly jid: string;
  readonly name: string;
  readonly boot: string;
  readonly prio: string;
  readonly state: string;
  readonly type: string;
  readonly addresses: readonly string[];
  readonly release: string;
  readonly tags: string;
  readonly path: string;
  readonly hostname: string;
}

/** A column: its head, how wide it is at least, and what stands in it. */
interface Column {
  readonly head: string;
  readonly width: number;
  readonly of: (row: Row) => readonly string[];
}

const column = (head: string, width: number, of: (row: Row) => string): Column => ({
  head,
  width,
  of: (row) => [of(row) || "-"],
});

const JID = column("JID", 3, (row) => row.jid);
const NAME = column("NAME", 3, (row) => row.name);
const BOOT = column("BOOT", 4, (row) => row.boot);
const PRIO = column("PRIO", 4, (row) => row.prio);
const STATE = column("STATE", 5, (row) => row.state);
const TYPE = column("TYPE", 5, (row) => row.type);
const IP: Column = {
  head: "IP ADDRESS",
  width: 10,
  of: ({ addresses }) => (addresses.length > 0 ? addresses : ["-"]),
};
const PORTS = column("PORTS", 5, () => "");
const RELEASE = column("RELEASE", 7, (row) => row.release);
const PATH = column("PATH", 0, (row) => row.path);

const tables: { readonly [name: string]: readonly Column[] } = {
  "": [
    ...[JID, NAME, BOOT, PRIO, STATE, TYPE, IP, PORTS, RELEASE],
    column("TAGS", 0, (row) => row.tags),
  ],
  all: [
    ...[JID, NAME, BOOT, PRIO, STATE, IP, PORTS],
    column("HOSTNAME", 8, (row) => row.hostname),
    ...[RELEASE, PATH],
  ],
  ip: [JID, NAME, IP],
  path: [JID, NAME, PATH],
  priority: [JID, NAME, PRIO],
  state: [JID, NAME, STATE],
  type: [JID, NAME, TYPE],
};

function table(columns: readonly Column[], rows: readonly Row[], all: readonly Row[]): string {
  const widths = columns.map(({ width, of }) =>
    Math.max(width, ...all.flatMap((row) => of(row).map((text) => text.length))),
  );
  const line = (texts: readonly string[]) =>
    ` ${texts.map((text, at) => (at < texts.length - 1 ? text.padEnd(widths[at]!) : text)).join(" ")}\n`;
  const body = rows.flatMap((row) => {
    const cells = columns.map(({ of }) => of(row));
    const height = Math.max(...cells.map(({ length }) => length));
    return Array.from({ length: height }, (_, at) => line(cells.map((cell) => cell[at] ?? "")));
  });
  return line(columns.map(({ head }) => head)) + body.join("");
}

async function rowOf(bastille: Bastille, jail: string): Promise<Row> {
  const text = bastille.text(bastille.jail(jail, "/jail.conf"));
  const root = bastille.jail(jail, "/root");
  const running = bastille.process.lab.jails.all().find(({ name }) => name === jail);
  const { boot, priority } = bootSettings(bastille, jail);
  const base = /^(\S+) \S+\/\.bastille nullfs/m.exec(bastille.text(bastille.jail(jail, "/fstab")));
  const parameter = (name: string) =>
    new RegExp(`^ *${name} *= *(.*);$`, "m").exec(text)?.[1] ?? "";
  return {
    jid: running === undefined ? "" : String(running.jid),
    name: jail,
    boot,
    prio: priority,
    state: running === undefined ? "Down" : "Up",
    type: base === null ? "thick" : "thin",
    addresses: await addressesOf(bastille, jail, running !== undefined, text),
    release: versionIn(bastille, root) ?? versionIn(bastille, base?.[1] ?? "") ?? "",
    tags: bastille.text(bastille.jail(jail, "/tags")).trim().split("\n").join(","),
    path: parameter("path"),
    hostname: parameter("host.hostname"),
  };
}

/** Of a vnet jail that runs what it has, of one that does not what its rc.conf says. */
async function addressesOf(
  bastille: Bastille,
  jail: string,
  isRunning: boolean,
  text: string,
): Promise<string[]> {
  if (!/^\s*vnet;/m.test(text))
    return (await sharedAddresses(bastille, jail)).map(({ address }) => address);
  if (isRunning) {
    const shown = await bastille.captured(["jexec", "-l", jail, "ifconfig", "-an"]);
    const found = [...shown.matchAll(/^\s+inet6? (\S+)/gm)].map(([, one = ""]) => one);
    return found.filter((one) => !/^(?:127\.0\.0\.1|::1|fe80::.*)$/.test(one));
  }
  const rc = bastille.text(bastille.jail(jail, "/root/etc/rc.conf"));
  return [...rc.matchAll(/^ifconfig_vnet.*?inet6? (?:-ifdisabled )?([\da-f.:]+)/gm)].map(
    ([, one = ""]) => one,
  );
}
