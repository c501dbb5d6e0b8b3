/** jail(8): makes, changes and removes jails, from jail.conf or from the command line (usr.sbin/jail/jail.c). */

import {
  exportJail,
  isSameOption,
  isWildcard,
  matchesWildcard,
} from "../../config/jailconf/jailconf.ts";
import type { Parameter } from "../../config/jailconf/own.ts";
import { command, errx, usage } from "../process/failure.ts";
import { getopt, type Options } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { Process } from "../process/process.ts";
import { readConfiguration } from "./jail/conffiles.ts";
import { entryOf, JailQueue, type Operation } from "./jail/queue.ts";
import type { Voice } from "./jail/wanted.ts";

const USAGE = `usage: jail [-dhilqv] [-J jid_file] [-u username] [-U username]
            -[cmr] param=value ... [command=command ...]
       jail [-dqv] [-f file] -[cmr] [jail]
       jail [-qv] [-f file] -[rR] ['*' | jail ...]
       jail [-dhilqv] [-J jid_file] [-u username] [-U username]
            [-n jailname] [-s securelevel]
            path hostname ip[,...] command ...
       jail [-f file] -e separator`;
const DEFAULT_CONF = "/etc/jail.conf";

export const jail = command(async (process) => {
  const options = getopt(process, "cde:f:hiJ:lmn:p:qrRs:u:U:v", USAGE);
  const { has, value, operands } = options;
  const file = value("f") ?? DEFAULT_CONF;
  const force = has("R");
  const operation: Operation = { start: has("c"), set: has("m"), stop: has("r") || force };
  const separator = value("e");
  const selected = operation.start || operation.set || operation.stop;
  if (separator !== undefined && !selected) {
    if (operands.length > 0) usage(USAGE);
    return await exportAll(process, file, separator);
  }
  if (has("J")) errx(1, "-J: not emulated in a lab");
  if (!selected) return await oldStyle(process, options);

  // These options describe a jail, which no file does then.
  const described = ["h", "l", "n", "s", "u", "U"].some(has);
  const stopsOnly = operation.stop && !operation.start && !operation.set;
  if (stopsOnly) {
    if (described || operands.length === 0) usage(USAGE);
    if (!force && operands.some((word) => word.includes("="))) usage(USAGE);
    return await stopAll(process, options, file, force);
  }
  if (force) usage(USAGE);
  if (operands.length > 1 || operands[0]?.includes("=")) {
    const queue = new JailQueue(process, voiceOf(options, false));
    const parameters = fromCommandLine(process, options, operands);
    return statusOf(await queue.run(entryOf(undefined, parameters), operation, false));
  }
  if (described) usage(USAGE);
  return await startConfigured(process, options, file, operation);
});

const statusOf = (good: boolean) => (good ? 0 : 1);

/** Of -i, -q and -v the last one counts. */
function voiceOf({ options, has }: Options, removals: boolean): Voice {
  const last = options.findLast(({ letter }) => "iqv".includes(letter))?.letter;
  const verbose = last === undefined ? 0 : last === "v" ? 1 : -1;
  return { verbose, numbers: has("i"), removals };
}

async function exportAll(process: Process, file: string, separator: string): Promise<number> {
  for (const configured of await readConfiguration(process, file)) {
    process.out(`${exportJail(configured, separator)}\n`);
    for (const error of configured.errors) process.err(`jail: ${error}\n`);
  }
  return 0;
}

async function startConfigured(
  process: Process,
  options: Options,
  file: string,
  operation: Operation,
): Promise<number> {
  const configured = await readConfiguration(process, file);
  const queue = new JailQueue(process, voiceOf(options, false), configured);
  const [name] = options.operands;
  const matches = name === undefined ? () => true : wildcard(name);
  if (name !== undefined && matches === undefined) {
    const entry = queue.named(name) ?? errx(1, `"${name}" not found`);
    return statusOf(await queue.run(entry, operation, false));
  }
  let good = true;
  for (const entry of queue.entries) {
    if (matches!(entry.wanted.label!)) good = (await queue.run(entry, operation, true)) && good;
  }
  return statusOf(good);
}

/** `-r` and `-R`: the last one that was named goes first (state.c, next_jail). */
async function stopAll(
  process: Process,
  options: Options,
  file: string,
  force: boolean,
): Promise<number> {
  const { operands } = options;
  const { jails, files } = process.lab;
  const hasFile = !force && (file === "-" || files.exists(placeOf(process, file)));
  const configured = hasFile ? await readConfiguration(process, file) : [];
  const removals = hasFile || operands.length > 1 || wildcard(operands[0]!) !== undefined;
  const queue = new JailQueue(process, voiceOf(options, removals), configured);
  const running = process.jail === undefined ? jails.all() : [];
  const targets: { entry: ReturnType<typeof entryOf>; optional: boolean }[] = [];
  let good = true;
  for (const operand of operands) {
    const matches = wildcard(operand);
    const entryNamed = (name: string, key: "name" | "jid") =>
      entryOf(name, [{ name: key, values: [name] }]);
    if (matches !== undefined) {
      const entries = force
        ? running.filter(({ name }) => matches(name)).map(({ name }) => entryNamed(name, "name"))
        : queue.entries.filter(({ wanted }) => matches(wanted.label!));
      targets.push(...entries.map((entry) => ({ entry, optional: true })));
      continue;
    }
    const found = running.find(({ name, jid }) => name === operand || String(jid) === operand);
    const entry =
      queue.named(operand) ??
      (found && entryNamed(operand, found.name === operand ? "name" : "jid"));
    if (entry !== undefined) targets.push({ entry, optional: false });
    else {
      process.err(`jail: "${operand}" not found\n`);
      good = false;
    }
  }
  for (const { entry, optional } of targets.toReversed()) {
    good = (await queue.run(entry, { start: false, set: false, stop: true }, optional)) && good;
  }
  return statusOf(good);
}

/** A test for names that a wildcard means; undefined for other words. */
function wildcard(word: string): ((name: string) => boolean) | undefined {
  return isWildcard(word) ? (name) => matchesWildcard(name, word) : undefined;
}

/** Adds to a parameter what the command line says of it; `persist` and `nopersist` are one (config.c, add_param). */
function add(
  process: Process,
  parameters: Parameter[],
  name: string,
  values: readonly string[],
): void {
  const at = parameters.findIndex((known) => isSameOption(known.name, name));
  const known = parameters[at];
  if (known === undefined) parameters.push({ name, values });
  else if (known.name === "name" || known.name === "jid") {
    process.err(`jail: cannot redefine parameter "${known.name}".\n`);
  } else parameters[at] = { name, values: values.length === 0 ? [] : [...known.values, ...values] };
}

const LISTS = new Set(["ip4.addr", "ip6.addr", "vnet.interface"]);

/** -n, -s and the like, then `name=value` words; after `command=` everything is that command's. */
function fromCommandLine(
  process: Process,
  { options }: Options,
  operands: readonly string[],
): Parameter[] {
  const parameters: Parameter[] = [];
  for (const { letter, value } of options) {
    if (letter === "n") add(process, parameters, "name", [value]);
    if (letter === "s") add(process, parameters, "securelevel", [value]);
    if (letter === "h") errx(1, "-h: not emulated in a lab");
  }
  for (const [index, word] of operands.entries()) {
    const [, name = "", , text] = /^([^=]*)(=([\s\S]*))?$/.exec(word)!;
    if (name === "command") {
      const rest = operands.slice(index + 1);
      add(process, parameters, name, text === undefined ? rest : [text, ...rest]);
      break;
    }
    const values = text === undefined ? [] : LISTS.has(name) ? text.split(",") : [text];
    add(process, parameters, name, values);
  }
  return parameters;
}

/** `jail PATH HOSTNAME IP COMMAND …` */
async function oldStyle(process: Process, options: Options): Promise<number> {
  const [path = "", hostname = "", addresses = "", ...argv] = options.operands;
  if (argv.length === 0 || !path.startsWith("/")) usage(USAGE);
  const parameters = fromCommandLine(process, options, []);
  add(process, parameters, "path", [path]);
  add(process, parameters, "host.hostname", [hostname]);
  for (const address of addresses.split(",").filter((word) => word !== "")) {
    add(process, parameters, address.includes(":") ? "ip6.addr" : "ip4.addr", [address]);
  }
  add(process, parameters, "command", argv);
  const queue = new JailQueue(process, voiceOf(options, false));
  const operation = { start: true, set: false, stop: false };
  return statusOf(await queue.run(entryOf(undefined, parameters), operation, false));
}
