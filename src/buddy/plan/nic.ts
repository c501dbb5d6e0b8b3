/** Steps that put a bridge on a NIC, or on any other Ethernet interface that the host has. */
import { isBridgeName } from "../../config/names.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { meant, nodeNameOf } from "../names.ts";
import { refuse } from "../refusal.ts";
import { type Draft, makeBridge, nameBridge } from "./draft.ts";
import { hooksSeen, type Seen, type WantedBridge } from "./wanted.ts";

/** The interface of a bridge, when the host has one of this name that we did not make. */
export function nicOf(seen: Seen, bridge: WantedBridge): HostInterface | undefined {
  if (bridge.eiface || seen.byName.get(bridge.interface)?.type === "eiface") return undefined;
  const nic = meant(seen.interfaces, bridge.interface);
  if (nic !== undefined && nic.ether === undefined) {
    refuse(
      "config",
      `bridge ${bridge.name}: ${nic.name} is no Ethernet interface; give another one`,
    );
  }
  return nic;
}

/** Capabilities with which a NIC changes frames that a bridge must pass on as they are, by ifconfig's arguments. */
export const OFFLOADS = {
  LRO: "-lro",
  TSO4: "-tso4",
  TSO6: "-tso6",
  VLAN_HWFILTER: "-vlanhwfilter",
  VLAN_HWTSO: "-vlanhwtso",
};

/** A public bridge: the NIC's lower hook is the outside world, its upper hook the host's own stack. */
export function planNic(
  draft: Draft,
  bridge: WantedBridge,
  nic: HostInterface,
  exists: NodeInfo | undefined,
): void {
  const { seen } = draft;
  const node = nodeNameOf(nic.name);
  const wanted = bridge.upper ? ["lower", "upper"] : ["lower"];
  const missing = wanted.filter((hook) => {
    const link = hooksSeen(seen, seen.byName.get(node)).find(({ name }) => name === hook);
    if (link === undefined) return true;
    if (link.peer.type === "bridge" && link.peer.name === bridge.name) return false;
    const owner = nameOrId(link.peer);
    // jng and the like call theirs after the NIC.
    const remedy =
      link.peer.type === "bridge" && isBridgeName(link.peer.name)
        ? `; to take that bridge over, in the place of ${bridge.name}: ngbuddy_${link.peer.name}_if="${nic.name}"`
        : "";
    return refuse(
      "unavailable",
      `bridge ${bridge.name}: the ${hook} hook of ${nic.name} is connected to ${owner} already${remedy}`,
    );
  });
  for (const hook of wanted) draft.expect.push({ node, type: "ether", hook, peer: bridge.name });
  // Nobody wants the link of a NIC in use to go down and up: what ifconfig does was done when it was connected.
  if (missing.length > 0) prepareNic(draft, nic);
  setNic(draft, nic);
  if (missing.length === 0) return;
  for (const hook of missing) {
    const peerHook = hook === "lower" && bridge.uplink ? "uplink1" : `link${draft.nextLink}`;
    draft.nextLink++;
    if (exists === undefined && hook === missing[0])
      makeBridge(draft, bridge, `${node}:`, hook, peerHook);
    else {
      draft.steps.push({
        description: `connect ${nic.name}'s ${hook} hook to ${bridge.name} (${peerHook})`,
        // Until it has its name, a bridge made a step ago is what is behind the NIC's other hook.
        do: {
          op: "connect",
          path: `${node}:`,
          peerPath: exists ? `${bridge.name}:` : `${node}:${missing[0]}`,
          hook,
          peerHook,
        },
        undo: [{ op: "rmhook", path: `${node}:`, hook }],
      });
    }
  }
  if (exists === undefined) nameBridge(draft, bridge, `${node}:${missing[0]}`);
}

function prepareNic(draft: Draft, nic: HostInterface): void {
  const off = Object.entries(OFFLOADS).filter(([capability]) => nic.options.includes(capability));
  const args = [...off.map(([, argument]) => argument), ...(nic.up ? [] : ["up"])];
  if (args.length > 0) {
    draft.steps.push({
      description: `ifconfig ${nic.name} ${args.join(" ")}`,
      do: { op: "ifconfig", interface: nic.name, args },
      undo: [
        {
          op: "ifconfig",
          interface: nic.name,
          args: [...off.map(([, argument]) => argument.slice(1)), ...(nic.up ? [] : ["down"])],
        },
      ],
    });
  }
}

/** The NIC hears everything, and sends frames with the addresses that they have. */
function setNic(draft: Draft, nic: HostInterface): void {
  const path = `${nodeNameOf(nic.name)}:`;
  const settings = draft.seen.nics.get(nodeNameOf(nic.name));
  const set = (command: string, value: number, before: number | undefined, description: string) => {
    if (before === value) return;
    draft.steps.push({
      description,
      do: { op: "message", path, type: "ether", command, value },
      undo:
        before === undefined
          ? []
          : [{ op: "message", path, type: "ether", command, value: before }],
    });
  };
  set("setpromisc", 1, settings?.promisc ?? 0, `make ${nic.name} promiscuous`);
  set("setautosrc", 0, settings?.autosrc, `make ${nic.name} leave source addresses as they are`);
}
