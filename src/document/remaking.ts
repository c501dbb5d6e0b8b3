/** Which bridges have to be made anew for rc.conf to be so, since they cannot be changed while they are up. */
import { nodeNameOf } from "../buddy/names.ts";
import type { Remaking } from "../buddy/plan/remake.ts";
import { nodeOf, type Seen, type Wanted, type WantedBridge } from "../buddy/plan/wanted.ts";
import { isSameVlan } from "../config/vlans.ts";
import { getsOther } from "./keptethers.ts";

/**
 * Returns what goes and what comes again when rc.conf becomes other than it was. Without `seen`, more than that: which
 * interfaces are NICs is not known.
 */
export function remakingOf(before: Wanted, after: Wanted, seen?: Seen): Remaking {
  const afterwards = new Map(after.bridges.map((bridge) => [bridge.name, bridge]));
  const listed = new Map(
    after.bridges.flatMap(({ name, list }) => list.map((word) => [word, name])),
  );
  const others = new Set(after.bridges.flatMap((one) => [one.interface, one.host ?? ""]));
  const [remade, gone, dropped] = [new Set<string>(), new Set<string>(), new Set<string>()];
  for (const bridge of before.bridges) {
    const then = afterwards.get(bridge.name);
    if (then === undefined) gone.add(bridge.name);
    else if (
      isOther(bridge, then, isOnEiface(bridge, seen)) ||
      getsOtherEther(before, after, bridge, seen)
    )
      remade.add(bridge.name);
    for (const word of bridge.list) {
      const on = listed.get(word);
      if (on === undefined && !others.has(word)) dropped.add(word);
      // It is taken from one, and made on the other.
      else if (on !== bridge.name && then !== undefined) remade.add(bridge.name);
    }
  }
  addSharers(before, after, { remade, gone });
  return { remade, gone, dropped, keepsOthers: true };
}

/** undefined when that is not known. */
function isOnEiface({ interface: name }: WantedBridge, seen: Seen | undefined) {
  return seen === undefined ? undefined : nodeOf(seen, name, "eiface") !== undefined;
}

function isOther(
  bridge: WantedBridge,
  then: WantedBridge,
  isOnEiface: boolean | undefined,
): boolean {
  const members = new Set(then.members?.map(nodeNameOf));
  // Where the host goes to an eiface or comes back, the NIC's upper hook is seen to by that.
  const isMoved = bridge.host !== then.host;
  return (
    nodeNameOf(bridge.interface) !== nodeNameOf(then.interface) ||
    !isSameVlan(bridge.vlan, then.vlan) ||
    (isOnEiface !== true && bridge.uplink !== then.uplink) ||
    (isOnEiface !== true && !isMoved && bridge.upper && !then.upper) ||
    (bridge.persistent && !then.persistent) ||
    (bridge.members ?? []).some((member) => !members.has(nodeNameOf(member)))
  );
}

/** Have interfaces of the bridge another Ethernet address once they are made? */
function getsOtherEther(
  before: Wanted,
  after: Wanted,
  { interface: iface, list }: WantedBridge,
  seen: Seen | undefined,
): boolean {
  return [iface, ...list].some((name) => {
    if (seen !== undefined && nodeOf(seen, name, "eiface") === undefined) return false;
    return getsOther(before, after, name);
  });
}

/** The VLANs of a NIC come and go together: one ng_vlan(4) has them all. */
function addSharers(
  before: Wanted,
  after: Wanted,
  { remade, gone }: { readonly remade: Set<string>; readonly gone: ReadonlySet<string> },
): void {
  const nics = new Set<string>();
  for (const bridge of before.bridges)
    if (remade.has(bridge.name) || gone.has(bridge.name)) nics.add(nodeNameOf(bridge.interface));
  for (const nic of nics) {
    const on = (bridges: readonly WantedBridge[]) =>
      bridges.filter((bridge) => nodeNameOf(bridge.interface) === nic);
    if (![...on(before.bridges), ...on(after.bridges)].some(({ vlan }) => vlan !== undefined))
      continue;
    for (const { name } of on(before.bridges)) if (!gone.has(name)) remade.add(name);
  }
}
