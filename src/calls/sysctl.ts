/** sysctl(3) by the kernel's own call: what would otherwise cost a process each time. */
import { errno } from "../netgraph/errno.ts";
import type { KernelCalls } from "./calls.ts";
import { cText } from "./layout.ts";

/** Reads values of the kernel. */
export interface Sysctl {
  /** Returns the bytes of a value, at most so many, by its name or its numbers; undefined when there is none. */
  read(name: string | readonly number[], most: number): Uint8Array | undefined;
}

/** Returns a reader of the kernel's values over these calls. */
export function sysctlBy(calls: Pick<KernelCalls, "sysctl" | "sysctlbyname">): Sysctl {
  return {
    read(name, most) {
      const out = new Uint8Array(most);
      const size = new BigUint64Array([BigInt(most)]);
      return ask(calls, name, out, size) === 0 ? out.subarray(0, Number(size[0])) : undefined;
    },
  };
}

function ask(
  calls: Pick<KernelCalls, "sysctl" | "sysctlbyname">,
  name: string | readonly number[],
  out: Uint8Array | null,
  size: BigUint64Array,
): number {
  return typeof name === "string"
    ? calls.sysctlbyname(cText(name), out, size)
    : calls.sysctl(new Int32Array(name), name.length, out, size);
}

/** How often a table may outgrow the room that was made for it. */
const MAX_TRIES = 10;

/** Reads a table of any size. Returns its bytes, or the errno of the refusal. */
export function readTable(calls: KernelCalls, name: readonly number[]): Uint8Array | number {
  for (let attempt = 0; ; attempt++) {
    const size = new BigUint64Array(1);
    if (ask(calls, name, null, size) !== 0) return calls.errno();
    // It may grow between the two calls.
    const room = Number(size[0]) + (Number(size[0]) >> 2) + 1024;
    const out = new Uint8Array(room);
    size[0] = BigInt(room);
    if (ask(calls, name, out, size) === 0) return out.subarray(0, Number(size[0]));
    const number = calls.errno();
    if (number !== errno.ENOMEM || attempt >= MAX_TRIES) return number;
  }
}
