/** The eiface of a name, and steps that make and connect one. */
import { DEFAULT_MAX_RETRIES } from "../../config/hooks.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { writtenEther } from "../ethers.ts";
import { refuse } from "../refusal.ts";
import type { Step } from "./step.ts";
import { endSeen, portHangs, type Seen, type Wanted, type WantedBridge } from "./wanted.ts";

/** What a bridge's settings say of its interfaces. */
type MtuSettings = Pick<WantedBridge, "mtu">;

/** An eiface that is to be made. */
export interface NewEiface {
  readonly name: string;
  /** The bridge to attach it to, and by which hook; none for one that a bridge is made from. */
  readonly on?: { readonly bridge: string; readonly hook: string };
  /** What rc.conf says of that bridge. */
  readonly settings?: MtuSettings | undefined;
  /** Bring it up? A bridge's own interface is the host's; a jail's is brought up by the jail. */
  readonly up: boolean;
}

/** A few messages and one ifconfig. What rc.conf says of its interface comes later: once it is connected. */
export function makeEiface(wanted: Wanted, seen: Seen, eiface: NewEiface): Step[] {
  const { name, on, settings } = eiface;
  const ether = seen.ethers.get(name);
  const { maxRetries } = wanted.hooks;
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
      ...(maxRetries !== DEFAULT_MAX_RETRIES && { maxRetries }),
    },
    undo: [{ op: "unmake", name, ...place }],
  };
  return [make, renameStep(name, settings, eiface.up)];
}

/** Names the interface of the eiface `name` after it. */
export function renameStep(name: string, settings: MtuSettings | undefined, up: boolean): Step {
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
  settings: MtuSettings | undefined,
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

/**
 * Puts the address of an eiface that was just made into its bridge's table. Bridges on uplink hooks send what is for unknown
 * addresses outside, and some kernels do not learn from an eiface that was moved into a jail.
 */
export function tellOfNew(wanted: Wanted, seen: Seen, name: string, bridge: string): Step {
  const isChanged = wanted.ifconfig(name).needsScripts;
  const ether = isChanged
    ? undefined
    : (writtenEther(wanted, name)?.ether ?? seen.ethers.get(name));
  return tellBridge(name, bridge, { ...(ether !== undefined && { ether }), isChanged });
}

/** The same of one that was there before. */
export function tellOf(name: string, bridge: string): Step {
  return tellBridge(name, bridge, { isChanged: true });
}

function tellBridge(
  name: string,
  bridge: string,
  { ether, isChanged }: { readonly ether?: string; readonly isChanged: boolean },
): Step {
  return {
    description: `put the address of ${name} into the table of ${bridge}`,
    do: {
      op: "movehost",
      node: name,
      ...(ether !== undefined && { ether }),
      ...(isChanged && { isChanged }),
    },
    // It goes with the link.
    undo: [],
  };
}

/** The eiface of this name, if there is one, and whether it is on the bridge. Refuses one that is elsewhere. */
export function eifaceNamed(
  seen: Seen,
  name: string,
  bridge: string,
): { readonly node: NodeInfo; readonly attached: boolean } | undefined {
  const node = seen.byName.get(name);
  if (node === undefined) {
    if (seen.interfaces?.has(name))
      refuse("unavailable", `an interface ${name} exists that is no eiface; choose another name`);
    return undefined;
  }
  if (node.type !== "eiface") {
    refuse(
      "unavailable",
      `${name} exists and is no eiface but a node of type ${node.type}; choose another name`,
    );
  }
  const peer = portHangs(seen, node) ? undefined : endSeen(seen, node);
  if (peer !== undefined && peer.name !== bridge) {
    refuse(
      "unavailable",
      `${name} exists already, on ${peer.type === "bridge" && peer.name !== "" ? `bridge ${peer.name}` : `the ${peer.type} node ${nameOrId(peer)}`}`,
    );
  }
  return { node, attached: peer !== undefined };
}

/** Connects an eiface that is there to a bridge. */
export function attachEiface(name: string, bridge: string, peerHook: string): Step {
  return {
    description: `connect eiface ${name} to ${bridge} (${peerHook})`,
    do: { op: "connect", path: `${name}:`, peerPath: `${bridge}:`, hook: "ether", peerHook },
    undo: [{ op: "rmhook", path: `${name}:`, hook: "ether" }],
  };
}
