/** `vmconf` and `vmname`: what bhyve machines and vm-bhyve need to know of our bridges. */
import { refuse } from "../refusal.ts";
import { rcStep } from "./rcchange.ts";
import type { Plan, RcChange, Step } from "./step.ts";
import type { Seen, Wanted } from "./wanted.ts";

/** vm-bhyve's own configuration. */
export interface VmConfiguration {
  /** Its system.conf, of rc.conf's form. */
  readonly file: string;
  readonly exists: boolean;
  value(variable: string): string | undefined;
}

/** Makes switches of vm-bhyve's of the bridges, after a copy of its configuration. */
export function planVmconf(wanted: Wanted, vm: VmConfiguration): Plan {
  if (wanted.bridges.length === 0)
    refuse("config", "rc.conf names no bridge; add some first: ngbuddy enable");
  const changes = wanted.bridges.flatMap(({ name }): RcChange[] => [
    { variable: "switch_list", add: name },
    { variable: `type_${name}`, set: "netgraph" },
  ]);
  const { steps, lines } = rcStep(vm, `add the bridges to ${vm.file}`, changes, vm.file);
  const copy: Step = {
    description: `copy ${vm.file} to ${vm.file}.bak`,
    do: { op: "copy", from: vm.file, to: `${vm.file}.bak` },
    undo: [],
  };
  return {
    request: "vmconf",
    says: [],
    steps: steps.length > 0 && vm.exists ? [copy, ...steps] : steps,
    done: lines,
    notes: [],
    expect: [],
    whenKilled: "undo",
  };
}

/** An Ethernet address of a machine, as vm-bhyve keeps it. */
export interface MachineAddress {
  readonly machine: string;
  readonly ether: string;
}

/** A socket of a machine that nobody has named, and the address that the bridge has heard from it. */
export interface UnnamedSocket {
  readonly id: number;
  readonly bridge: string;
  readonly hook: string;
  readonly ethers: readonly string[];
}

/** Names the sockets that bhyve machines have opened after them: a machine's second one is MACHINE_1. */
export function planVmname(
  seen: Seen,
  sockets: readonly UnnamedSocket[],
  addresses: readonly MachineAddress[],
): Plan {
  const names = new Set(seen.byName.keys());
  const notes: string[] = [];
  const steps: Step[] = [];
  const expect: Plan["expect"][number][] = [];
  for (const { id, bridge, hook, ethers } of sockets) {
    const machine = addresses.find(({ ether }) => ethers.includes(ether.toLowerCase()))?.machine;
    if (machine === undefined) {
      notes.push(
        `whose the socket at ${bridge}'s ${hook} is, is not known: no address that it has sent from is a machine's`,
      );
      continue;
    }
    const name = freeName(machine.replace(/[.:]/g, "_"), names);
    names.add(name);
    steps.push({
      description: `name the socket at ${bridge}'s ${hook} ${name}`,
      do: { op: "name", path: `[${id.toString(16)}]:`, name },
      undo: [],
    });
  }
  return { request: "vmname", says: [], steps, done: [], notes, expect, whenKilled: "finish" };
}

function freeName(machine: string, taken: ReadonlySet<string>): string {
  if (!taken.has(machine)) return machine;
  for (let number = 1; ; number++)
    if (!taken.has(`${machine}_${number}`)) return `${machine}_${number}`;
}
