/** Steps that make an eiface. */
import type { NodeInfo } from "../../netgraph/client.ts";
import type { Step } from "./step.ts";
import type { Seen, Wanted, WantedBridge } from "./wanted.ts";

/** An eiface that is to be made. */
export interface NewEiface {
  readonly name: string;
  /** The bridge to attach it to, and by which hook; none for one that a bridge is made from. */
  readonly on?: { readonly bridge: string; readonly hook: string };
  /** What rc.conf says of that bridge. */
  readonly settings?: WantedBridge | undefined;
  /** Bring it up? A bridge's own interface is the host's; a jail's is brought up by the jail. */
  readonly up: boolean;
}

/** A few messages and one ifconfig. What rc.conf says of its interface comes later: once it is connected. */
export function makeEiface(seen: Seen, eiface: NewEiface): Step[] {
  const { name, on, settings } = eiface;
  const ether = seen.ethers.get(name);
  const place = on && { bridge: on.bridge, hook: on.hook };
  const make: Step = {
    description: [
      `make eiface ${name}`,
      on === undefined ? "" : ` on ${on.bridge} (${on.hook})`,
      ether === undefined ? "" : `, address ${ether}`,
    ].join(""),
    do: {
      op: "eiface",
      name,
      ...place,
      ...(ether !== undefined && { ether }),
    },
    undo: [{ op: "unmake", name, ...place }],
  };
  return [make, renameStep(name, settings, eiface.up)];
}

/** Names the interface of the eiface `name` after it. */
export function renameStep(name: string, settings: WantedBridge | undefined, up: boolean): Step {
  const args = [
    ...(settings?.mtu === undefined ? [] : ["mtu", String(settings.mtu)]),
    ...(up ? ["up"] : []),
  ];
  return {
    description: `name its interface ${name}${args.length === 0 ? "" : `, ${args.join(" ")}`}`,
    do: { op: "rename", node: name, args },
    undo: [],
  };
}

/** The step that gives an eiface's interface its name again, when it is on the host under another one. */
export function renameBack(
  seen: Seen,
  node: NodeInfo,
  settings: WantedBridge | undefined,
  up = false,
): Step[] {
  const current = seen.interfaceNames.get(node.id);
  if (current === undefined || current === node.name || !seen.interfaces?.has(current)) return [];
  const undo = { op: "ifconfig", interface: node.name, args: ["name", current] } as const;
  return [{ ...renameStep(node.name, settings, up), undo: [undo] }];
}

/** What rc.conf says of an interface that was just made. */
export function configure(wanted: Wanted, name: string): Step[] {
  const { commands, needsScripts } = wanted.ifconfig(name);
  if (needsScripts) {
    return [
      {
        description: `start ${name} as rc.conf says`,
        do: { op: "netif", interface: name },
        undo: [],
      },
    ];
  }
  return commands.map((args) => ({
    description: `ifconfig ${name} ${args.join(" ")}`,
    do: { op: "ifconfig", interface: name, args },
    undo: [],
  }));
}
