/** The packet filters of one network stack, one behind the other. */
import type { Interface } from "./interface.ts";

/** A packet filter: sees every packet on its way in and out. */
export interface PacketFilter {
  /** Returns the packet to go on with, which may be another one; undefined when it is dropped. */
  pass(packet: Uint8Array, way: "in" | "out", iface: Interface): Uint8Array | undefined;
}

/** Filters in the order that they were switched on in: what comes in meets the first one first, what goes out the last one. */
export class Filters implements PacketFilter {
  private filters: readonly PacketFilter[] = [];

  /** Switches a filter on, or off. */
  set(filter: PacketFilter, on: boolean): void {
    const others = this.filters.filter((one) => one !== filter);
    if (on && others.length < this.filters.length) return;
    this.filters = on ? [...others, filter] : others;
  }

  pass(packet: Uint8Array, way: "in" | "out", iface: Interface): Uint8Array | undefined {
    let passed: Uint8Array | undefined = packet;
    for (const filter of way === "in" ? this.filters : this.filters.toReversed()) {
      passed = filter.pass(passed, way, iface);
      if (passed === undefined) return undefined;
    }
    return passed;
  }
}
