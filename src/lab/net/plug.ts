/** A plug in an interface's wire: one more station on it, which hears all and sends what it likes, as on a hub. */
import type { Interface, InterfaceKind } from "./interface.ts";

/** What is behind the plug is heard by this. */
export interface Plug {
  /** Sends a frame over the wire: to the interface, to its far end, and to who else is plugged in. The frame is the sender's own. */
  send(frame: Uint8Array): void;
  pullOut(): void;
}

/** The kinds of interfaces that have a wire of their own: to a LAN, a hook, the other half of a pair. */
const WIRED: readonly InterfaceKind[] = ["nic", "eiface", "epair"];

export const hasWire = ({ kind }: Interface): boolean => WIRED.includes(kind);

/** Plugs a station into the wire of an interface that has one. A frame that it hears is valid during the call only. */
export function plugIn(iface: Interface, hear: (frame: Uint8Array) => void): Plug {
  // Of two that are the same function each has its own.
  const own = (frame: Uint8Array) => hear(frame);
  iface.hearers = [...iface.hearers, own];
  return {
    send(frame) {
      for (const other of iface.hearers) if (other !== own) other(frame);
      iface.take(frame);
      iface.transmit(frame);
    },
    pullOut() {
      iface.hearers = iface.hearers.filter((one) => one !== own);
    },
  };
}
