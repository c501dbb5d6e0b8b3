/** sysctl(3) by name: the values as the kernel has them, in bytes. */
import { cText } from "../../calls/layout.ts";
import type { Oid } from "../commands/sysctl/oid.ts";
import { oids } from "../commands/sysctl/oids.ts";
import type { Process } from "../process/process.ts";

/** Returns the bytes of a value, as the process sees it; undefined when there is none of this name. */
export function valueNamed(name: string, process: Process): Uint8Array | undefined {
  const oid = oids.find((one) => one.name === name);
  if (oid === undefined || oid.exists?.(process) === false) return undefined;
  return encoders[oid.type](oid.get(process));
}

const encoders: { readonly [type in Oid["type"]]: (text: string) => Uint8Array } = {
  string: cText,
  integer: (text) => new Uint8Array(new Int32Array([Number(text)]).buffer),
  "unsigned long": (text) => new Uint8Array(new BigUint64Array([BigInt(text)]).buffer),
  // The only one is a struct timeval: kern.boottime.
  opaque(text) {
    const numbers = /sec = (\d+), usec = (\d+)/.exec(text)!.slice(1);
    return new Uint8Array(new BigInt64Array(numbers.map(BigInt)).buffer);
  },
};
