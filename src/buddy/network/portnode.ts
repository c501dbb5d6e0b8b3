/** A node of a guest's port: what it is called, and how it is connected and set. */
import type { Part } from "../plan/portparts.ts";
import type { Action } from "../plan/step.ts";

/** A VLAN that goes to a bridge of its own, by a port's node. */
export interface Join {
  readonly node: string;
  readonly tag: number;
  readonly bridge: string;
}

/** A node of a port. */
export interface PortNode {
  readonly part: Part;
  readonly name: string;
  readonly type: string;
  /** The hook towards the guest, and the one towards the bridge. */
  readonly guestHook: string;
  readonly bridgeHook: string;
  /** What it is for, in words. */
  readonly what: string;
  /** What is sent to it once both hooks are connected: hooks of ng_tag(4) and ng_bpf(4) know each other only then. */
  readonly configure: readonly Action[];
  /** Its VLANs that go to other bridges, which may be made later than it. */
  readonly joins?: readonly Join[];
}

/** Whose port it is, and where. */
export interface PortPlace {
  readonly name: string;
  readonly bridge: string;
  /** The MAC address that its guard is on already. */
  readonly ether?: string | undefined;
  /** The bridges that have VLANs of it themselves, by the tag. */
  readonly joined?: ReadonlyMap<number, string>;
}

/** Returns the path to what is behind a node towards the bridge. */
export function bridgeEnd({ name, bridgeHook }: PortNode): string {
  return `${name}:${bridgeHook}`;
}
