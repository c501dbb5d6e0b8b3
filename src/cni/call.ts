/** What a container engine asks for, by variables of the environment (CNI specification 1.1, "Parameters"). */
import { interfaceName, NameError } from "../config/names.ts";
import { fail } from "./error.ts";

/** The operations there are. */
export const COMMANDS = ["ADD", "DEL", "CHECK", "STATUS", "GC", "VERSION"] as const;
/** One of them. */
export type CniCommand = (typeof COMMANDS)[number];

/** The variables of a process. */
export interface Environment {
  readonly [name: string]: string | undefined;
}

/** A call of the plugin. */
export interface Call {
  readonly command: CniCommand;
  /** Empty for what is about no container. */
  readonly container: string;
  /** The jail, by its name or its number; empty where it may be left out. */
  readonly netns: string;
  /** The interface's name in the jail; empty for what is about no container. */
  readonly interface: string;
  /** The pairs of CNI_ARGS. */
  readonly args: ReadonlyMap<string, string>;
  /** Where delegated plugins are. */
  readonly path: readonly string[];
}

/** What every operation needs, as far as it is about a container. */
const NEEDED: { readonly [command in CniCommand]: readonly string[] } = {
  ADD: ["CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"],
  DEL: ["CNI_CONTAINERID", "CNI_IFNAME"],
  CHECK: ["CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"],
  STATUS: [],
  GC: [],
  VERSION: [],
};

/** The names of containers and of networks. */
const NAME = /^[a-zA-Z0-9][a-zA-Z0-9_.-]*$/;
/** Longer ones are nobody's: those of engines have 64 characters. */
const MAX_NAME = 255;

/** Can a container or a network be called so? */
export function isCniName(text: string): boolean {
  return text.length <= MAX_NAME && NAME.test(text);
}

/** Reads the variables. Throws a CniError (environment) that names those that are wrong. */
export function readCall(env: Environment): Call {
  const value = (name: string) => env[name] ?? "";
  const command = readCommand(value("CNI_COMMAND"));
  const needed = NEEDED[command];
  const missing = needed.filter((name) => value(name) === "");
  if (missing.length > 0)
    fail("environment", `CNI_COMMAND=${command} needs ${missing.join(", ")} as well`);
  const isAbout = needed.length > 0;
  if (isAbout) checkContainer(value("CNI_CONTAINERID"));
  return {
    command,
    container: isAbout ? value("CNI_CONTAINERID") : "",
    netns: isAbout ? value("CNI_NETNS") : "",
    interface: isAbout ? readInterface(value("CNI_IFNAME")) : "",
    args: readArgs(value("CNI_ARGS")),
    path: value("CNI_PATH")
      .split(":")
      .filter((one) => one.startsWith("/")),
  };
}

function readCommand(text: string): CniCommand {
  const found = COMMANDS.find((one) => one === text);
  if (found !== undefined) return found;
  if (text === "")
    fail(
      "environment",
      "CNI_COMMAND is not set: this is for container engines, which set it; see man ngbuddy",
    );
  return fail("environment", `CNI_COMMAND=${text}: give one of ${COMMANDS.join(", ")}`);
}

function checkContainer(text: string): void {
  if (!isCniName(text))
    fail(
      "environment",
      `CNI_CONTAINERID=${text}: give letters, digits, _, . and -, a letter or a digit first, at most ${MAX_NAME}`,
    );
}

function readInterface(text: string): string {
  try {
    return interfaceName(text);
  } catch (error) {
    if (!(error instanceof NameError)) throw error;
    return fail(
      "environment",
      `CNI_IFNAME=${text}: an interface has at most 15 letters, digits, _, . and -, and none of the last two first`,
    );
  }
}

/** What is no pair is refused, as it is meant for somebody. */
function readArgs(text: string): Map<string, string> {
  const args = new Map<string, string>();
  for (const pair of text.split(";")) {
    if (pair === "") continue;
    const at = pair.indexOf("=");
    if (at < 1) fail("environment", `CNI_ARGS: "${pair}" is no KEY=VALUE`);
    args.set(pair.slice(0, at), pair.slice(at + 1));
  }
  return args;
}
