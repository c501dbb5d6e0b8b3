/** The ARP table of a vnet: who has which address on which interface (if_ether.c). */
import type { Clock } from "../base/clock.ts";
import type { Interface } from "./interface.ts";

/** net.link.ether.inet: max_age, wait and maxtries, as FreeBSD 15 has them by default. */
export const KEEP_SECONDS = 1200;
const DOWN_SECONDS = 20;
export const ARP_MAX_TRIES = 5;
/** net.link.ether.inet.maxhold: packets kept for an address until it is resolved. */
const MAX_HOLD = 16;

/** What is known of one address. */
export interface ArpEntry {
  /** IPv4, as an unsigned number of 32 bits. */
  readonly address: number;
  /** Six bytes; undefined until an answer came. */
  ether: Uint8Array | undefined;
  readonly permanent: boolean;
  /** Uptime in seconds when it stops being valid; for an unresolved entry, when it was last asked for. */
  expires: number;
  /** How often it was asked for without an answer. */
  asked: number;
  /** Packets that wait for the answer, oldest first. */
  held: Uint8Array[];
}

/** The entries of all interfaces of a vnet; what has run out is gone when it is next looked for. */
export class ArpTable {
  private readonly tables = new Map<Interface, Map<number, ArpEntry>>();

  constructor(private readonly clock: Clock) {}

  /** Uptime in whole seconds, as the kernel counts it. */
  uptime(): number {
    return Math.floor(this.clock.now() / 1000);
  }

  /** The entry of an address, if it is still good. */
  find(iface: Interface, address: number): ArpEntry | undefined {
    const table = this.tables.get(iface);
    const entry = table?.get(address);
    if (entry === undefined || entry.permanent || this.uptime() < goneAt(entry)) return entry;
    table?.delete(address);
    return undefined;
  }

  private put(iface: Interface, entry: ArpEntry): ArpEntry {
    let table = this.tables.get(iface);
    if (table === undefined) {
      table = new Map();
      this.tables.set(iface, table);
    }
    table.delete(entry.address);
    table.set(entry.address, entry);
    return entry;
  }

  /** Notes who has an address; gives the packets that waited for that. Permanent entries stay as they are. */
  resolve(iface: Interface, address: number, ether: Uint8Array): Uint8Array[] {
    const entry = this.find(iface, address) ?? this.put(iface, newEntry(address));
    if (entry.permanent) return [];
    const { held } = entry;
    entry.ether = ether;
    entry.expires = this.uptime() + KEEP_SECONDS;
    entry.asked = 0;
    entry.held = [];
    return held;
  }

  setPermanent(iface: Interface, address: number, ether: Uint8Array): void {
    this.put(iface, { ...newEntry(address), ether, permanent: true });
  }

  /**
   * Keeps a packet for an address that is not resolved. `ask` says whether it is time for a request (at most one a
   * second), `failed` whether five went unanswered.
   */
  hold(iface: Interface, address: number, packet: Uint8Array): { ask: boolean; failed: boolean } {
    const entry = this.find(iface, address) ?? this.put(iface, newEntry(address));
    if (entry.held.length >= MAX_HOLD) entry.held.shift();
    entry.held.push(packet);
    const failed = entry.asked >= ARP_MAX_TRIES;
    const ask = entry.asked === 0 || entry.expires !== this.uptime();
    if (ask) {
      entry.asked++;
      entry.expires = this.uptime();
    }
    return { ask, failed };
  }

  remove(iface: Interface, address: number): boolean {
    return this.tables.get(iface)?.delete(address) ?? false;
  }

  /** Forgets what was learnt on an interface, and its own addresses too. */
  forget(iface: Interface): void {
    this.tables.delete(iface);
  }

  /** In the order that arp(8) prints: the kernel's hash table, 32 buckets by the exclusive or of the four bytes, newest first. */
  list(iface: Interface): ArpEntry[] {
    const entries = [...(this.tables.get(iface)?.keys() ?? [])]
      .map((address) => this.find(iface, address))
      .filter((entry) => entry !== undefined);
    return entries.reverse().sort((a, b) => bucketOf(a.address) - bucketOf(b.address));
  }
}

function newEntry(address: number): ArpEntry {
  return { address, ether: undefined, permanent: false, expires: 0, asked: 0, held: [] };
}

function goneAt(entry: ArpEntry): number {
  return entry.ether === undefined ? entry.expires + DOWN_SECONDS : entry.expires;
}

function bucketOf(address: number): number {
  return (address ^ (address >>> 8) ^ (address >>> 16) ^ (address >>> 24)) & 31;
}
