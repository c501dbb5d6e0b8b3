/** vm-bhyve's switches on an if_bridge(4): what its system.conf is to say of them. */
import { wordsOf } from "../../../config/list.ts";
import type { IfBridge } from "../../../host/ifbridge.ts";
import type { RcChange } from "../../plan/step.ts";
import type { VmConfiguration } from "../../plan/vm.ts";
import { refuse } from "../../refusal.ts";

/** An if_bridge(4) as vm-bhyve knows it. */
type Known = Pick<IfBridge, "name" | "description">;

/**
 * Returns the switch that is on an if_bridge(4): one that vm-bhyve made itself (`vm-NAME`, or where that is too long for an
 * interface, one that it describes as `vm/NAME`), or was given.
 */
export function switchOn(
  vm: Pick<VmConfiguration, "value">,
  { name: ifbridge, description }: Known,
): string | undefined {
  return wordsOf(vm.value("switch_list") ?? "").find((name) => {
    const type = vm.value(`type_${name}`) ?? "standard";
    if (type === "manual") return vm.value(`bridge_${name}`) === ifbridge;
    return type === "standard" && (ifbridge === `vm-${name}` || description === `vm/${name}`);
  });
}

/** Returns the changes that make it one of netgraph's, which is called as the bridge is. */
export function switchChanges(
  vm: Pick<VmConfiguration, "file" | "value">,
  known: Known,
  bridge: string,
): RcChange[] {
  const name = switchOn(vm, known);
  const ifbridge = known.name;
  if (name === undefined) return [];
  if (name !== bridge)
    refuse(
      "data",
      `vm-bhyve's switch ${name} is on ${ifbridge}, and one of netgraph is called as its bridge: ngbuddy adopt --host ${ifbridge} ${name}`,
    );
  const vlan = vm.value(`vlan_${name}`);
  if (vlan)
    refuse(
      "unavailable",
      `vm-bhyve's switch ${name} is on VLAN ${vlan} of its ports; make the bridge yourself: ngbuddy bridge ${name} NIC --vlan ${vlan}, then ngbuddy vmconf`,
    );
  const gone = ["bridge", "ports", "addr", "addr6", "mtu", "private"].map(
    (what) => `${what}_${name}`,
  );
  return [
    { variable: `type_${name}`, set: "netgraph", quiet: true },
    ...gone
      .filter((variable) => vm.value(variable) !== undefined)
      .map((variable) => ({ variable, unset: true, quiet: true }) as const),
  ];
}
