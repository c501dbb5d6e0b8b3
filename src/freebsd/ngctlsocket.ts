/** A netgraph socket by way of ngctl(8), for where libc cannot be reached: each message becomes a command of its own process. */
import type { CommandResult } from "../host/host.ts";
import { decodeArgs, parseArgs, unparseArgs } from "../netgraph/ascii.ts";
import { errno, errnoNumber, NetgraphError } from "../netgraph/errno.ts";
import { decodeMessage, type Message, makeReply } from "../netgraph/message.ts";
import { commandById, commandOf, type NodeTypeTable } from "../netgraph/nodetype.ts";
import { idName } from "../netgraph/path.ts";
import type { Datagram, NetgraphSocket } from "../netgraph/socket.ts";
import { GENERIC_COOKIE, generic } from "../netgraph/types/generic.ts";
import { nodeTypes } from "../netgraph/types/index.ts";
import { genericReply, HOOK, NODE } from "./ngctlreply.ts";

/** What `ngctl -f` says of the line that was refused, counted from 1. */
const FAILED_LINE = /line (\d+): error in file/;

/** Runs ngctl with these arguments; `stdin` is what `-f -` reads. */
export type RunNgctl = (args: readonly string[], stdin?: string) => Promise<CommandResult>;

/** Questions that are asked together are put to one ngctl, as many as this. */
const BATCH = 500;

interface Pending {
  readonly path: string;
  readonly message: Message;
  resolve(errno: number): void;
  reject(error: unknown): void;
}

/**
 * Opens a socket that is none: ngctl makes one for each run. `.` is therefore another node each time, and there is no data
 * socket (EOPNOTSUPP); a node that was made from `.` is found again by its ID, as far as it lives on without its hook (an
 * eiface does). ngctl(8) buffers what it prints into a pipe until it ends, so that one that runs on could not be talked
 * with.
 */
export function openNgctlSocket(run: RunNgctl, name: string): NetgraphSocket {
  const arrived: Datagram[] = [];
  const readers: ((datagram: Datagram | undefined) => void)[] = [];
  let waiting: Pending[] = [];
  let closed = false;
  /** The nodes that were made from `.`, by the hook they hung on. */
  const apart: Apart = new Map();

  const deliver = (datagram: Datagram) => {
    const reader = readers.shift();
    if (reader === undefined) arrived.push(datagram);
    else reader(datagram);
  };

  const flush = async () => {
    const batch = waiting;
    waiting = [];
    for (let at = 0; at < batch.length; ) {
      const group = groupFrom(batch, at);
      at += group.length;
      try {
        await perform(run, group, deliver, apart);
      } catch (error) {
        for (const pending of group) pending.reject(error);
      }
    }
  };

  return {
    name,
    send(path, bytes) {
      const message = decodeMessage(bytes);
      if (message === undefined) return errno.EINVAL;
      return new Promise((resolve, reject) => {
        waiting.push({ path: pathOf(path, apart), message, resolve, reject });
        // What is asked at the same time is asked together.
        if (waiting.length === 1) setImmediate(() => void flush());
      });
    },
    receive() {
      const first = arrived.shift();
      if (first !== undefined || closed) return first;
      return new Promise((resolve) => readers.push(resolve));
    },
    // ngctl's own buffer is the kernel's standard; its ENOBUFS is passed on.
    setReceiveBuffer: () => errno.EOPNOTSUPP,
    openData() {
      throw new NetgraphError(
        "open",
        "data socket",
        errno.EOPNOTSUPP,
        "ngctl has none that outlives it",
      );
    },
    close() {
      closed = true;
      for (const reader of readers.splice(0)) reader(undefined);
    },
  };
}

/** Messages of node types that ask for an answer can share an ngctl; everything else has one of its own. */
function groupFrom(batch: readonly Pending[], at: number): Pending[] {
  if (!isQuestion(batch[at]!)) return [batch[at]!];
  const group: Pending[] = [];
  for (let i = at; i < batch.length && group.length < BATCH && isQuestion(batch[i]!); i++)
    group.push(batch[i]!);
  return group;
}

function isQuestion({ message }: Pending): boolean {
  return message.cookie !== GENERIC_COOKIE && tableOf(message)?.command.reply !== undefined;
}

function tableOf(message: Message) {
  const type = [generic as NodeTypeTable, ...nodeTypes].find(
    ({ cookie }) => cookie === message.cookie,
  );
  const command = type && commandById(type, message.command);
  return type && command && { type, command };
}

type Apart = Map<string, number>;

/** A path by way of a hook of `.` as one by the node's ID. */
function pathOf(path: string, apart: Apart): string {
  const [, hook, rest = ""] = /^\.:([^.]+)(?:\.(.*))?$/.exec(path) ?? [];
  const id = hook === undefined ? undefined : apart.get(hook);
  return id === undefined ? path : `${idName(id)}:${rest}`;
}

async function perform(
  run: RunNgctl,
  group: readonly Pending[],
  deliver: (datagram: Datagram) => void,
  apart: Apart,
): Promise<void> {
  if (group.length > 1) return await performTogether(run, group, deliver, apart);
  const [pending] = group as [Pending];
  if (pending.path === "." && pending.message.cookie === GENERIC_COOKIE) {
    const done = await performHere(run, pending, apart);
    if (done) return;
  }
  const words = wordsOf(pending);
  if (words === undefined) return pending.resolve(errno.EOPNOTSUPP);
  const result = await run(words);
  const error = errnoOf(result);
  if (error === 0) {
    const counts = await hookCounts(run, peersIn(result.stdout));
    for (const datagram of repliesTo(pending, result.stdout, counts)) deliver(datagram);
  }
  pending.resolve(error);
}

/** The IDs of the peers that `show` has printed. */
function peersIn(stdout: string): string[] {
  return [...new Set(stdout.split("\n").flatMap((line) => HOOK.exec(line)?.[4] ?? []))];
}

/** How many hooks nodes have, by ID: `show` says it of the node itself only, and the kernel of its peers, too. */
async function hookCounts(
  run: RunNgctl,
  ids: readonly string[],
): Promise<ReadonlyMap<string, number>> {
  const counts = new Map<string, number>();
  for (let at = 0; at < ids.length; ) {
    const rest = ids.slice(at);
    const lines = rest.map((id) => `show -n [${id.replace(/^0+(?=.)/, "")}]:\n`);
    const { stdout, stderr, status } = await run(["-f", "-"], lines.join(""));
    for (const line of stdout.split("\n")) {
      const match = NODE.exec(line);
      if (match !== null) counts.set(match[3]!, Number(match[4]));
    }
    if (status === 0) break;
    // A node that has gone meanwhile stops ngctl: those after it are asked for again.
    at += Number(FAILED_LINE.exec(stderr)?.[1] ?? rest.length);
  }
  return counts;
}

/** What `.` is asked for: a node to be made is looked up by the ngctl that makes it. Returns false for what needs no such care. */
async function performHere(run: RunNgctl, pending: Pending, apart: Apart): Promise<boolean> {
  const [word, , ...rest] = wordsOf(pending) ?? [];
  if (word === "rmhook") {
    // It went with the ngctl that had it.
    apart.delete(rest[0]!);
    pending.resolve(0);
    return true;
  }
  if (word !== "mkpeer") return false;
  const [type, ours, theirs] = rest as [string, string, string];
  const result = await run(["-f", "-"], `mkpeer ${type} ${ours} ${theirs}\nshow -n .:${ours}\n`);
  const error = errnoOf(result);
  const id = NODE.exec(result.stdout.split("\n")[0] ?? "")?.[3];
  if (error === 0 && id !== undefined) apart.set(ours, Number.parseInt(id, 16));
  pending.resolve(error);
  return true;
}

/** One `ngctl -f -` for many questions. It stops at the first that is refused, and says at which line: the rest is asked again. */
async function performTogether(
  run: RunNgctl,
  group: readonly Pending[],
  deliver: (datagram: Datagram) => void,
  apart: Apart,
): Promise<void> {
  const lines = group.map((pending) => `${wordsOf(pending)!.join(" ")}\n`);
  const result = await run(["-f", "-"], lines.join(""));
  const answers = result.stdout.split(/^(?=Rec'd response )/m).filter((text) => text !== "");
  const failed = FAILED_LINE.exec(result.stderr)?.[1];
  const good = failed === undefined ? group.length : Number(failed) - 1;
  for (const [index, pending] of group.slice(0, good).entries()) {
    for (const datagram of repliesTo(pending, answers[index] ?? "")) deliver(datagram);
    pending.resolve(0);
  }
  if (failed === undefined) return;
  group[good]!.resolve(errnoOf(result) || errno.EIO);
  for (const pending of group.slice(good + 1)) await perform(run, [pending], deliver, apart);
}

/** The words of ngctl that say a message; undefined when it has none for it. */
function wordsOf({ path, message }: Pending): string[] | undefined {
  const found = tableOf(message);
  if (found === undefined) return undefined;
  const { type, command } = found;
  const { args } = message;
  if (type.cookie !== GENERIC_COOKIE) {
    const text = command.args === undefined ? "" : unparseArgs(command.args, args);
    return ["msg", path, command.name, ...(text === "" ? [] : text.split(" "))];
  }
  switch (command.name) {
    // Their arguments are texts, in the order in which ngctl takes them.
    case "mkpeer":
    case "connect":
    case "name":
    case "rmhook":
      return [
        command.name,
        path,
        ...Object.values(decodeArgs(commandOf(generic, command.name).args, args)),
      ];
    case "shutdown":
      return ["shutdown", path];
    case "nodeinfo":
      return ["show", "-n", path];
    case "listhooks":
      return ["show", path];
    case "listnodes":
      return ["list"];
    case "listnames":
      return ["list", "-n"];
    case "listtypes":
      return ["types"];
    default:
      return undefined;
  }
}

/** ngctl says what strerror(3) makes of the errno. */
function errnoOf({ status, stderr }: CommandResult): number {
  if (status === 0) return 0;
  const text = /^ngctl: [^\n]*?: ([^:\n]+)$/m.exec(stderr)?.[1];
  return (text && errnoNumber(text)) || errno.EIO;
}

function repliesTo(
  { message }: Pending,
  stdout: string,
  counts: ReadonlyMap<string, number> = new Map(),
): Datagram[] {
  const found = tableOf(message);
  if (found?.command.reply === undefined) return [];
  const reply = (from: string, args: Uint8Array): Datagram => ({
    from,
    bytes: makeReply(message, args).bytes,
  });
  if (found.type.cookie === GENERIC_COOKIE)
    return [reply("[0]:", genericReply(found.command.name, stdout, counts))];
  const match = /^Rec'd response "[^"]*" \(\d+\) from "([^"]*)":\nArgs:\t([\s\S]*?)\n?$/.exec(
    stdout,
  );
  return match === null ? [] : [reply(match[1]!, parseArgs(found.command.reply, match[2]!))];
}
