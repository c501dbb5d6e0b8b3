/** What a bridge needs of the interface it is on, and may have lost since it was put there. */
import { interfaces } from "../../../host/commands.ts";
import type { Host } from "../../../host/host.ts";
import { readWanted } from "../../configuration.ts";
import { counted } from "../../counted.ts";
import { nodeNameOf } from "../../names.ts";
import { nicSettings } from "../../observe/nicsettings.ts";
import { hooksOf, pathOf, unlessGone } from "../../observe/nodes.ts";
import { walk, withBetween } from "../../observe/walk.ts";
import { cutOffVlans } from "../../plan/vlans.ts";
import { withNetgraph } from "../../withnetgraph.ts";
import type { SelfTestCheck } from "../check.ts";

export const bridged: SelfTestCheck = {
  name: "bridged",
  find: bridgedInterfaces,
};

/** Looks at every interface that hangs on a bridge by its lower hook. Throws what is wrong with them, and what helps. */
async function bridgedInterfaces(host: Host): Promise<string> {
  const { bridges } = await readWanted(host, () => {});
  const all = await interfaces(host);
  const faults = cutOffVlans(bridges, new Map(all.map((one) => [one.name, one])));
  const count = await withNetgraph(host, async (netgraph) => {
    const nics = (await netgraph.nodes()).filter(
      ({ type, hooks }) => type === "ether" && hooks > 0,
    );
    const hooks = await withBetween(netgraph, await hooksOf(netgraph, nics));
    const ends = nics.flatMap((node) => {
      const lower = hooks.get(node.id)?.find(({ name }) => name === "lower");
      const end = lower && walk(lower, hooks).hook.peer;
      if (end?.type === "bridge") return [{ node, bridge: end.name || pathOf(end) }];
      // Behind an ng_vlan(4) there may be several: any of them will do.
      const first = lower && hooks.get(lower.peer.id);
      const behind = first?.find(({ peer }) => peer.type === "bridge")?.peer;
      return behind === undefined ? [] : [{ node, bridge: behind.name || pathOf(behind) }];
    });
    for (const { node, bridge } of ends) {
      const settings = await unlessGone(nicSettings(netgraph, node));
      const name = all.find((one) => nodeNameOf(one.name) === node.name)?.name ?? node.name;
      const isOurs = bridges.some((one) => one.name === bridge);
      const mend = (message: string) =>
        isOurs ? "ngbuddy start" : `ngctl msg ${node.name}: ${message}`;
      const fault = (what: string, advice: string) =>
        faults.push(`${name} is on bridge ${bridge} and ${what}: ${advice}`);
      if (settings?.promisc === 0)
        fault(
          "not promiscuous, so that nothing from outside gets to the guests",
          mend("setpromisc 1"),
        );
      if (settings?.autosrc === 1)
        fault("puts its own address on what guests send", mend("setautosrc 0"));
      if (all.some((one) => one.name === name && !one.up)) fault("down", `ifconfig ${name} up`);
    }
    return ends.length;
  });
  if (faults.length > 0) throw new Error(faults.join("; "));
  return count === 0
    ? "none is on a bridge"
    : `${counted(count, "interface")} on bridges, ready for them`;
}
