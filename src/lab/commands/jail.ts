/** jail(8): makes, changes and removes jails, from jail.conf or from the command line. */
import { errnoText, NetgraphError } from "../../netgraph/errno.ts";
import {
  type ConfiguredJail,
  exportJail,
  type Parameter,
  parseJailConf,
} from "../jails/jailconf.ts";
import { JailConfError } from "../jails/jaillex.ts";
import { isParameter } from "../jails/parameters.ts";
import { startJail, stopJail, type WantedJail } from "../jails/run.ts";
import type { Process } from "../process.ts";
import { command, Failure, usage } from "./failure.ts";
import { getopt } from "./getopt.ts";

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
  const { has, value, operands } = getopt(process, "cde:f:hiJ:lmn:p:qrRs:u:U:v", USAGE);
  const separator = value("e");
  if (separator !== undefined) {
    if (operands.length > 0) usage(USAGE);
    for (const configured of configuredJails(process, value("f"))) {
      process.out(`${exportJail(configured, separator)}\n`);
      complain(process, configured.errors);
    }
    return 0;
  }
  if (has("m") && !has("c"))
    throw new Failure(1, "-m: changing a jail is not emulated in a lab", true);
  if (!has("c") && !has("r") && !has("R")) usage(USAGE);
  // A parameter on the command line means a jail that no file describes.
  if (has("c") && operands.some((word) => word.includes("=")))
    return await startFromCommandLine(process, operands);

  const force = has("R");
  const wanted =
    force && value("f") === undefined
      ? []
      : configuredJails(process, value("f"), has("r") || force);
  const names =
    operands.length === 0 || operands.includes("*")
      ? allNames(process, wanted, has("c"))
      : operands;
  if (operands.length === 0 && !has("c")) usage(USAGE);
  let status = 0;
  for (const name of names) {
    const configured = wanted.find((candidate) => candidate.name === name);
    status = Math.max(
      status,
      await oneJail(process, name, configured, { create: has("c"), remove: has("r"), force }),
    );
  }
  return status;
});

interface Action {
  readonly create: boolean;
  readonly remove: boolean;
  readonly force: boolean;
}

async function oneJail(
  process: Process,
  name: string,
  configured: ConfiguredJail | undefined,
  action: Action,
): Promise<number> {
  const existing = process.lab.jails.find(name);
  const wanted: WantedJail = {
    label: name,
    parameters: configured?.parameters ?? existing?.parameters ?? [],
    announced: configured !== undefined || !action.create,
  };
  if (action.force) {
    if (existing === undefined) return say(process, `jail: "${name}" not found`);
    process.lab.jails.remove(existing);
    return 0;
  }
  if (action.remove) {
    if (existing === undefined) {
      if (!action.create) return say(process, `jail: "${name}" not found`);
    } else {
      const hooks =
        configured === undefined ? { ...wanted, parameters: [], announced: false } : wanted;
      const status = await stopJail(process, hooks, existing, action.create);
      if (status !== 0 || !action.create) return status;
    }
  }
  if (configured === undefined) return say(process, `jail: "${name}" not found`);
  if (!action.remove && existing !== undefined)
    return say(process, `jail: "${name}" already exists`);
  if (complain(process, configured.errors) || !known(process, name, configured.parameters))
    return 1;
  return await startJail(process, wanted);
}

async function startFromCommandLine(
  process: Process,
  operands: readonly string[],
): Promise<number> {
  const parameters: Parameter[] = [];
  for (const [index, word] of operands.entries()) {
    const equals = word.indexOf("=");
    const name = equals < 0 ? word : word.slice(0, equals);
    // What follows `command=` is that command's arguments.
    if (name === "command" && equals >= 0) {
      parameters.push({
        name,
        values: [[word.slice(equals + 1), ...operands.slice(index + 1)].join(" ")],
      });
      break;
    }
    const text = word.slice(equals + 1);
    const isList = name === "vnet.interface" || name.endsWith(".addr");
    parameters.push({ name, values: equals < 0 ? [] : isList ? text.split(",") : [text] });
  }
  const label = parameters.find(({ name }) => name === "name")?.values[0] ?? "0";
  if (process.lab.jails.find(label) !== undefined)
    return say(process, `jail: "${label}" already exists`);
  if (!known(process, label, parameters)) return 1;
  return await startJail(process, { label, parameters, announced: false });
}

function known(process: Process, label: string, parameters: readonly Parameter[]): boolean {
  const unknown = parameters.find(({ name }) => !isParameter(name));
  if (unknown === undefined) return true;
  process.err(`jail: ${label}: unknown parameter: ${unknown.name}\n`);
  return false;
}

function allNames(
  process: Process,
  configured: readonly ConfiguredJail[],
  creating: boolean,
): string[] {
  return creating
    ? configured.map(({ name }) => name)
    : process.lab.jails.all().map(({ name }) => name);
}

/** The jails of a configuration file. For removing, a file that is not there is no fault. */
function configuredJails(
  process: Process,
  file: string | undefined,
  optional = false,
): ConfiguredJail[] {
  const { files } = process.lab;
  const include = (pattern: string) => {
    if (!pattern.includes("*")) return [{ file: pattern, text: files.read(pattern) }];
    const folder = pattern.slice(0, pattern.lastIndexOf("/"));
    const name = new RegExp(
      `^${pattern
        .slice(folder.length + 1)
        .replace(/[.+^${}()|[\]\\]/g, "\\$&")
        .replaceAll("*", ".*")}$`,
    );
    if (!files.exists(folder)) return [];
    return files
      .list(folder)
      .filter((entry) => name.test(entry))
      .map((entry) => ({ file: `${folder}/${entry}`, text: files.read(`${folder}/${entry}`) }));
  };
  const read = (path: string) => parseJailConf(files.read(path), path, include);
  try {
    if (file !== undefined) return read(file);
    // Without -f each jail may have a file of its own beside the common one (rc.d/jail).
    const own = files.exists("/etc/jail.conf.d")
      ? files
          .list("/etc/jail.conf.d")
          .filter((name) => name.endsWith(".conf"))
          .map((name) => `/etc/jail.conf.d/${name}`)
      : [];
    const common =
      files.exists(DEFAULT_CONF) || (own.length === 0 && !optional) ? [DEFAULT_CONF] : [];
    return [...common, ...own].flatMap(read);
  } catch (error) {
    if (error instanceof JailConfError)
      throw new Failure(
        1,
        error.message
          .split("\n")
          .map((line) => `jail: ${line}`)
          .join("\n"),
        false,
      );
    if (error instanceof NetgraphError)
      throw new Failure(1, `jail: ${file ?? DEFAULT_CONF}: ${errnoText(error.errno)}`, false);
    throw error;
  }
}

function complain(process: Process, errors: readonly string[]): boolean {
  for (const error of errors) process.err(`jail: ${error}\n`);
  return errors.length > 0;
}

function say(process: Process, line: string): number {
  process.err(`${line}\n`);
  return 1;
}
