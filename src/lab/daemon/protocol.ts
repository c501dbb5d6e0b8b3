/** What a lab's process and its clients say to each other over `lab.sock`: JSON, one object a line. */
import type { CommandResult } from "../../host/host.ts";
import { CHANGES } from "../../host/interfacechange.ts";
import { type HostKernel, VALUES } from "../../host/kernel.ts";
import type { KernelError } from "../../host/kernelerror.ts";
import type { Priced } from "../base/meter.ts";
import type { CableWish } from "./cablefile.ts";
import { isTapName } from "./tapname.ts";

/** A call of the host's kernel, by its name. */
export type CallName = keyof HostKernel;

/** From the client. The first line of a connection says what it is for. */
export type Request =
  | ({ readonly run: readonly string[] } & RunDetails)
  /** Text for the command's standard input, and its end. */
  | { readonly in: string }
  | { readonly end: true }
  /** Control-C. */
  | { readonly interrupt: true }
  /** A call of the host's kernel (HostKernel), answered by `answer`; a connection may go on with others. */
  | { readonly call: CallName; readonly args: readonly unknown[] }
  /** Moves the lab's clock on. */
  | { readonly advance: number }
  | { readonly about: true }
  /** Who can ping whom (Reach), answered in pieces of JSON by `answer`. */
  | { readonly reach: true }
  /** Lets them ping addresses beyond the lab's wires, answered likewise (a list of BeyondPing). */
  | { readonly beyond: readonly string[] }
  /** The whole lab (SavedLab), answered in pieces of JSON by `answer`. */
  | { readonly save: true }
  /** The frames of an interface (`vtnet0`, `JAIL:eth0`), answered by `captured` until `interrupt`, or so many. */
  | { readonly capture: string; readonly count?: number }
  /** Prices (`process:150ms`) that hold as long as the connection does; other prices after them come first. */
  | { readonly prices: string }
  /** Plugs a TAP device of Linux into a wire, or gives it back; answered as a command is, by `err` and `exit`. */
  | { readonly attach: TapWish }
  | { readonly detach: TapName }
  /** Plugs a cable to another lab into a NIC, or pulls the NIC's cable out; answered likewise. */
  | { readonly cable: CableWish }
  | { readonly uncable: string }
  | { readonly stop: true };

/** A TAP device that is to be attached. */
export interface TapWish {
  /** The device's name. */
  readonly tap: string;
  /** The path of the network namespace that it is in, or is made in. */
  readonly namespace: string;
  /** The lab's interface, and the jail that it is in; without one it is looked for on the host first. */
  readonly interface: string;
  readonly jail?: string | undefined;
}

/** A TAP device that is to be detached; without a namespace it is the only one of its name. */
export interface TapName {
  readonly tap: string;
  readonly namespace?: string;
}

/** A TAP device that is attached. */
export interface AttachedTap {
  readonly tap: string;
  readonly interface: string;
  /** The path of its network namespace, when that is not the one of the lab's process. */
  readonly netns?: string;
}

/** A cable in one of the lab's NICs. */
export interface AttachedCable extends CableWish {
  /** What the NIC is called now. */
  readonly interface: string;
  /** Is the other lab there, is it not, does it say that it has no such cable, or has this lab no such NIC? */
  readonly state: "up" | "down" | "unknown" | "lost";
  /** How many frames were not sent because the other lab was slow. */
  readonly dropped: number;
}

/** What a command is run with. */
export interface RunDetails {
  readonly terminal?: boolean;
  /** Where its relative paths begin. */
  readonly directory?: string;
  readonly environment?: { readonly [name: string]: string };
  /** Its input is sent when the lab asks for some: what a command does not read is left to others. */
  readonly asks?: boolean;
}

/** From the lab. A connection ends with `exit`, with the answer to its one question, or with `error`; one of calls when its client ends it. */
export type Reply =
  /** What was asked is no request, or not at this moment. */
  | { readonly error: string }
  | { readonly out: string }
  | { readonly err: string }
  | { readonly exit: number }
  /** The command waits for input; only for those that were to ask. */
  | { readonly ask: true }
  | { readonly about: About }
  | { readonly done: true }
  /** The next bytes of a pcapng file, in base64, and how many frames there have been; at the end why nothing comes any more. */
  | ({ readonly captured: string; readonly ended?: string } & CaptureTotals)
  /** There is nothing of the name that was asked for; what there is. */
  | { readonly noSuch: string }
  /** Text of a CallAnswer, a Reach or a SavedLab, in as many pieces as it takes. */
  | { readonly answer: string; readonly more: boolean };

/** What a call came to. */
export type CallAnswer =
  /** Null when there is none. */
  | { readonly value: unknown }
  /** A KernelError, in its parts. */
  | { readonly refused: Pick<KernelError, "call" | "object" | "errno" | "said"> }
  /** A CommandError: what the command left that the call was answered by. */
  | { readonly failed: CommandResult };

/** How many frames a capture has seen, and how many of them went by faster than they were taken. */
export interface CaptureTotals {
  readonly frames: number;
  readonly dropped: number;
}

/** What a lab says of itself. */
export interface About {
  readonly pid: number;
  readonly hostname: string;
  readonly nodes: number;
  readonly jails: number;
  /** When its process was started, and when somebody used it last: seconds since the epoch. */
  readonly since: number;
  readonly lastUsed: number;
  /** Which start of the lab it is: another one has another ID. */
  readonly boot: string;
  /** Seconds since the lab was started, on its own clock. */
  readonly uptime: number;
  /** The names of the commands it has. */
  readonly commands: readonly string[];
  /** How many processes, calls and messages there have been. */
  readonly counts: { readonly [what in Priced]: number };
  readonly taps: readonly AttachedTap[];
  /** What its NICs are called by its description, and now, and their Ethernet addresses. */
  readonly nics: readonly {
    readonly name: string;
    readonly interface: string;
    readonly ether: string;
  }[];
  readonly cables: readonly AttachedCable[];
}

/** The furthest that the clock is moved on at one go, seconds: a year. */
export const MAX_ADVANCE = 365 * 24 * 60 * 60;

/** What is no request, and why. */
export class RequestError extends Error {
  override readonly name = "RequestError";
}

type Check = (value: unknown) => boolean;
const orNone =
  (isRight: Check): Check =>
  (value) =>
    value === undefined || isRight(value);

/** Has an object these keys, and no others? */
function isObjectOf(shape: { readonly [key: string]: Check }): Check {
  return (value) => {
    if (typeof value !== "object" || value === null) return false;
    const object = value as { readonly [key: string]: unknown };
    return (
      Object.keys(object).every((key) => Object.hasOwn(shape, key)) &&
      Object.entries(shape).every(([key, isRight]) => isRight(object[key]))
    );
  };
}

const isYes = (value: unknown) => value === true;
const isTime = (value: unknown) => typeof value === "number" && value > 0 && value <= MAX_ADVANCE;
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0;
const isText = (value: unknown): value is string => typeof value === "string";
const isCommand = (value: unknown) =>
  Array.isArray(value) && value.length > 0 && value.every(isText);

const isPath = (value: unknown) => isText(value) && value.startsWith("/") && !value.includes("\0");
const isTap = (value: unknown) => isText(value) && isTapName(value);
const isTapWish = isObjectOf({
  tap: isTap,
  namespace: isPath,
  interface: isText,
  jail: orNone(isText),
});
const isCableWish = isObjectOf({ nic: isText, lab: isPath, peer: isText });
const isDetaching = isObjectOf({ tap: isTap, namespace: orNone(isPath) });

/** A change of an interface (InterfaceChange). */
function isChange(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const { set, to } = value as { readonly [key: string]: unknown };
  return isText(set) && Object.hasOwn(CHANGES, set) && typeof to === CHANGES[set as "up"];
}

/** The calls, and what their arguments are. */
const calls: { readonly [name in CallName]: readonly ((value: unknown) => boolean)[] } = {
  interfaces: [],
  interfaceNamed: [isText],
  changeInterface: [isText, isChange],
  moveIn: [isText, isText],
  takeBack: [isText, isText],
  jails: [],
  routes: [],
  loadModule: [isText],
  hasModule: [isText],
  value: [(value) => isText(value) && Object.hasOwn(VALUES, value)],
};
/** The names of all calls. */
export const callNames = Object.keys(calls) as readonly CallName[];
const isCall = (value: unknown) => isText(value) && Object.hasOwn(calls, value);

/** By the first key of each request: what its value is, and how that is called. */
const shapes: {
  readonly [key: string]: readonly [isRight: (value: unknown) => boolean, wanted: string];
} = {
  run: [isCommand, "a list of texts, the command and its arguments"],
  in: [isText, "a text"],
  end: [isYes, "true"],
  call: [isCall, `one of ${callNames.join(", ")}`],
  interrupt: [isYes, "true"],
  advance: [isTime, `a number of seconds, more than 0 and at most ${MAX_ADVANCE}`],
  about: [isYes, "true"],
  reach: [isYes, "true"],
  beyond: [(value) => Array.isArray(value) && value.every(isText), "a list of addresses"],
  save: [isYes, "true"],
  capture: [isText, "an interface's name, or JAIL:NAME"],
  prices: [isText, "a text, such as process:150ms"],
  attach: [isTapWish, "an object of tap, namespace, interface and perhaps jail"],
  detach: [isDetaching, "an object of tap and perhaps namespace"],
  cable: [isCableWish, "an object of nic, lab and peer"],
  uncable: [isText, "a NIC's name"],
  stop: [isYes, "true"],
};

const isBoolean = (value: unknown) => typeof value === "boolean";
const areTexts = (value: unknown) =>
  typeof value === "object" && value !== null && Object.values(value).every(isText);

/** What may stand beside `run`. */
const runDetails: {
  readonly [key in keyof RunDetails]-?: readonly [
    isRight: (value: unknown) => boolean,
    wanted: string,
  ];
} = {
  terminal: [isBoolean, "true or false"],
  directory: [isText, "a path"],
  environment: [areTexts, "an object of texts"],
  asks: [isBoolean, "true or false"],
};

/** Reads a request. Throws a RequestError that says what is wrong with it. */
export function parseRequest(line: string): Request {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new RequestError("a request is a line of JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new RequestError("a request is a JSON object");
  const { terminal, directory, environment, asks, args, count, ...rest } = value as {
    readonly [key: string]: unknown;
  };
  const [key, ...more] = Object.keys(rest);
  const shape = key !== undefined && Object.hasOwn(shapes, key) ? shapes[key] : undefined;
  if (key === undefined || shape === undefined || more.length > 0)
    throw new RequestError(`a request has one of ${Object.keys(shapes).join(", ")}`);
  const [isRight, wanted] = shape;
  if (!isRight(rest[key])) throw new RequestError(`${key}: give ${wanted}`);
  const details = { terminal, directory, environment, asks };
  for (const [detail, [isDetail, kind]] of Object.entries(runDetails)) {
    const given = details[detail as keyof RunDetails];
    if (given !== undefined && (key !== "run" || !isDetail(given)))
      throw new RequestError(`${detail}: give ${kind}, with run`);
  }
  if (count !== undefined && (key !== "capture" || !isCount(count)))
    throw new RequestError("count: give a number, more than 0, with capture");
  if (
    (key === "call") !== (args !== undefined) ||
    (key === "call" && !fits(rest[key] as CallName, args))
  )
    throw new RequestError("args: give a list of the call's arguments, with call");
  return value as Request;
}

function fits(call: CallName, args: unknown): boolean {
  const wanted = calls[call];
  return (
    Array.isArray(args) &&
    args.length === wanted.length &&
    wanted.every((isRight, at) => isRight(args[at]))
  );
}
