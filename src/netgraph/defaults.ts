/** What a field is that a text leaves out (ng_parse.c's getDefault methods). */
import { type Counts, lengthOf } from "./counts.ts";
import { errno } from "./errno.ts";
import type { Layout } from "./kinds.ts";
import { madeOnce, memberCount, type Visit, walkOf } from "./members.ts";
import { fail, sizeOf } from "./memory.ts";
import { Writer } from "./writer.ts";

/** The kernel converts into a buffer of this size, either way, and compares with default values in one (ng_base.c). */
export const WORK_SIZE = 20 * 1024;

/** The bytes of a value that was left out. Throws a NetgraphError where there is no default. */
export function defaultBytes(layout: Layout, counts: Counts): Uint8Array {
  const out = new Writer(sizeOf(layout));
  writeDefault(layout, out, counts);
  return out.written;
}

/** Writes a value that was left out: zeros, as many as the layout takes. Throws a NetgraphError where there is no default. */
export function writeDefault(layout: Layout, out: Writer, counts: Counts): void {
  defaultOf(layout)(out, counts);
}

type WriteDefault = (out: Writer, counts: Counts) => void;

const defaultOf: (layout: Layout) => WriteDefault = madeOnce((layout: Layout): WriteDefault => {
  switch (layout.kind) {
    case "int":
    case "fixedstring":
      return (out) => out.padTo(out.at + layout.size);
    case "string":
      return (out) => out.padTo(out.at + 1);
    case "sizedstring":
      return (out) => out.padTo(out.at + 2);
    case "ipaddr":
      return (out) => out.padTo(out.at + 4);
    case "bytes":
      return (out, counts) => {
        const length = lengthOf(layout.length, counts);
        checkCount(length);
        if (length > WORK_SIZE) fail(errno.ERANGE, "too long");
        out.padTo(out.at + length);
      };
    case "array":
    case "struct": {
      const walk = walkOf(layout, writeDefaultMember);
      return (out, counts) => {
        checkCount(memberCount(layout, counts));
        walk(out, counts, out.at);
      };
    }
    // ng_parse.c knows no default of these: they must be given.
    case "enaddr":
      return () => fail(errno.EOPNOTSUPP, "an Ethernet address has no default");
    case "custom":
      return () => fail(errno.EOPNOTSUPP, `${layout.name} has no default`);
  }
});

function writeDefaultMember(type: Layout): Visit<Writer, number> {
  const write = defaultOf(type);
  return (out, counts, start) => {
    write(out, counts);
    checkSize(out, start);
  };
}

/** Refuses what began at `start` once it is longer than the kernel's buffer. */
export function checkSize(out: Writer, start: number): void {
  if (out.at - start > WORK_SIZE) fail(errno.ERANGE, "too long");
}

/** The kernel finds no memory for a negative number of places (ng_parse_composite). */
export function checkCount(number: number): void {
  if (number < 0) fail(errno.ENOMEM, "a negative length");
}
