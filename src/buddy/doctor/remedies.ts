/** What mends something: as it is typed on the host, and as a request for `--fix`. */

import { quoteWord } from "../../config/sh/quote.ts";
import { operand } from "../../host/injail.ts";
import { idName } from "../../netgraph/path.ts";
import { jailRequest } from "../jailrequest.ts";
import { fileStep } from "../plan/filestep.ts";
import type { MessageValue, Plan, Step } from "../plan/step.ts";
import { printable } from "../printable.ts";
import { makeRequest, type Request } from "../request.ts";
import { startRequest } from "../startrequest.ts";
import { unjailRequest } from "../unjailrequest.ts";

/** A remedy. Both say the same; without a request it is for people alone. */
export interface Remedy {
  readonly type: readonly string[];
  readonly fix?: Request;
}

/** A remedy of steps, which another one may be added to. */
interface StepsRemedy extends Remedy {
  readonly steps: readonly Step[];
}

/** Returns a command line that can be typed; none when a word of it, from outside, is nothing to type. */
export function commandLine(...words: readonly string[]): readonly string[] {
  if (words.some((word) => printable(word) !== word)) return [];
  return [words.map(shellWord).join(" ")];
}

/** Returns a word as sh(1) reads it back. */
function shellWord(word: string): string {
  return /^[\w.,:@%+=/-]+$/.test(word) ? word : quoteWord(word);
}

/** Returns the path of a node as ngctl(8) takes it: by its name where that is a plain one. */
export function nodePath({ id, name }: { readonly id: number; readonly name: string }): string {
  return /^[A-Za-z_][\w-]*$/.test(name) ? `${name}:` : `${idName(id)}:`;
}

/** Returns a remedy of these steps; what undoes them is in each. Nothing is done that cannot be typed. */
function remedyOf(type: readonly string[], steps: readonly Step[]): StepsRemedy {
  if (type.length === 0) return { type, steps };
  const request = `doctor ${type.join(", ")}`;
  const plan = () => planOf(request, steps);
  return { type, steps, fix: makeRequest({ withoutConfiguration: true, plan }) };
}

/** Returns all of them, one after the other; none when one of them cannot be typed. */
export function inTurn(...all: readonly StepsRemedy[]): Remedy {
  if (all.some(({ type }) => type.length === 0)) return { type: [] };
  const { type, fix } = remedyOf(
    all.flatMap((one) => one.type),
    all.flatMap((one) => one.steps),
  );
  return { type, ...(fix !== undefined && { fix }) };
}

function planOf(request: string, steps: readonly Step[]): Plan {
  return { request, says: [], steps, done: [], notes: [], expect: [], whenKilled: "undo" };
}

/** A control message to a node. `before`: the value that undoes it. */
export function byMessage(
  node: { readonly id: number; readonly name: string },
  type: string,
  command: string,
  value?: MessageValue,
  before?: MessageValue,
): StepsRemedy {
  const path = nodePath(node);
  const words = ["ngctl", "msg", path, command, ...(value === undefined ? [] : [String(value)])];
  const message = (of: MessageValue | undefined) =>
    ({ op: "message", path, type, command, ...(of !== undefined && { value: of }) }) as const;
  const description = words.join(" ");
  return remedyOf(commandLine(...words), [
    { description, do: message(value), undo: before === undefined ? [] : [message(before)] },
  ]);
}

/** Arguments of ifconfig(8) for an interface of the host, or in a jail. */
export function byIfconfig(
  name: string,
  args: readonly string[],
  undo: readonly string[],
  jail?: string,
): StepsRemedy {
  const words = [
    "ifconfig",
    ...(jail === undefined ? [] : ["-j", jail]),
    ...operand(name),
    ...args,
  ];
  const action = (these: readonly string[]) =>
    ({
      op: "ifconfig",
      interface: name,
      args: these,
      ...(jail !== undefined && { jail }),
    }) as const;
  return remedyOf(commandLine(...words), [
    {
      description: words.join(" "),
      do: action(args),
      undo: undo.length > 0 ? [action(undo)] : [],
    },
  ]);
}

/** A value of sysctl(8), until the next boot. */
export function bySysctlNow(name: string, value: string, before: string): StepsRemedy {
  const line = `${name}=${value}`;
  return remedyOf(
    [`sysctl ${line}`],
    [
      {
        description: `sysctl ${line}`,
        do: { op: "sysctl", name, value },
        undo: [{ op: "sysctl", name, value: before }],
      },
    ],
  );
}

/** The values that are set at boot. */
const SYSCTL_CONF = "/etc/sysctl.conf";

/** A value of sysctl(8), now and, by /etc/sysctl.conf, at the next boot. */
export function bySysctl(name: string, value: number, before: string): Remedy {
  const line = `${name}=${value}`;
  const now: Step = {
    description: `sysctl ${line}`,
    do: { op: "sysctl", name, value: String(value) },
    undo: [{ op: "sysctl", name, value: before }],
  };
  const written: Request<string | undefined> = {
    withoutConfiguration: true,
    find: (host) => host.files.read(SYSCTL_CONF),
    plan: (_, __, text) => planOf(`doctor sysctl ${line}`, [now, appended(text, line)]),
  };
  return {
    type: [`sysctl ${line}`, `echo ${line} >> ${SYSCTL_CONF}`],
    fix: makeRequest(written),
  };
}

/** The step that writes a line at the end of /etc/sysctl.conf. */
function appended(before: string | undefined, line: string): Step {
  const text = before ?? "";
  const ended = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return fileStep(
    `add ${line} to ${SYSCTL_CONF}`,
    SYSCTL_CONF,
    before ?? null,
    `${ended}${line}\n`,
  );
}

/** Variables of rc.conf, or of another file of that form. */
export function byRcConf(
  settings: { readonly [variable: string]: string },
  file?: string,
): StepsRemedy {
  const changes = Object.entries(settings).map(([variable, set]) => ({ variable, set }));
  const typed = changes.map(({ variable, set }) => `${variable}=${set}`);
  const words = ["sysrc", ...(file === undefined ? [] : ["-f", file]), ...typed];
  return remedyOf(commandLine(...words), [
    {
      description: `set ${typed.join(" ")} in ${file ?? "rc.conf"}`,
      do: { op: "rcconf", changes, ...(file !== undefined && { file }) },
      undo: [{ op: "unedit" }],
    },
  ]);
}

/** What `ngbuddy start` does. */
export function byStart(): Remedy {
  return { type: ["ngbuddy start"], fix: startRequest() };
}

/** What `ngbuddy jail` does to an eiface that is there: it is put on a bridge. None when the name is nothing to type. */
export function byJail(name: string, bridge: string): Remedy {
  const type = commandLine("ngbuddy", "jail", name, bridge);
  return type.length === 0 ? { type } : { type, fix: jailRequest({ words: [name, bridge] }) };
}

/** What `ngbuddy unjail` does. */
export function byUnjail(name: string): Remedy {
  const type = commandLine("ngbuddy", "unjail", name);
  return type.length === 0 ? { type } : { type, fix: unjailRequest([name], undefined) };
}
