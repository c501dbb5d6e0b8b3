/** The messages of a table of `net.route`: one behind the other, each with its length and version. */

import { numberAt } from "./layout.ts";
import { RTM } from "./numbers.ts";
import { rt_msghdr } from "./structs.ts";

/** Returns each message's bytes by its type. Those of another version of the protocol are passed over, and so is what is cut off. */
export function* messagesIn(
  table: Uint8Array,
): Generator<{ readonly type: number; readonly bytes: Uint8Array }> {
  // All headers begin with length, version and type.
  for (let at = 0; at + 4 <= table.length; ) {
    const length = numberAt(rt_msghdr, table, "msglen", at);
    if (length < 4 || at + length > table.length) return;
    if (numberAt(rt_msghdr, table, "version", at) === RTM.VERSION)
      yield {
        type: numberAt(rt_msghdr, table, "type", at),
        bytes: table.subarray(at, at + length),
      };
    at += length;
  }
}
