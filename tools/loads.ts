/**
 * Holds what a run loads to a budget: each jail's start waits for `ngbuddy jail`, and most of its time goes into loading.
 * Counted are this project's modules, the bytes of their code, and the runtime's own modules, which cost the most.
 */
import { readFileSync } from "node:fs";
import { join, posix, resolve } from "node:path";

/** What the runs of subcommands may load on FreeBSD. */
export interface Budget {
  readonly maxModules: number;
  /** Of code without types, comments and blanks. */
  readonly maxBytes: number;
  /** The runtime's modules that may be loaded. */
  readonly runtime: readonly string[];
  /** Packages that may be loaded. */
  readonly packages: readonly string[];
  /** Directories of src/ of which nothing may be. */
  readonly without: readonly string[];
}

const budget: Budget = {
  maxModules: 162,
  maxBytes: 269_200,
  runtime: ["node:fs", "node:path", "node:timers/promises"],
  packages: ["get-east-asian-width"],
  without: ["lab", "web", "picture", "fleet", "cli/web", "cli/lab", "cli/fleet"],
};

/** Of what each jail waits for when it starts or stops. */
const budgetOfJails: Budget = { ...budget, maxModules: 155, maxBytes: 257_200, packages: [] };

/** What is held to which. */
const subcommands: { readonly [name: string]: Budget } = {
  jail: budgetOfJails,
  unjail: budgetOfJails,
  create: budgetOfJails,
  destroy: budgetOfJails,
  status: budget,
  start: budget,
  stop: budget,
  jng: budget,
};

/** What every run imports when it is under way, besides the subcommand. */
const ALWAYS = ["cli/main.ts", "cli/program.ts", "freebsd/host.ts"];

/** What is imported later or never, and when. */
const LATER: { readonly [target: string]: string } = {
  "cli/failure.ts": "when something goes wrong",
  "buddy/apply/afterboot.ts": "when something was left behind before a boot",
  "buddy/apply/parsejournal.ts": "when another process has a journal, or left one behind",
  "buddy/apply/recover.ts": "when something was left behind",
  "buddy/apply/rcconf.ts": "when rc.conf is changed",
  "host/traced.ts": "when each message and command is to be shown",
  "cli/progress.ts": "on a terminal",
  "buddy/apply/network.ts": "when a bridge has addresses, NAT or DHCP",
  "buddy/apply/jail.ts": "when jails are moved",
  "buddy/apply/strange.ts": "when something strange lies among the journals",
  "buddy/apply/ifbridge.ts": "when an if_bridge of the host is adopted or released",
  "buddy/apply/splice.ts": "when frames are captured",
  "netgraph/shortpath.ts": "when a node's name is too long for a path",
  "buddy/network/network.ts": "when a bridge has addresses, NAT or DHCP",
  "jng/graph.ts": "when jng draws",
  "jng/stats.ts": "when jng shows counters",
  "jng/usage.ts": "when jng is used wrongly",
  "cli/lab/started.ts": "in a lab",
  "lab/daemon/directory.ts": "in a lab",
  "lab/daemon/host.ts": "in a lab",
  "cli/watchstatus.ts": "when status is watched",
  "cli/waitingorder.ts": "when an agent has taken an order",
  "buddy/brief.ts": "when status is to be brief",
  "buddy/narrow.ts": "when status of one bridge or guest is asked for",
  "buddy/apply/lackingtype.ts": "when a node cannot be made",
  "buddy/network/guard.ts": "when rc.conf has a guard on a port",
  "buddy/network/ports.ts": "when a guest is not on its bridge directly, or rc.conf says so",
  "buddy/attachments.ts": "when a guest is not on its bridge directly, or rc.conf says so",
  "buddy/network/portseen.ts": "when a guest has a port of its own",
  "buddy/network/message.ts": "when rc.conf says something of a port",
  "freebsd/ngctlsocket.ts": "where libc cannot be called",
  "freebsd/childprocess.ts": "where libc cannot be called",
  "freebsd/commands.ts": "when rc.conf asks for a command",
  "freebsd/spawncalls.ts": "when rc.conf asks for a command",
  "freebsd/posixspawn.ts": "when rc.conf asks for a command",
  "buddy/network/hosting.ts": "when a bridge has its host on an eiface",
  "buddy/apply/readdress.ts": "when a bridge has its host on an eiface",
  "buddy/network/vlanplanner.ts": "where rc.conf or the host has VLANs",
  "buddy/observe/tags.ts": "where rc.conf or the host has VLANs",
  "buddy/apply/tag.ts": "where rc.conf or the host has VLANs",
  "bun:ffi": "part of the executable",
  koffi: "under Node",
};

/** What a run loads. */
export interface Loaded {
  /** Files below src/. */
  readonly modules: readonly string[];
  readonly bytes: number;
  readonly runtime: readonly string[];
  readonly packages: readonly string[];
  /** What is imported at some time of the run, by which file. */
  readonly later: readonly { readonly by: string; readonly target: string }[];
}

const transpiler = new Bun.Transpiler({ loader: "ts", minifyWhitespace: true });

/** Returns what these files of a tree load. `sourceOf` reads a file by its path. */
export function loadedBy(entries: readonly string[], sourceOf: (file: string) => string): Loaded {
  const modules = new Set<string>();
  const runtime = new Set<string>();
  const packages = new Set<string>();
  const later: { by: string; target: string }[] = [];
  let bytes = 0;
  const load = (file: string) => {
    if (modules.has(file)) return;
    modules.add(file);
    const source = sourceOf(file);
    if (!file.endsWith(".ts")) {
      bytes += source.length;
      return;
    }
    bytes += transpiler.transformSync(source).length;
    for (const { kind, path } of transpiler.scanImports(source)) {
      const target = path.startsWith(".") ? posix.join(posix.dirname(file), path) : path;
      if (kind === "dynamic-import") later.push({ by: file, target });
      else if (path.startsWith(".")) load(target);
      else (path.includes(":") ? runtime : packages).add(path);
    }
  };
  for (const entry of entries) load(entry);
  return { modules: [...modules], bytes, runtime: [...runtime], packages: [...packages], later };
}

/** Returns what is over the budget, a line each. `run` is what is run: `ngbuddy jail`. */
export function overBudget(run: string, loaded: Loaded, allowed: Budget): string[] {
  const { modules, bytes, runtime, packages } = loaded;
  const faults: string[] = [];
  if (modules.length > allowed.maxModules)
    faults.push(`${run} loads ${modules.length} modules, more than ${allowed.maxModules}`);
  if (bytes > allowed.maxBytes)
    faults.push(`${run} loads ${bytes} bytes of code, more than ${allowed.maxBytes}`);
  for (const one of runtime) if (!allowed.runtime.includes(one)) faults.push(`${run} loads ${one}`);
  for (const one of packages)
    if (!allowed.packages.includes(one)) faults.push(`${run} loads the package ${one}`);
  for (const directory of allowed.without)
    for (const file of modules.filter((module) => module.startsWith(`${directory}/`)))
      faults.push(`${run} loads src/${file}`);
  return faults;
}

const src = resolve(import.meta.dirname, "..", "src");
const sourceOf = (file: string) => readFileSync(join(src, file), "utf8");

/** Returns what a run of a subcommand loads on FreeBSD. */
export function loadedByRun(subcommand: string): Loaded {
  return loadedBy([...ALWAYS, `cli/subcommands/${subcommand}.ts`], sourceOf);
}

if (import.meta.main) {
  const list = "cli/subcommands/index.ts";
  const faults: string[] = [];
  for (const [name, allowed] of Object.entries(subcommands)) {
    const loaded = loadedByRun(name);
    faults.push(...overBudget(`ngbuddy ${name}`, loaded, allowed));
    const known = (target: string) => loaded.modules.includes(target) || target in LATER;
    for (const { by, target } of loaded.later)
      if (by !== list && !known(target))
        faults.push(`src/${by} imports ${target} at some time: say when in tools/loads.ts`);
    console.log(
      `ngbuddy ${name}: ${loaded.modules.length} modules, ${(loaded.bytes / 1000).toFixed()} kB of code`,
    );
  }
  for (const fault of new Set(faults)) console.error(fault);
  process.exit(faults.length === 0 ? 0 : 1);
}
