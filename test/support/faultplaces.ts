/** Where and how a command is broken: wherever it makes a difference, and no break that comes to the same as another one. */
import { type Fault, LASTING, type Operation } from "./faultyhost.ts";

/** A way in which a command can break. */
export type Way = Omit<Fault, "at">;

/**
 * The ways in which a command can break. Being killed before an operation is not among them: nothing is done between two
 * operations that could be seen, so that it is the same as being killed after the one before.
 */
export const WAYS: readonly Way[] = [
  { kind: "error", when: "before" },
  { kind: "error", when: "after" },
  { kind: "stays", when: "before" },
  { kind: "kill", when: "after" },
  { kind: "full disk", when: "before" },
  { kind: "read-only rc.conf", when: "before" },
  { kind: "dead lab", when: "before" },
];

/** Does an operation, broken in this way, come to anything else than another one that is broken? */
export function matters({ kind, when }: Way, operation: Operation): boolean {
  const lasting = LASTING[kind];
  // What fails from then on fails with the first operation that needs it.
  if (lasting !== undefined) return lasting.includes(operation.kind);
  if (when === "before") return true;
  // What was read, or refused, leaves nothing that an error before it would not leave.
  return operation.kind !== "read" && (kind === "kill" || !operation.refusable);
}

/** How many operations a command asks first, as long as it only observes: with the first file that it writes, its changes begin. */
export function observing(operations: readonly Operation[]): number {
  const first = operations.findIndex(({ kind }) => /^(?:append|edit|remove)$/.test(kind));
  return first < 0 ? operations.length : first;
}

/** Of the operations that only observe, which are nearly the same for every command, one in so many is broken. */
const OBSERVED = 8;

/** So many faults at most in what changes something, if each operation is not to be broken in one way only. */
const MAX_CHANGING = 36;

const [ERROR, ERROR_AFTER, STAYS, KILL, FULL_DISK, , DEAD_LAB] = WAYS as readonly [
  ...(readonly [Way, Way, Way, Way, Way, Way, Way]),
];

/** Whose turn it is to break an operation. The number is odd, as what is done and what is written down of it alternate. */
const TURNS = [ERROR, KILL, STAYS, ERROR_AFTER, ERROR, DEAD_LAB, KILL, FULL_DISK, KILL];

/**
 * Returns how a command is broken: each operation of its changes in some way, those of a short one, and every edit of a file
 * that is not ours, in every way. Each `turn` begins with others.
 */
export function faultsOf(operations: readonly Operation[], turn: number): Fault[] {
  const begin = observing(operations);
  const each = Math.max(1, Math.round(MAX_CHANGING / (operations.length - begin)));
  return operations.flatMap((operation, at) => {
    if (at < begin && (at + turn) % OBSERVED !== 0) return [];
    const first = (at + turn) % TURNS.length;
    const inTurn = [...TURNS.slice(first), ...TURNS.slice(0, first)];
    const ways = [...new Set(operation.kind === "edit" ? WAYS : inTurn)];
    const own = ways.filter((way) => matters(way, operation));
    const max = operation.kind === "edit" ? own.length : at < begin ? 1 : each;
    return own.slice(0, max).map((way) => ({ at, ...way }));
  });
}

/** Returns so many of the operations, spread over all; each `turn` begins with others. */
export function spread(count: number, max: number, turn: number): number[] {
  const stride = Math.max(1, count / max);
  const places: number[] = [];
  for (let at = ((turn % max) / max) * stride; at < count; at += stride)
    places.push(Math.floor(at));
  return places;
}
