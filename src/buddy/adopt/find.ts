/** What is looked for before jails are moved: their configuration, their own rc.conf, and what those that run have. */
import { JailConfError } from "../../config/jailconf/lex.ts";
import { evaluate } from "../../config/rcconf.ts";
import { interfaces, jails, staticRoutes } from "../../host/commands.ts";
import { FileError, type Host, type HostFiles } from "../../host/host.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import { JAIL_CONF, readJailConf } from "../../host/jailconf.ts";
import type { JailInfo } from "../../host/jls.ts";
import type { RouteInfo } from "../../host/netstat.ts";
import { refuse } from "../refusal.ts";
import {
  type AppJailPlaces,
  type Assigned,
  appJailPlaces,
  appJails,
  assignedTo,
} from "./appjails.ts";
import { nameInside } from "./jailrc.ts";
import { type Kept, readKept } from "./kept.ts";
import { type JailNetwork, networkOf } from "./network.ts";
import { type JailSetup, lineOf, setupsIn, valuesOf } from "./setup.ts";
import { networkTools } from "./tools/index.ts";
import { interfaceMeant, literals } from "./tools/tool.ts";

/** A jail as it was found. */
export interface FoundJail {
  readonly setup: JailSetup;
  readonly network: JailNetwork;
  /** Of one that runs. */
  readonly jid?: number;
  /** The directory that is its root. */
  readonly root: string;
  /** The text of its own rc.conf; undefined when it has none. */
  readonly rc: string | undefined;
  /** Why that cannot be read: whoever is root in the jail may have put anything in its place. */
  readonly unreadable?: FileError;
  /** The addresses of its interfaces by their names in `vnet.interface`, as far as they are known. */
  readonly ethers: ReadonlyMap<string, string>;
  /** Those of them that were computed as the tool does, and not seen. */
  readonly computed: ReadonlySet<string>;
  /** What AppJail gives its interfaces, which nothing does any more once they are others. */
  readonly assigned: readonly Assigned[];
  /** The address that the jail reaches others by, when it runs and has one. */
  readonly gateway?: string;
}

/** All that was found. */
export interface FoundJails {
  readonly jails: readonly FoundJail[];
  /** The names of all jails that are described, those that were not asked for too. */
  readonly described: readonly string[];
  /** What was kept of those that were adopted before, by jail. */
  readonly kept: ReadonlyMap<string, Kept>;
  /** The host's interfaces. */
  readonly interfaces: readonly HostInterface[];
  /** The address that the host's IPv4 default route leads to; undefined when it has none. */
  readonly gateway: string | undefined;
}

/** Where jails are described besides jail.conf itself and what it includes: by rc.d/jail, one a file. */
const ONE_EACH = [
  { directory: "/etc", pattern: /^jail\..+\.conf$/ },
  { directory: "/etc/jail.conf.d", pattern: /\.conf$/ },
];

const BASTILLE_CONF = "/usr/local/etc/bastille/bastille.conf";

/** The jails that the host's configuration describes; of these names only, when some are given. */
export async function findJails(host: Host, names?: readonly string[]): Promise<FoundJails> {
  const setups = new Map<string, JailSetup>();
  const seen = new Set<string>();
  for (const file of await jailConfFiles(host.files)) {
    if (seen.has(file)) continue;
    const conf = await orRefused(file, () => readJailConf(host.files, file));
    for (const read of conf.texts.keys()) seen.add(read);
    for (const setup of setupsIn(file, conf)) {
      const { name, own, text } = setup;
      const first = setups.get(name);
      const again = first && lineOf(own.at!, text);
      setups.set(
        name,
        first === undefined ? setup : { ...first, ...(again !== undefined && { again }) },
      );
    }
  }
  const places = await appJailPlaces(host);
  for (const setup of await orRefused(places.jails, () => appJails(host, places))) {
    const first = setups.get(setup.name);
    const again = first && setup.own.at!.file;
    setups.set(
      setup.name,
      first === undefined ? setup : { ...first, ...(again !== undefined && { again }) },
    );
  }
  const onHost = await interfaces(host);
  const running = new Map((await jails(host)).map((jail) => [jail.name, jail]));
  const wanted = [...setups.values()].filter(({ name }) => names?.includes(name) ?? true);
  const found: FoundJail[] = [];
  for (const setup of wanted)
    found.push(await findJail(host, setup, running.get(setup.name), onHost, places));
  const gateway = gatewayOf(await staticRoutes(host));
  const described = [...setups.keys()];
  return { jails: found, described, kept: await readKept(host), interfaces: onHost, gateway };
}

/** Reads what describes jails. Refuses what jail(8) does not read, either. */
async function orRefused<T>(file: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof JailConfError)) throw error;
    const [line = ""] = error.message.split("\n");
    const where = line.startsWith("/") ? "" : `${file}: `;
    return refuse("config", `${where}${line}; jail(8) does not read it, either`);
  }
}

/** The files that jail(8) may be given on this host, the usual one first. */
export async function jailConfFiles(all: Pick<HostFiles, "read" | "list">): Promise<string[]> {
  const files: string[] = [JAIL_CONF];
  for (const { directory, pattern } of ONE_EACH) {
    const names = await all.list(directory);
    files.push(...names.filter((name) => pattern.test(name)).map((name) => `${directory}/${name}`));
  }
  const bastille = await bastilleDirectory(all);
  for (const name of await all.list(bastille)) {
    const file = `${bastille}/${name}/jail.conf`;
    if (!name.startsWith(".") && (await isFile(all, file))) files.push(file);
  }
  return files;
}

async function bastilleDirectory(files: Pick<HostFiles, "read">): Promise<string> {
  const text = (await files.read(BASTILLE_CONF)) ?? "";
  const variables = evaluate([{ path: BASTILLE_CONF, text }]);
  return variables.get("bastille_jailsdir")?.value ?? "/usr/local/bastille/jails";
}

async function isFile(files: Pick<HostFiles, "read">, path: string): Promise<boolean> {
  return (await files.read(path).catch(() => undefined)) !== undefined;
}

async function findJail(
  host: Host,
  setup: JailSetup,
  running: JailInfo | undefined,
  onHost: readonly HostInterface[],
  places: AppJailPlaces,
): Promise<FoundJail> {
  const network = networkOf(setup);
  const root = valuesOf(setup, "path")?.at(-1) ?? "/";
  const own = root === "/" ? undefined : await ownRc(host, root);
  const [rc, unreadable] = own instanceof FileError ? [undefined, own] : [own, undefined];
  const ethers = new Map<string, string>();
  const computed = new Set<string>();
  const etherOf = (nic: string) => onHost.find(({ name }) => name === nic)?.ether;
  for (const [at, command] of network.commands.entries()) {
    for (const tool of networkTools)
      for (const { interface: name, ether } of tool.ethers?.(
        command,
        network.commands.slice(0, at),
        etherOf,
      ) ?? []) {
        ethers.set(name, ether);
        computed.add(name);
      }
    const [written] = etherWritten(command, network);
    if (written !== undefined) {
      ethers.set(...written);
      computed.delete(written[0]);
    }
  }
  const assigned = await assignedTo(host, places, setup.name, network.commands);
  const found = { setup, network, root, rc, ethers, computed, assigned };
  const base = { ...found, ...(unreadable && { unreadable }) };
  if (running === undefined) return base;
  const { jid } = running;
  if (network.kind !== "vnet") return { ...base, jid };
  const inside = await interfaces(host, String(jid));
  for (const name of network.interfaces) {
    const called = nameInside(rc ?? "", name);
    const ether = inside.find((one) => one.name === called || one.name === name)?.ether;
    if (ether === undefined) continue;
    ethers.set(name, ether);
    computed.delete(name);
  }
  const gateway = gatewayOf(await staticRoutes(host, String(jid)));
  return { ...base, jid, ...(gateway !== undefined && { gateway }) };
}

/** The text of a jail's own rc.conf; undefined for none, and why it cannot be read. */
async function ownRc(host: Host, root: string): Promise<string | FileError | undefined> {
  try {
    return await host.files.inside(root).read("/etc/rc.conf");
  } catch (error) {
    if (error instanceof FileError) return error;
    throw error;
  }
}

function gatewayOf(routes: readonly RouteInfo[]): string | undefined {
  const found = routes.find((one) => one.family === "inet" && one.destination === "default");
  return found !== undefined && /^[\d.]+$/.test(found.gateway) ? found.gateway : undefined;
}

/** `ifconfig e0b_web1 ether 58:9c:fc:…`: an address that is written down. */
function etherWritten(
  command: FoundJail["network"]["commands"][number],
  { scope }: JailNetwork,
): [string, string][] {
  if (command.name !== "ifconfig") return [];
  const [first, ...rest] = literals(command);
  const at = rest.findIndex((word) => /^(?:ether|link|lladdr)$/.test(word));
  const ether = rest[at + 1]?.toLowerCase();
  const name = interfaceMeant(command.operands[0], scope);
  // The host's end of a pair has an address of its own.
  const isHosts = /^(?:epair\d+a|ea?\d*a_)/.test(first ?? "") && first !== name;
  return at < 0 || !name || isHosts || !/^(?:[\da-f]{2}:){5}[\da-f]{2}$/.test(ether ?? "")
    ? []
    : [[name, ether!]];
}
