/** The neighbour cache of a vnet: who has which IPv6 address on which interface (nd6.c). */
import type { Clock } from "../base/clock.ts";
import type { Address6 } from "../wire/address6.ts";
import type { Interface } from "./interface.ts";

/** Seconds that a neighbour counts as reachable when it has answered (nd6.h, REACHABLE_TIME). */
const REACHABLE_SECONDS = 30;
/** net.inet6.icmp6.nd6_gctimer: seconds that one stays known that nothing is sent to. */
const STALE_SECONDS = 86_400;
/** net.inet6.icmp6.nd6_maxqueuelen: packets kept for an address until it is resolved. */
const MAX_HOLD = 16;

/** What is known of a neighbour: it is asked for, it answered, it may have changed, and it is about to be asked or asked whether it is still there. */
export type NdState = "incomplete" | "reachable" | "stale" | "delay" | "probe";

/** What is known of one address. */
export interface NdEntry {
  readonly address: Address6;
  /** Six bytes; undefined until an answer came. */
  ether: Uint8Array | undefined;
  state: NdState;
  /** Is it an address of the interface itself, or one that was set by hand? */
  readonly permanent: boolean;
  router: boolean;
  /** Uptime in seconds when the state ends. */
  expires: number;
  /** How often it was asked for without an answer. */
  asked: number;
  /** Packets that wait for the answer, oldest first. */
  held: Uint8Array[];
  /** Calls off what is to be done when the state ends. */
  cancel: (() => void) | undefined;
}

/** The entries of all interfaces of a vnet. */
export class NdTable {
  private readonly tables = new Map<Interface, Map<string, NdEntry>>();

  constructor(private readonly clock: Clock) {}

  /** Returns the uptime in whole seconds, as the kernel counts it. */
  uptime(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  /** Returns the entry of an address, as it is by now; undefined when there is none, or none any more. */
  find(iface: Interface, address: Address6): NdEntry | undefined {
    const entry = this.tables.get(iface)?.get(keyOf(address));
    if (entry === undefined || entry.permanent) return entry;
    if (entry.state === "reachable" && this.uptime() >= entry.expires) {
      entry.state = "stale";
      entry.expires += STALE_SECONDS;
    }
    if (entry.state !== "stale" || this.uptime() < entry.expires) return entry;
    this.remove(iface, address);
    return undefined;
  }

  /** Makes an entry of an address that is being asked for. */
  make(iface: Interface, address: Address6): NdEntry {
    return this.put(iface, newEntry(address, false));
  }

  /** Notes an address that stays until it is taken back. */
  setPermanent(iface: Interface, address: Address6, ether: Uint8Array): void {
    this.put(iface, { ...newEntry(address, true), ether, state: "reachable" });
  }

  private put(iface: Interface, entry: NdEntry): NdEntry {
    let table = this.tables.get(iface);
    if (table === undefined) {
      table = new Map();
      this.tables.set(iface, table);
    }
    const key = keyOf(entry.address);
    table.get(key)?.cancel?.();
    table.delete(key);
    table.set(key, entry);
    return entry;
  }

  hold(entry: NdEntry, packet: Uint8Array): void {
    if (entry.held.length >= MAX_HOLD) entry.held.shift();
    entry.held.push(packet);
  }

  /** Puts an entry into a state that ends by itself when it is not used: the neighbour answered, or may have changed. */
  settle(entry: NdEntry, state: "reachable" | "stale"): void {
    entry.cancel?.();
    entry.cancel = undefined;
    entry.state = state;
    entry.asked = 0;
    entry.expires = this.uptime() + (state === "stale" ? STALE_SECONDS : REACHABLE_SECONDS);
  }

  /** Puts an entry into a state that something follows: `action` runs after so many seconds, unless an answer comes. */
  wait(entry: NdEntry, state: NdState, seconds: number, action: () => void): void {
    entry.cancel?.();
    entry.state = state;
    entry.expires = this.uptime() + seconds;
    entry.cancel = this.clock.after(seconds * 1000, action);
  }

  remove(iface: Interface, address: Address6): boolean {
    const table = this.tables.get(iface);
    const key = keyOf(address);
    table?.get(key)?.cancel?.();
    return table?.delete(key) ?? false;
  }

  /** Goes on after all timers were lost: who was being asked for is forgotten, and asked for again when somebody wants it. */
  resume(iface: Interface): void {
    for (const entry of this.tables.get(iface)?.values() ?? []) {
      entry.cancel = undefined;
      if (entry.permanent || entry.state === "reachable" || entry.state === "stale") continue;
      if (entry.ether === undefined) this.remove(iface, entry.address);
      else this.settle(entry, "stale");
    }
  }

  /** Forgets what was learnt on an interface, and its own addresses too. */
  forget(iface: Interface): void {
    for (const entry of this.tables.get(iface)?.values() ?? []) entry.cancel?.();
    this.tables.delete(iface);
  }

  /** In the order that ndp(8) prints: the kernel's hash table, 32 buckets by the exclusive or of the last four bytes, newest first (in6.c, IN6_LLTBL_HASH). */
  list(iface: Interface): NdEntry[] {
    const entries = [...(this.tables.get(iface)?.values() ?? [])]
      .map(({ address }) => this.find(iface, address))
      .filter((entry) => entry !== undefined);
    return entries.reverse().sort((a, b) => bucketOf(a.address) - bucketOf(b.address));
  }
}

function newEntry(address: Address6, permanent: boolean): NdEntry {
  return {
    address,
    ether: undefined,
    state: "incomplete",
    permanent,
    router: false,
    expires: 0,
    asked: 0,
    held: [],
    cancel: undefined,
  };
}

function keyOf(address: Address6): string {
  return address.join(" ");
}

function bucketOf(address: Address6): number {
  const bits = address[6]! ^ address[7]!;
  return (bits ^ (bits >> 8)) & 31;
}
