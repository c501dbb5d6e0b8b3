/** The eifaces that get copies of a guest's frames. */
import { configure as configureInterface } from "../plan/eiface.ts";
import type { Step } from "../plan/step.ts";
import { allLists, nodeOf, type Wanted } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import type { PortNode } from "./portnode.ts";
import { type SeenPort, settingsSeen } from "./portseen.ts";
import { configure } from "./portsteps.ts";
import { type Around, settingsFor } from "./portwanted.ts";

/** Makes the eifaces that get copies of a guest's frames, where there are none of these names. */
export function mirrors(around: Around, guest: string, nodes: readonly PortNode[]): Step[] {
  return nodes.flatMap(({ configure: actions }) =>
    actions.flatMap((action) => {
      if (action.op !== "connect" || action.hook !== "ether") return [];
      return mirrorFor(around, guest, action.path.slice(0, -1));
    }),
  );
}

function mirrorFor(around: Around, guest: string, name: string): Step[] {
  const { wanted, seen, ports, copied } = around;
  const cannot = (why: string) =>
    refuse(
      "unavailable",
      `${name} cannot get copies of ${guest}: ${why}; give mirror= an eiface of its own`,
    );
  if (name === guest) cannot("it would get its own frames twice");
  const other = copied.get(name);
  if (other !== undefined) cannot(`it gets those of ${other}`);
  copied.set(name, guest);
  const list = [...allLists(wanted)].find(([, names]) => names.includes(name))?.[0];
  if (list !== undefined) cannot(`it is a guest of bridge ${list}`);
  const owner = wanted.bridges.find((bridge) => bridge.interface === name);
  if (owner !== undefined) cannot(`it is the interface of bridge ${owner.name}`);
  const there = seen.byName.get(name);
  if (there === undefined) return newMirror(name);
  if (there.type !== "eiface") cannot(`it is a node of type ${there.type}, and no eiface`);
  const own = ports.get(guest);
  const isOwn = own !== undefined && settingsSeen(own.nodes).mirror === name;
  if (there.hooks > 0 && !isOwn) cannot("it is connected already");
  return [];
}

function newMirror(name: string): Step[] {
  return [
    {
      description: `make eiface ${name}, for copies`,
      do: { op: "eiface", name },
      undo: [{ op: "unmake", name }],
    },
    {
      description: `name its interface ${name}, up`,
      do: { op: "rename", node: name, args: ["up"] },
      undo: [],
    },
  ];
}

/** Takes away the eifaces that have got the copies of guests and, by rc.conf, get none any more. */
export function leftMirrors(around: Around): Step[] {
  const { wanted, seen, ports, copied } = around;
  const wishes = [...ports.keys()].map((guest) => settingsFor(around, guest).mirror);
  return [...ports.values()].flatMap(({ nodes }): Step[] => {
    const { mirror } = settingsSeen(nodes);
    const node = mirror === undefined ? undefined : nodeOf(seen, mirror, "eiface");
    if (mirror === undefined || node === undefined) return [];
    const isWanted = wishes.includes(mirror) || copied.has(mirror) || isOfBridge(wanted, mirror);
    return isWanted || node.hooks > 1 ? [] : [mirrorGone(wanted, mirror)];
  });
}

function isOfBridge(wanted: Wanted, name: string): boolean {
  return (
    wanted.bridges.some((bridge) => bridge.interface === name || bridge.host === name) ||
    [...allLists(wanted).values()].some((list) => list.includes(name))
  );
}

function mirrorGone(wanted: Wanted, name: string): Step {
  return {
    description: `shut down eiface ${name}, which gets no copies any more`,
    do: { op: "shutdown", path: `${name}:`, type: "eiface", name },
    undo: [
      ...newMirror(name).map((step) => step.do),
      ...configureInterface(wanted, name).map((step) => step.do),
    ],
  };
}

/** Sends a guest's copies to another eiface. */
export function remirror(around: Around, { eiface, nodes }: SeenPort, node: PortNode): Step[] {
  const there = nodes.find(({ part }) => part === "mirror")!;
  const copies = node.name.replace(/_mirror$/, "_copies");
  return [
    ...mirrors(around, eiface.name, [node]),
    {
      description: `shut down bpf ${copies}`,
      do: { op: "shutdown", path: `${copies}:`, type: "bpf", name: copies },
      undo: there.configure,
    },
    ...configure(node),
  ];
}
