/** A reading of the host, of which only one bridge or one guest is wanted. */
import { nearest } from "../config/nearest.ts";
import { nameOf } from "./guestname.ts";
import { refuseNoBridge } from "./plan/choice.ts";
import { refuse } from "./refusal.ts";
import type { Link, Topology } from "./topology.ts";

/** What is wanted. */
export interface Narrowing {
  /** A bridge's name. */
  readonly bridge?: string | undefined;
  /** The name of a jail or a machine, of an interface, or of its node. */
  readonly guest?: string | undefined;
}

/** Returns what is wanted of it. Throws a Refusal, with the name that may have been meant, when there is none such. */
export function narrowed(topology: Topology, { bridge, guest }: Narrowing): Topology {
  if (bridge === undefined && guest === undefined) return topology;
  const named = topology.bridges.filter(({ name }) => bridge === undefined || name === bridge);
  if (bridge !== undefined && named.length === 0) {
    const names = topology.bridges.flatMap(({ name }) => (name === "" ? [] : [name]));
    refuseNoBridge(bridge, names, "");
  }
  if (guest === undefined) return { ...topology, bridges: named, orphans: [] };
  const bridges = named.flatMap((one) => {
    const links = one.links.filter((link) => namesOf(link).includes(guest));
    return links.length === 0 ? [] : [{ ...one, links }];
  });
  if (bridges.length > 0) return { ...topology, bridges, orphans: [] };
  const names = [...new Set(named.flatMap(({ links }) => links.flatMap(namesOf)))];
  const meant = nearest(guest, names);
  const where = bridge === undefined ? "any bridge" : `bridge ${bridge}`;
  return refuse(
    "data",
    `no guest "${guest}" on ${where}${meant === undefined ? "; ngbuddy status shows those there are" : `; did you mean ${meant}?`}`,
  );
}

/** Returns all that a guest may be called. */
export function namesOf({ guest, peerName, end }: Link): string[] {
  const names = [nameOf(guest, ""), peerName, end?.name ?? ""];
  const iface = "interface" in guest ? [guest.interface.name] : [];
  return [...names, ...iface].filter((name) => name !== "");
}
