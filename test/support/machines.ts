/** bhyve machines in a lab, as vm-bhyve starts them. */
import { openSocket } from "../../src/lab/kernel/socket.ts";
import { Netgraph } from "../../src/netgraph/client.ts";
import type { BuddyLab } from "./buddylab.ts";

/** Where the NIC of a machine is: a bridge and its hook. */
export type Plug = readonly [bridge: string, hook: string];

/** What bhyve does for a NIC: a socket without a name, on a bridge. */
export async function plugIn({ lab }: BuddyLab, [bridge, hook]: Plug): Promise<void> {
  const netgraph = await Netgraph.open(openSocket(lab.host.graph, ""));
  await netgraph.connect(".", `${bridge}:`, "vmlink", hook);
}

/** A machine of vm-bhyve's that runs, with its NICs at these hooks; before, it ran elsewhere. */
export async function machine(lab: BuddyLab, name: string, ...plugs: readonly Plug[]) {
  await machineIn(lab, "/vm", name, ...plugs);
}

/** The same for one in another store of vm-bhyve's. */
export async function machineIn(
  lab: BuddyLab,
  store: string,
  name: string,
  ...plugs: readonly Plug[]
) {
  for (const plug of plugs) await plugIn(lab, plug);
  const nics = plugs.map(
    ([bridge, hook], index) =>
      ` -s 5:${index},virtio-net,netgraph,path=${bridge}:,peerhook=${hook},mac=58:9c:fc:0a:00:0${index}`,
  );
  await lab.out(`mkdir -p ${store}/${name} /dev/vmm`);
  lab.files.write(`/dev/vmm/${name}`, "");
  const lines = [
    " [bhyve devices: -s 0,hostbridge -s 5:0,virtio-net,netgraph,path=private:,peerhook=link0]",
    "bhyve exited with status 1",
    " [uefi: no]",
    ` [bhyve devices: -s 0,hostbridge -s 31,lpc${nics.join("")}]`,
    "starting bhyve (run 1)",
  ];
  const log = lines.map((line) => `Nov 25 20:00:00: ${line}\n`).join("");
  lab.files.write(`${store}/${name}/vm-bhyve.log`, log);
}
