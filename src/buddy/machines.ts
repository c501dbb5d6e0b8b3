/** What vm-bhyve keeps of its machines, in the directory that rc.conf's vm_dir names. */
import { wordsOf } from "../config/list.ts";
import { evaluate } from "../config/rcconf.ts";
import { CommandError } from "../host/commanderror.ts";
import { mustRun } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { unlessGone } from "./observe/nodes.ts";
import type { MachineNic, VmConfiguration } from "./plan/vm.ts";
import type { Wanted } from "./plan/wanted.ts";
import { refuse } from "./refusal.ts";

/** vm-bhyve's own directory. Refuses when there is no vm-bhyve. */
async function machineDirectory(host: Host, wanted: Wanted): Promise<string> {
  const directory = wanted.value("vm_dir") ?? "";
  if (directory === "")
    refuse("config", "vm_dir is not set in rc.conf: vm-bhyve is not set up on this host");
  return await placeOfStore(host, directory);
}

/** Where a store of vm-bhyve's is: a directory, or where the dataset `zfs:…` is mounted. */
async function placeOfStore(host: Host, directory: string): Promise<string> {
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
  const stores = await storesOf(host, await vmConfiguration(host, wanted));
  const nics: MachineNic[] = [];
  for (const machine of machines) {
    for (const hook of hooksIn(await logOf(host, stores, machine))) {
      const node = await unlessGone(netgraph.nodeInfo(hook));
      if (node !== undefined) nics.push({ machine, hook, node });
    }
  }
  return nics;
}

/** The directories that have machines, vm-bhyve's own first (lib/vm-datastore, datastore::get_guest); images have none. */
async function storesOf(host: Host, { file, value }: VmConfiguration): Promise<string[]> {
  const stores = [file.replace(/\/\.config\/system\.conf$/, "")];
  for (const name of wordsOf(value("datastore_list") ?? "")) {
    const place = value(`path_${name}`) ?? "";
    if (/^(?:(?:iso|img):.*)?$/.test(place)) continue;
    // One that is not there now has no machine that runs.
    const path = await placeOfStore(host, place).catch(unlessCommandFailed);
    if (path !== undefined) stores.push(path);
  }
  return stores;
}

function unlessCommandFailed(error: unknown): undefined {
  if (!(error instanceof CommandError)) throw error;
}

/** The log of a machine, in the first store that has one. */
async function logOf(host: Host, stores: readonly string[], machine: string): Promise<string> {
  for (const store of stores) {
    const log = await host.files.read(`${store}/${machine}/vm-bhyve.log`);
    if (log !== undefined) return log;
  }
  return "";
}

/** The hooks of the last start of a machine: `netgraph,path=public:,peerhook=link4` among its devices gives `public:link4`. */
function hooksIn(log: string): string[] {
  const pattern = /\bnetgraph,path=([^,\s]+),peerhook=([^,\s\]]+)/g;
  const last = log.split("\n").findLast((line) => line.search(pattern) >= 0) ?? "";
  return [...last.matchAll(pattern)].map(([, path, hook]) => `${path}${hook}`);
}
