/** jail_get(2): a jail by its JID or name, or the one behind another (sys/kern/kern_jail.c). */
import { numberAt, textAt } from "../../calls/layout.ts";
import { iovec } from "../../calls/structs.ts";
import { errno } from "../../netgraph/errno.ts";
import { jailNotFound } from "../commands/jailnames.ts";
import type { Jail } from "../jails/jail.ts";

/** sys/jail.h, as values of `vnet`. */
const JAIL_SYS = { NEW: 1, INHERIT: 2 } as const;

/** Finds the jail that is asked for, of those that the caller sees, and fills in what is asked of it. Returns its JID, or an errno. */
export function answerJailGet(
  jails: readonly Jail[],
  asked: ReadonlyMap<string, Uint8Array>,
): { readonly jid: number } | { readonly errno: number } {
  const found = wanted(jails, asked);
  if (typeof found === "string") {
    asked.get("errmsg")?.set(Buffer.from(found));
    return { errno: errno.ENOENT };
  }
  const fill = (name: string, text: string) => {
    const room = asked.get(name);
    room?.set(Buffer.from(text).subarray(0, room.length - 1));
  };
  fill("name", found.name);
  fill("path", found.path);
  fill("host.hostname", found.hostname);
  asked.get("vnet")?.set([found.vnet === undefined ? JAIL_SYS.INHERIT : JAIL_SYS.NEW]);
  return { jid: found.jid };
}

/** Returns the jail, or why there is none. */
function wanted(jails: readonly Jail[], asked: ReadonlyMap<string, Uint8Array>): Jail | string {
  const [last, jid, name] = [asked.get("lastjid"), asked.get("jid"), asked.get("name")];
  if (last !== undefined)
    return (
      jails.find((jail) => jail.jid > integerOf(last)) ?? `jail not found after ${integerOf(last)}`
    );
  if (jid !== undefined) {
    const number = integerOf(jid);
    return jails.find((jail) => jail.jid === number) ?? jailNotFound(String(number));
  }
  const text = name === undefined ? "" : textAt(name, 0, name.length);
  return jails.find((jail) => jail.name === text) ?? `jail "${text}" not found`;
}

function integerOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getInt32(0, true);
}

/** Returns the values of an array of struct iovec by their names: name and value by turns. `at` finds the bytes of a place. */
export function parametersIn(
  vector: Uint8Array,
  count: number,
  at: (place: number) => Uint8Array,
): Map<string, Uint8Array> {
  const bytesAt = (index: number) => at(numberAt(iovec, vector, "base", index * iovec.size));
  const asked = new Map<string, Uint8Array>();
  for (let index = 0; index + 1 < count; index += 2) {
    const name = bytesAt(index);
    asked.set(textAt(name, 0, name.length), bytesAt(index + 1));
  }
  return asked;
}
