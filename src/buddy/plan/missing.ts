/** Interfaces that a bridge is to be on, and that are not there: an eiface in their place would be the wrong network. */
import type { Announced } from "../../config/announced.ts";
import { isDriversName } from "../../config/drivers.ts";
import { variablePart } from "../../config/interfaces.ts";
import { wishText } from "../../config/names.ts";
import { editDistance, nearest } from "../../config/nearest.ts";
import { meant, nodeNameOf } from "../names.ts";
import type { Seen, Wanted, WantedBridge } from "./wanted.ts";

/**
 * Returns what is missing, why, and what to do, in one line, when the interface of a bridge must be a real one by rc.conf
 * or by its name; undefined when it is there, or an eiface may be made.
 */
export function missingInterface(
  wanted: Wanted,
  seen: Seen,
  bridge: WantedBridge,
): string | undefined {
  const there = meant(seen.interfaces, bridge.interface);
  if (bridge.eiface || (there !== undefined && isNoEiface(seen, there.name))) return undefined;
  const why = whyReal(wanted, seen, bridge.interface);
  if (why === undefined) return undefined;
  const variable = `ngbuddy_${bridge.name}_if`;
  const isConfigured = wanted.bridges.some(({ name }) => name === bridge.name);
  const place = isConfigured ? wanted.placeOf(variable) : undefined;
  const text = wishText({ interface: bridge.interface, eiface: true });
  // Its name could not be an eiface's.
  const express = bridge.interface.includes(".")
    ? ""
    : `; for an eiface of that name: ${isConfigured ? `${variable}="${text}"` : `ngbuddy bridge ${bridge.name} ${text}`}`;
  const where = place === undefined ? "" : ` (${place})`;
  return `bridge ${bridge.name}${where}: this host has no interface ${bridge.interface}${why}${express}`;
}

/** What goes on after `this host has no interface vlan3`; undefined when nothing says that it is a real one. */
function whyReal(wanted: Wanted, seen: Seen, name: string): string | undefined {
  const renamed = wanted.renamedTo(name);
  if (renamed !== "") return `, since rc.conf calls it ${renamed}; give the bridge that name`;
  const announced = wanted.announced(name);
  if (announced !== undefined) return byRcConf(seen, announced);
  const vlan = vlanOf(name);
  if (vlan !== undefined && (name.includes(".") || isReal(seen, vlan.parent)))
    return asVlan(seen, vlan);
  if (name.includes(".") || isDriversName(name)) return orNearest(seen, name);
  const misspelt = misspeltNic(seen, name);
  return misspelt === undefined ? undefined : misspeltFor(misspelt);
}

function byRcConf(seen: Seen, { assignment, netif, from }: Announced): string {
  if (netif === undefined) {
    return `: rc.conf speaks of it (${assignment}), but nothing makes it; add it to cloned_interfaces`;
  }
  const parent = from === undefined ? undefined : meant(seen.interfaces, from);
  if (from !== undefined && parent === undefined)
    return `: rc.conf makes it of ${from} (${assignment}), which is not there either${orNearest(seen, from)}`;
  return ` yet, which rc.conf makes (${assignment}); first: service netif start ${parent?.name ?? netif}`;
}

interface Vlan {
  readonly parent: string;
  readonly tag: string;
}

/** A VLAN as ifconfig(8) calls it (`em0.7`), or as its node is called (`em0_7`). */
function vlanOf(name: string): Vlan | undefined {
  const [, parent, tag] = /^(.+)[._]([1-9]\d{0,3})$/.exec(name) ?? [];
  return parent === undefined || tag === undefined || Number(tag) > 4094
    ? undefined
    : { parent, tag };
}

function asVlan(seen: Seen, { parent: written, tag }: Vlan): string {
  const parent = meant(seen.interfaces, written)?.name;
  if (parent === undefined) return `, nor ${written} for it to be on${orNearest(seen, written)}`;
  const variable = `vlans_${variablePart(parent)}`;
  return ` yet; first: ifconfig ${parent}.${tag} create, and for good ${variable}="${tag}" in rc.conf`;
}

/** Is it an interface that is no eiface of ours, or called as one? */
function isReal(seen: Seen, name: string): boolean {
  const there = meant(seen.interfaces, name);
  return isDriversName(name) || (there !== undefined && isNoEiface(seen, there.name));
}

function isNoEiface(seen: Seen, name: string): boolean {
  return seen.byName.get(nodeNameOf(name))?.type !== "eiface";
}

/** The NICs and the like that there are. */
function realInterfaces(seen: Seen): string[] {
  return [...(seen.interfaces?.values() ?? [])]
    .filter(({ name, ether }) => ether !== undefined && isNoEiface(seen, name))
    .map(({ name }) => name);
}

function orNearest(seen: Seen, name: string): string {
  const there = realInterfaces(seen);
  const near = nearest(name, there);
  if (near !== undefined) return misspeltFor(near);
  return there.length === 0 ? "" : ` (it has ${there.slice(0, 8).join(", ")})`;
}

function misspeltFor(name: string): string {
  return ` (did you mean ${name}?)`;
}

/** Shorter names are too near to one another. */
const MIN_LETTERS = 4;

/**
 * The NIC whose name was written wrong: in capitals, with two characters in the wrong order, or, where it is long enough,
 * with one too many, too few or another. `vnet0` is what people call an interface that they make.
 */
function misspeltNic(seen: Seen, name: string): string | undefined {
  if (/^vnet\d+$/.test(name)) return undefined;
  const sorted = (text: string) => [...text].sort().join("");
  return realInterfaces(seen)
    .filter(isDriversName)
    .find((nic) => {
      if (name.toLowerCase() === nic) return true;
      const letters = nic.replace(/\d.*$/, "").length;
      const isSwapped = sorted(name) === sorted(nic);
      return editDistance(name.toLowerCase(), nic) === 1 && (isSwapped || letters >= MIN_LETTERS);
    });
}
