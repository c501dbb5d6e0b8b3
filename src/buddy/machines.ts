/** What vm-bhyve keeps of its machines, in the folder that rc.conf's vm_dir names. */
import { evaluate, RcSyntaxError } from "../config/rcconf.ts";
import { mustRun } from "../host/commands.ts";
import { FileError, type Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { pathOf, unlessGone } from "./observe/nodes.ts";
import type { MachineAddress, UnnamedSocket, VmConfiguration } from "./plan/vm.ts";
import { hooksSeen, type Seen, type Wanted } from "./plan/wanted.ts";
import { refuse } from "./refusal.ts";

/** vm-bhyve's folder: vm_dir, or where the dataset `zfs:…` is mounted. Refuses when there is no vm-bhyve. */
export async function machineFolder(host: Host, wanted: Wanted): Promise<string> {
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

/** The addresses of all machines: vm-bhyve writes `network0_mac` into MACHINE/MACHINE.conf when it first starts one. */
export async function machineAddresses(host: Host, wanted: Wanted): Promise<MachineAddress[]> {
  const folder = await machineFolder(host, wanted);
  const addresses: MachineAddress[] = [];
  for (const machine of await host.files.list(folder)) {
    if (machine.startsWith(".")) continue;
    const path = `${folder}/${machine}/${machine}.conf`;
    for (const [name, value] of await readConfiguration(host, path)) {
      if (/^network\d+_mac$/.test(name)) addresses.push({ machine, ether: value });
    }
  }
  return addresses;
}

/** The variables of a machine's file; none of one that cannot be read: the other machines have names all the same. */
async function readConfiguration(
  host: Host,
  path: string,
): Promise<[name: string, value: string][]> {
  try {
    const text = (await host.files.read(path)) ?? "";
    return [...evaluate([{ path, text }])].flatMap(([name, { value }]) =>
      value === undefined ? [] : [[name, value]],
    );
  } catch (error) {
    if (error instanceof FileError || error instanceof RcSyntaxError) return [];
    throw error;
  }
}

/** The sockets on bridges that have no name. */
export async function unnamedSockets(netgraph: Netgraph, seen: Seen): Promise<UnnamedSocket[]> {
  const sockets: UnnamedSocket[] = [];
  for (const bridge of seen.nodes.filter(({ type }) => type === "bridge")) {
    const unnamed = hooksSeen(seen, bridge).filter(
      ({ peer }) => peer.type === "socket" && peer.name === "",
    );
    if (unnamed.length === 0) continue;
    const table = (await unlessGone(netgraph.bridge(pathOf(bridge)).table())) ?? [];
    for (const { name: hook, peer } of unnamed) {
      const ethers = table.filter((host) => host.hook === hook).map(({ addr }) => addr);
      sockets.push({ id: peer.id, bridge: bridge.name, hook, ethers });
    }
  }
  return sockets;
}
