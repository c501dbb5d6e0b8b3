/** `adopt --host`: a bridge of ours in the place of an if_bridge(4) of the host, with all that hangs on that. */
import { changedFiles } from "../../apply/rcconf.ts";
import { wantedIn } from "../../configuration.ts";
import { fileStep } from "../../plan/filestep.ts";
import { rcStep } from "../../plan/rcchange.ts";
import type { Plan, RcChange, Step } from "../../plan/step.ts";
import type { Wanted } from "../../plan/wanted.ts";
import { diffLines } from "../diff.ts";
import { type AdoptWish, planAdopt } from "../plan.ts";
import type { FoundHost } from "./find.ts";
import { graphSteps } from "./graph.ts";
import { type JailsOn, jailsOn } from "./jails.ts";
import { type KeptBridge, keptBridgeOf, keptBridgeText } from "./kept.ts";
import { switchChanges } from "./machines.ts";
import { hostRcChanges } from "./rcchanges.ts";
import { nicAddresses, type Replacement, replacementOf, routesBy } from "./replacement.ts";

export function planAdoptHost(
  wanted: Wanted,
  found: FoundHost,
  { restart, newMac }: Pick<AdoptWish, "restart" | "newMac">,
): Plan {
  const { rcFiles, vm, kept } = found;
  const replacement = replacementOf(wanted, found);
  const { name, bridge, written } = replacement;
  const changes = hostRcChanges(wanted, found, replacement);
  const ofVm = vm === undefined ? [] : switchChanges(vm, found.ifbridge, bridge);
  const files = changedFiles(rcFiles, changes);
  const vmFiles =
    vm === undefined ? [] : changedFiles([{ path: vm.file, text: vm.text }], ofVm, vm.file);
  const state = stateOf(found);
  const on = jailsOn(found, replacement);
  const after = wantedIn(
    [
      ...rcFiles.map(
        (file) => files.find(({ path }) => path === file.path) ?? { ...file, after: file.text },
      ),
      ...files.filter(({ before }) => before === null),
    ].map(({ path, after: text }) => ({ path, text })),
  );
  const graph = graphSteps(wanted, after, found, replacement, state, on.others);
  const jails = planAdopt(
    after,
    graph.seen,
    { ...found.jails, jails: on.adopted },
    {
      names: undefined,
      bridge,
      restart,
      newMac,
    },
  );
  const own = nicAddresses(wanted, replacement);
  const record: KeptBridge = {
    version: 1,
    state,
    bridge,
    ...(own !== undefined && {
      nic: {
        name: replacement.nic!.name,
        inet: [...own.inet],
        inet6: own.inet6,
        routes: routesBy(found.routes, replacement.nic!.name),
        isDhcp: own.isDhcp,
      },
    }),
    files: [...files, ...vmFiles],
    variables: valuesBefore(wanted, changes),
    ...(vm !== undefined &&
      ofVm.length > 0 && { vm: { file: vm.file, variables: valuesBefore(vm, ofVm) } }),
  };
  const old = kept.find((one) => one.state.name === name);
  const parts = partsOf(jails.steps);
  return {
    request: `adopt --host ${name} ${bridge}`,
    says: [],
    shows: [
      ...[...files, ...vmFiles].flatMap((file) => diffLines(file.path, file.before, file.after)),
      ...(jails.shows ?? []),
    ],
    steps: [
      ...parts.stops,
      ...graph.steps,
      ...parts.files,
      fileStep(
        `keep what ${name} was`,
        keptBridgeOf(name),
        old === undefined ? null : keptBridgeText(old),
        keptBridgeText(record),
      ),
      ...(vm === undefined
        ? []
        : rcStep(vm, `make ${bridge} a switch of netgraph in ${vm.file}`, ofVm, vm.file).steps),
      // Before the jails start, which ask it for their bridge.
      ...rcStep(wanted, `put ${bridge} in the place of ${name} in rc.conf`, [
        ...changes,
        ...parts.changes,
      ]).steps,
      ...(written.listens && replacement.isEiface ? [netif(name)] : []),
      ...parts.starts,
    ],
    done: jails.done.filter((line) => !/no jail to adopt/.test(line)),
    notes: [...graph.notes, ...jails.notes, ...remarks(found, replacement, on)],
    unmet: graph.unmet,
    expect: graph.expect,
    whenKilled: "undo",
  };
}

/** The steps for jails, by when they are done: those that run are off the bridge before it goes, and start when all is written. */
export function partsOf(steps: readonly Step[]) {
  const isStop = ({ do: action }: Step) => action.op === "jail" && action.action === "stop";
  return {
    stops: steps.filter(isStop),
    files: steps.filter(({ do: { op } }) => op === "file"),
    changes: steps.flatMap(({ do: action }): readonly RcChange[] =>
      action.op === "rcconf" ? action.changes : [],
    ),
    starts: steps.filter(
      (step) => (step.do.op === "jail" && !isStop(step)) || step.do.op === "reach",
    ),
  };
}

function netif(name: string): Step {
  return {
    description: `start ${name} as rc.conf says`,
    do: { op: "netif", interface: name },
    undo: [],
  };
}

/** The if_bridge(4) as it is, for whoever makes it again. */
function stateOf({ ifbridge, routes }: FoundHost): KeptBridge["state"] {
  const { name, ether, mtu, up, description, ports, inet, inet6 } = ifbridge;
  return {
    name,
    ...(ether !== undefined && { ether }),
    mtu,
    ...(description !== undefined && { description }),
    up,
    members: ports.map((port) => ({ name: port.name, flags: [...port.flags] })),
    inet: [...inet],
    // The kernel makes those of links itself.
    inet6: inet6.filter((address) => !address.startsWith("fe80:")),
    routes: routesBy(routes, name),
  };
}

function valuesBefore(
  { value }: { value(variable: string): string | undefined },
  changes: readonly RcChange[],
): { [variable: string]: string | null } {
  return Object.fromEntries(changes.map(({ variable }) => [variable, value(variable) ?? null]));
}

/** What is to be known of it. */
function remarks(
  { ifbridge }: FoundHost,
  { name, bridge, nics, written }: Replacement,
  { others }: JailsOn,
): string[] {
  const notes: string[] = [];
  if (!written.isMade && !written.isConfigured)
    notes.push(
      `rc.conf says nothing of ${name}: whatever makes it at boot, such as /etc/rc.local, has to leave that to ngbuddy from now on`,
    );
  if (nics.length > 0 && ifbridge.ports.some(({ flags }) => flags.includes("STP")))
    notes.push(
      `${name} has spanning tree on, which ng_bridge(4) has not: see that ${bridge} has no second way to the same network`,
    );
  const strangers = others.filter((one) => !written.members.includes(one.name));
  if (strangers.length > 0) {
    const [goes, it] = strangers.length === 1 ? ["goes", "it"] : ["go", "them"];
    notes.push(
      `${strangers.map((one) => one.name).join(", ")} ${goes} on as part of ${bridge} until that is restarted; whoever made ${it} finds no if_bridge(4) ${name} the next time`,
    );
  }
  return notes;
}
