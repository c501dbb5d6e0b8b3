/** The ng_vlan(4) nodes of a NIC: one for its own tags, and one for each tag that has tags within it. */
import type { VlanTags } from "../../config/vlans.ts";
import { nodeNameOf } from "../names.ts";
import type { Place } from "./wiring.ts";

/** Returns the name of the node that has the tags within `tags`: `em0_vlan`, and `em0_vlan10` for those within VLAN 10. */
export function splitterName(nic: string, tags: VlanTags): string {
  return `${nodeNameOf(nic)}_vlan${tags.join("_")}`;
}

/** Is a node called as those of a NIC are? */
export function isSplitterName(name: string, nic: string): boolean {
  const stem = splitterName(nic, []);
  return name.startsWith(stem) && /^(?:[1-9]\d*)?$/.test(name.slice(stem.length));
}

/** Returns the hook of a VLAN. */
export function hookOf(tag: number): string {
  return `vlan${tag}`;
}

/** Returns where the frames of a VLAN, with what is within it, come from: the NIC's lower hook without any tag. */
export function placeOf(nic: string, tags: VlanTags): Place {
  const last = tags.at(-1);
  return last === undefined
    ? { node: nodeNameOf(nic), hook: "lower" }
    : { node: splitterName(nic, tags.slice(0, -1)), hook: hookOf(last) };
}
