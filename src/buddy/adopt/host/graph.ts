/** The steps that put a bridge of ours in the place of an if_bridge(4), rc.conf aside. */
import type { HostInterface } from "../../../host/ifconfig.ts";
import { nodeNameOf } from "../../names.ts";
import { upperAway, withRoutes } from "../../network/hosting.ts";
import { planBridge } from "../../plan/bridge.ts";
import { type Draft, newDraft, takeLink } from "../../plan/draft.ts";
import { makeEiface, tellOfNew } from "../../plan/eiface.ts";
import { loadStep } from "../../plan/load.ts";
import { joinMember } from "../../plan/members.ts";
import type { Action, Step } from "../../plan/step.ts";
import type { Seen, Wanted } from "../../plan/wanted.ts";
import { refuse } from "../../refusal.ts";
import type { FoundHost } from "./find.ts";
import type { KeptBridge } from "./kept.ts";
import { nicAddresses, type Replacement, routesBy } from "./replacement.ts";

/** What was drawn up. */
export type Drawn = Pick<Draft, "seen" | "steps" | "notes" | "unmet" | "expect">;

/** `wanted`: rc.conf as it is before; `after`: as it will be. `others`: the ends of guests that go on as they are. */
export function graphSteps(
  wanted: Wanted,
  after: Wanted,
  found: FoundHost,
  replacement: Replacement,
  state: KeptBridge["state"],
  others: readonly HostInterface[],
): Drawn {
  const { name, nic, isEiface, written } = replacement;
  const bridge = after.bridges.find((one) => one.name === replacement.bridge);
  if (bridge === undefined)
    return refuse(
      "config",
      `rc.conf could not be changed so that it has bridge ${replacement.bridge}`,
    );
  // Its addresses are those that it has now.
  const bare: Wanted = {
    ...after,
    ifconfig: (one) => (one === name ? { commands: [], needsScripts: false } : after.ifconfig(one)),
  };
  const seen = seenWithout(found, name);
  const draft = newDraft(bare, seen);
  planBridge(draft, bridge);
  for (const guest of others) joinMember(draft, bridge, guest);
  const destroy: Step = {
    description: `destroy if_bridge ${name} of ${state.members.map((member) => member.name).join(", ") || "no members"}`,
    do: { op: "noifbridge", name },
    undo: [{ op: "ifbridge", ...state }],
  };
  const own = nicAddresses(wanted, replacement);
  const steps: Step[] = [];
  if (isEiface && written.isDhcp) steps.push(dhclient(name, "stop"));
  if (own?.isDhcp) steps.push(dhclient(nic!.name, "stop"));
  if (nic === undefined) steps.push(destroy, ...draft.steps);
  else {
    steps.push(...draft.steps, destroy);
    if (isEiface) {
      const hook = takeLink(draft).peerHook;
      const on = { bridge: bridge.name, hook };
      steps.push(
        ...upperAway(seen, bridge),
        ...makeEiface(bare, seen, { name, on, settings: bridge, up: true }),
      );
      draft.expect.push({ node: name, type: "eiface", hook: "ether", peer: bridge.name });
    }
  }
  if (isEiface) {
    steps.push(...addressSteps(found, state));
    if (own !== undefined && own.inet.length + own.inet6.length > 0)
      steps.push(moveStep(nic!.name, name, { ...own, routes: routesBy(found.routes, nic!.name) }));
    if (nic !== undefined) steps.push(tellOfNew(bare, seen, name, bridge.name));
    if (written.isDhcp || own?.isDhcp) steps.push(dhclient(name, "start"));
  }
  return {
    ...draft,
    seen: seenWith(draft.seen, bridge.name),
    steps: [...loadStep(seen, steps), ...steps],
  };
}

/** What will be seen when it has gone, and the eiface that is called so gets its address. */
function seenWithout({ seen, ifbridge }: FoundHost, name: string): Seen {
  const node = seen.byName.get(nodeNameOf(name));
  const isIts = (one: { readonly id: number }) => node?.type === "ether" && one.id === node.id;
  const nodes = seen.nodes.filter((one) => !isIts(one));
  return {
    ...seen,
    nodes,
    byName: new Map([...seen.byName].filter(([, one]) => !isIts(one))),
    interfaces: new Map([...(seen.interfaces ?? [])].filter(([one]) => one !== name)),
    ethers: new Map([
      ...seen.ethers,
      ...(ifbridge.ether === undefined ? [] : [[name, ifbridge.ether] as const]),
    ]),
  };
}

/** The bridge is up by the time that jails start. */
function seenWith(seen: Seen, name: string): Seen {
  const node = seen.byName.get(name) ?? { id: 0, name, type: "bridge", hooks: 0 };
  return { ...seen, byName: new Map([...seen.byName, [name, node]]) };
}

function addressSteps({ ifbridge }: FoundHost, state: KeptBridge["state"]): Step[] {
  const { name, inet, routes, description } = state;
  // What a router said will be heard again.
  const inet6 = state.inet6.filter((one) => !ifbridge.autoconf.includes(one.split("/")[0]!));
  const all = [...inet, ...inet6];
  const steps: Step[] = [];
  if (description !== undefined)
    steps.push({
      description: `describe ${name} as ${JSON.stringify(description)}`,
      do: { op: "ifconfig", interface: name, args: ["description", description] },
      undo: [],
    });
  // Or it would hear nothing by them.
  if (inet6.length > 0)
    steps.push({
      description: `have IPv6 on ${name}`,
      do: { op: "ifconfig", interface: name, args: ["inet6", "-ifdisabled"] },
      undo: [],
    });
  if (all.length + routes.length > 0)
    steps.push({
      description: `give it ${all.join(", ")}${withRoutes(routes)}`,
      do: { op: "addresses", interface: name, inet, inet6, up: true, routes },
      // They go with it.
      undo: [],
    });
  return steps;
}

function moveStep(
  from: string,
  to: string,
  {
    inet,
    inet6,
    routes,
  }: Pick<NonNullable<KeptBridge["nic"]>, "routes"> & {
    readonly inet: readonly string[];
    readonly inet6: readonly string[];
  },
): Step {
  const move = { op: "readdress", inet, inet6, routes } as const;
  return {
    description: `move ${[...inet, ...inet6].join(", ")} from ${from} to ${to}${withRoutes(routes)}`,
    do: { ...move, from, to },
    undo: [{ ...move, from: to, to: from }],
  };
}

/** A step that starts or stops dhclient(8). */
export function dhclient(name: string, action: "start" | "stop"): Step {
  const other = action === "start" ? "stop" : "start";
  const act = (what: "start" | "stop"): Action => ({
    op: "dhclient",
    interface: name,
    action: what,
  });
  return { description: `${action} dhclient(8) on ${name}`, do: act(action), undo: [act(other)] };
}
