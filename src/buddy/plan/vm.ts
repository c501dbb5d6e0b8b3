/** `vmconf` and `vmname`: what bhyve machines and vm-bhyve need to know of our bridges. */
import type { NodeInfo } from "../../netgraph/client.ts";
import { pathOf } from "../observe/nodes.ts";
import { refuse } from "../refusal.ts";
import { rcStep } from "./rcchange.ts";
import type { Plan, RcChange, Step } from "./step.ts";
import type { Seen, Wanted } from "./wanted.ts";

/** The configuration of vm-bhyve, as far as its switches go. */
export interface VmConfiguration {
  /** Its system.conf, of rc.conf's form. */
  readonly file: string;
  readonly exists: boolean;
  /** The value of a variable in it; undefined when it is not set. */
  value(variable: string): string | undefined;
}

/** Makes switches of vm-bhyve's of the bridges, after a copy of its configuration. */
export function planVmconf(wanted: Wanted, vm: VmConfiguration): Plan {
  if (wanted.bridges.length === 0)
    refuse("config", "rc.conf names no bridge; add some first: ngbuddy enable");
  const names = wanted.bridges.map(({ name }) => name);
  const changes: RcChange[] = [
    { variable: "switch_list", add: names.join(" "), says: `Configuring ${vm.file}:` },
    ...names.map((name) => ({ variable: `type_${name}`, set: "netgraph" })),
  ];
  const { steps, lines } = rcStep(vm, `add the bridges to ${vm.file}`, changes, vm.file);
  const backup = vm.file.replace(/[^/]*$/, ".$&.bak");
  const copy: Step = {
    description: `copy ${vm.file} to ${backup}`,
    do: { op: "copy", from: vm.file, to: backup },
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

/** A NIC of a machine that runs. */
export interface MachineNic {
  /** The machine's name, as vm-bhyve has it. */
  readonly machine: string;
  /** The path of the hook that it is at: `public:link4`. */
  readonly hook: string;
  /** Whatever is behind that hook now. */
  readonly node: NodeInfo;
}

/** Names the sockets that bhyve machines have opened after them: a machine's second one is MACHINE_1. */
export function planVmname(seen: Seen, nics: readonly MachineNic[]): Plan {
  const names = new Set(seen.byName.keys());
  const unnamed = nics.filter(({ node }) => node.type === "socket" && node.name === "");
  const steps = unnamed.map(({ machine, hook, node }): Step => {
    const name = freeName(machine.replace(/[.: ]/g, "_"), names);
    names.add(name);
    return {
      description: `name the socket at ${hook} ${name}`,
      do: { op: "name", path: pathOf(node), name },
      undo: [],
    };
  });
  return {
    request: "vmname",
    says: [],
    steps,
    done: [],
    notes: [],
    expect: [],
    whenKilled: "finish",
  };
}

function freeName(machine: string, taken: ReadonlySet<string>): string {
  if (!taken.has(machine)) return machine;
  for (let number = 1; ; number++)
    if (!taken.has(`${machine}_${number}`)) return `${machine}_${number}`;
}
