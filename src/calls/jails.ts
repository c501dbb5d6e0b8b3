/** Jails by jail_get(2), walked as jls(8) walks them (lib/libjail, sys/kern/kern_jail.c). */
import type { JailInfo } from "../host/jls.ts";
import { KernelError } from "../host/kernelerror.ts";
import { errno } from "../netgraph/errno.ts";
import type { KernelCalls } from "./calls.ts";
import { cText, setNumber, textAt } from "./layout.ts";
import { iovec } from "./structs.ts";

/** sys/param.h: MAXHOSTNAMELEN, which a jail's name is as long as at most, and MAXPATHLEN. */
const MAXHOSTNAMELEN = 256;
const MAXPATHLEN = 1024;
/** lib/libjail, JAIL_ERRMSGLEN */
const MAX_MESSAGE = 1024;
/** sys/jail.h: JAIL_SYS_NEW, as the value of `vnet`. */
const JAIL_SYS_NEW = 1;

/** Values by the names of jail(8)'s parameters, in and out. */
interface Parameters {
  readonly [name: string]: Uint8Array;
}

const integer = (value = 0) => new Uint8Array(new Int32Array([value]).buffer);
const integerOf = (bytes: Uint8Array) =>
  new DataView(bytes.buffer, bytes.byteOffset).getInt32(0, true);
const textOf = (bytes: Uint8Array) => textAt(bytes, 0, bytes.length);

/** Asks for a jail; its parameters are filled in. Returns its JID, or -1 and what the kernel says. */
function jailGet(
  calls: KernelCalls,
  asked: Parameters,
): { jid: number; errno: number; said: string } {
  const errmsg = new Uint8Array(MAX_MESSAGE);
  const entries = Object.entries({ ...asked, errmsg }).map(
    ([name, value]) => [cText(name), value] as const,
  );
  const vector = new Uint8Array(entries.length * 2 * iovec.size);
  for (const [index, bytes] of entries.flat().entries()) {
    setNumber(iovec, vector, "base", calls.address(bytes), index * iovec.size);
    setNumber(iovec, vector, "len", bytes.length, index * iovec.size);
  }
  const jid = calls.jail_get(vector, entries.length * 2, 0);
  return { jid, errno: jid < 0 ? calls.errno() : 0, said: textOf(errmsg) };
}

/** Reads the jails that run, by their JIDs. One that ends in the meantime is left out. Throws a KernelError. */
export function readJails(calls: KernelCalls): JailInfo[] {
  const jails: JailInfo[] = [];
  for (let last = 0; ; ) {
    const name = new Uint8Array(MAXHOSTNAMELEN);
    const hostname = new Uint8Array(MAXHOSTNAMELEN);
    const path = new Uint8Array(MAXPATHLEN);
    const vnet = integer();
    const found = jailGet(calls, {
      lastjid: integer(last),
      name,
      "host.hostname": hostname,
      path,
      vnet,
    });
    // There is none behind the last one.
    if (found.errno === errno.ENOENT) return jails;
    if (found.jid < 0) throw new KernelError("jail_get", `behind ${last}`, found.errno, found.said);
    jails.push({
      jid: found.jid,
      name: textOf(name),
      hostname: textOf(hostname),
      path: textOf(path),
      vnet: integerOf(vnet) === JAIL_SYS_NEW,
    });
    last = found.jid;
  }
}

/** Returns the JID of a jail by its name, or by its JID as text: digits alone are one (jail_getid(3)). Throws a KernelError. */
export function jidOf(calls: KernelCalls, jail: string): number {
  // No JID is as long.
  if (/^\d{10,}$/.test(jail)) throw new KernelError("jail_get", jail, errno.ENOENT);
  const asked: Parameters = /^\d+$/.test(jail)
    ? { jid: integer(Number(jail)) }
    : { name: cText(jail) };
  const found = jailGet(calls, asked);
  if (found.jid >= 0) return found.jid;
  throw new KernelError("jail_get", jail, found.errno, found.said);
}
