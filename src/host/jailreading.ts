/** Reads something of every vnet jail. One that cannot be read keeps nobody from reading the others. */
import { CommandError } from "./commanderror.ts";
import { jails } from "./commands.ts";
import type { Host } from "./host.ts";
import { isJailGone } from "./injail.ts";
import type { JailInfo } from "./jls.ts";
import { OutputError } from "./json.ts";

/** How many jails are read at a time. */
const AT_ONCE = 8;

/** A jail that runs and cannot be read, and why. */
export interface UnreadableJail {
  readonly jail: string;
  readonly jid: number;
  /** In a line, for people. */
  readonly reason: string;
}

/** What was read of the vnet jails, and which could not be read. */
export interface JailReadings<T> {
  /** In the order of jls(8); a jail that ended in the meantime is in neither list. */
  readonly read: readonly { readonly jail: JailInfo; readonly found: T }[];
  readonly unreadable: readonly UnreadableJail[];
}

/** Reads of every vnet jail what `read` is given its JID for. Throws what is no fault of a jail: that there is no jls(8), or that a lab does not answer. */
export async function readJails<T>(
  host: Host,
  read: (jid: string) => Promise<T>,
): Promise<JailReadings<T>> {
  return await readEach(await vnetJails(host), read);
}

/** Returns the jails that have a network stack of their own. */
export async function vnetJails(host: Host): Promise<JailInfo[]> {
  return (await jails(host)).filter(({ vnet }) => vnet);
}

/** The same of these jails only. */
export async function readEach<T>(
  all: readonly JailInfo[],
  read: (jid: string) => Promise<T>,
): Promise<JailReadings<T>> {
  const found: ({ jail: JailInfo; found: T } | undefined)[] = [];
  const unreadable: UnreadableJail[] = [];
  let next = 0;
  const readOnes = async () => {
    for (let at = next++; at < all.length; at = next++) {
      const jail = all[at]!;
      try {
        found[at] = { jail, found: await read(String(jail.jid)) };
      } catch (error) {
        if (!(error instanceof CommandError || error instanceof OutputError)) throw error;
        if (error instanceof CommandError && isJailGone(error.result)) continue;
        unreadable.push({ jail: jail.name, jid: jail.jid, reason: error.message });
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, readOnes));
  return {
    read: found.filter((one) => one !== undefined),
    unreadable: unreadable.sort((a, b) => a.jid - b.jid),
  };
}
