/** What a field is that a text leaves out (ng_parse.c's getDefault methods). */
import { type Counts, lengthOf } from "./counts.ts";
import { errno } from "./errno.ts";
import type { Layout } from "./layout.ts";
import { memberCount, walkMembers } from "./members.ts";
import { fail } from "./memory.ts";

/** The kernel converts into a buffer of this size, either way, and compares with default values in one (ng_base.c). */
export const WORK_SIZE = 20 * 1024;

/** The bytes of a value that was left out: zeros, as many as the layout takes. Throws a NetgraphError where there is no default. */
export function defaultBytes(layout: Layout, counts: Counts): Uint8Array {
  switch (layout.kind) {
    case "int":
      return new Uint8Array(layout.size);
    case "string":
      return new Uint8Array(1);
    case "fixedstring":
      return new Uint8Array(layout.size);
    case "sizedstring":
      return new Uint8Array(2);
    case "ipaddr":
      return new Uint8Array(4);
    case "bytes":
      return zeros(lengthOf(layout.length, counts));
    case "array":
    case "struct": {
      checkCount(memberCount(layout, counts));
      const bytes: number[] = [];
      const padTo = (offset: number) => {
        while (bytes.length < offset) bytes.push(0);
      };
      const { length } = walkMembers(layout, counts, (type, at, inner) => {
        padTo(at);
        for (const byte of defaultBytes(type, inner)) bytes.push(byte);
        if (bytes.length > WORK_SIZE) fail(errno.ERANGE, "too long");
        return { next: bytes.length };
      });
      padTo(length);
      return Uint8Array.from(bytes);
    }
    // ng_parse.c knows no default of these: they must be given.
    case "enaddr":
      return fail(errno.EOPNOTSUPP, "an Ethernet address has no default");
    case "custom":
      return fail(errno.EOPNOTSUPP, `${layout.name} has no default`);
  }
}

function zeros(length: number): Uint8Array {
  checkCount(length);
  if (length > WORK_SIZE) fail(errno.ERANGE, "too long");
  return new Uint8Array(length);
}

/** The kernel finds no memory for a negative number of places (ng_parse_composite). */
export function checkCount(number: number): void {
  if (number < 0) fail(errno.ENOMEM, "a negative length");
}
