/** What a guest is called, in lists and pictures. */
import { peerBehind } from "./peername.ts";
import type { Guest } from "./topology.ts";

/** `otherwise` names a guest that was not looked for. */
export function nameOf(guest: Guest, otherwise = "unnamed"): string {
  switch (guest.kind) {
    case "jail":
      return guest.jail;
    case "host":
      return guest.interface.name;
    case "uplink":
      return `${guest.interface.name} (${guest.hook})`;
    case "other":
      return peerBehind(guest) ?? (guest.name || otherwise);
    default:
      return guest.name || otherwise;
  }
}
