/** What vm-bhyve keeps of its machines, in the directory that rc.conf's vm_dir names. */
import { evaluate } from "../config/rcconf.ts";
import { mustRun } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { unlessGone } from "./observe/nodes.ts";
import type { MachineNic, VmConfiguration } from "./plan/vm.ts";
import type { Wanted } from "./plan/wanted.ts";
import { refuse } from "./refusal.ts";

/** vm-bhyve's directory: vm_dir, or where the dataset `zfs:…` is mounted. Refuses when there is no vm-bhyve. */
async function machineDirectory(host: Host, wanted: Wanted): Promise<string> {
  const directory = wanted.value("vm_dir") ?? "";
  if (directory === "")
    refuse("config", "vm_dir is not set in rc.conf: vm-bhyve is not set up on this host");
  if (!directory.startsWith("zfs:")) return directory;
  const { stdout } = await mustRun(host, [
    "zfs",
    "get",
    "-H",
    "-o",
    "value",
    "mountpoint",
    directory.slice("zfs:".length),
  ]);
  return stdout.trim();
}

export async function vmConfiguration(host: Host, wanted: Wanted): Promise<VmConfiguration> {
  const file = `${await machineDirectory(host, wanted)}/.config/system.conf`;
  const text = await host.files.read(file);
  const variables = evaluate([{ path: file, text: text ?? "" }]);
  return { file, exists: text !== undefined, value: (name) => variables.get(name)?.value };
}

/** vmm(4) has a device for each machine that runs. */
const RUNNING = "/dev/vmm";

/** The NICs of the machines that run, each with the hook that bhyve has opened for it, as vm-bhyve logs them. */
export async function machineNics(
  host: Host,
  netgraph: Netgraph,
  wanted: Wanted,
): Promise<MachineNic[]> {
  const machines = await host.files.list(RUNNING);
  if (machines.length === 0) return [];
  const directory = await machineDirectory(host, wanted);
  const nics: MachineNic[] = [];
  for (const machine of machines) {
    const log = (await host.files.read(`${directory}/${machine}/vm-bhyve.log`)) ?? "";
    for (const hook of hooksIn(log)) {
      const node = await unlessGone(netgraph.nodeInfo(hook));
      if (node !== undefined) nics.push({ machine, hook, node });
    }
  }
  return nics;
}

/** The hooks of the last start of a machine: `netgraph,path=public:,peerhook=link4` among its devices gives `public:link4`. */
function hooksIn(log: string): string[] {
  const pattern = /\bnetgraph,path=([^,\s]+),peerhook=([^,\s]+)/g;
  const last = log.split("\n").findLast((line) => line.search(pattern) >= 0) ?? "";
  return [...last.matchAll(pattern)].map(([, path, hook]) => `${path}${hook}`);
}
