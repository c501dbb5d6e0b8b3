/** What vm-bhyve keeps of its machines, in the folder that rc.conf's vm_dir names. */
import { evaluate } from "../config/rcconf.ts";
import { mustRun } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { unlessGone } from "./observe/nodes.ts";
import type { MachineCard, VmConfiguration } from "./plan/vm.ts";
import type { Wanted } from "./plan/wanted.ts";
import { refuse } from "./refusal.ts";

/** vm-bhyve's folder: vm_dir, or where the dataset `zfs:…` is mounted. Refuses when there is no vm-bhyve. */
async function machineFolder(host: Host, wanted: Wanted): Promise<string> {
  const folder = wanted.value("vm_dir") ?? "";
  if (folder === "")
    refuse("config", "vm_dir is not set in rc.conf: vm-bhyve is not set up on this host");
  if (!folder.startsWith("zfs:")) return folder;
  const { stdout } = await mustRun(host, [
    "zfs",
    "get",
    "-H",
    "-o",
    "value",
    "mountpoint",
    folder.slice("zfs:".length),
  ]);
  return stdout.trim();
}

export async function vmConfiguration(host: Host, wanted: Wanted): Promise<VmConfiguration> {
  const file = `${await machineFolder(host, wanted)}/.config/system.conf`;
  const text = await host.files.read(file);
  const variables = evaluate([{ path: file, text: text ?? "" }]);
  return { file, exists: text !== undefined, value: (name) => variables.get(name)?.value };
}

/** vmm(4) has a device for each machine that runs. */
const RUNNING = "/dev/vmm";

/** The network cards of the machines that run, each with the hook that bhyve has opened for it, as vm-bhyve logs them. */
export async function machineCards(
  host: Host,
  netgraph: Netgraph,
  wanted: Wanted,
): Promise<MachineCard[]> {
  const machines = await host.files.list(RUNNING);
  if (machines.length === 0) return [];
  const folder = await machineFolder(host, wanted);
  const cards: MachineCard[] = [];
  for (const machine of machines) {
    const log = (await host.files.read(`${folder}/${machine}/vm-bhyve.log`)) ?? "";
    for (const hook of hooksIn(log)) {
      const node = await unlessGone(netgraph.nodeInfo(hook));
      if (node !== undefined) cards.push({ machine, hook, node });
    }
  }
  return cards;
}

/** The hooks of the last start of a machine: `netgraph,path=public:,peerhook=link4` among its devices gives `public:link4`. */
function hooksIn(log: string): string[] {
  const pattern = /\bnetgraph,path=([^,\s]+),peerhook=([^,\s]+)/g;
  const last = log.split("\n").findLast((line) => line.search(pattern) >= 0) ?? "";
  return [...last.matchAll(pattern)].map(([, path, hook]) => `${path}${hook}`);
}
