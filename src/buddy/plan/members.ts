/** Further interfaces of the host on a bridge, by their lower hooks: what an if_bridge(4) calls members. */
import type { HostInterface } from "../../host/ifconfig.ts";
import { nameOrId } from "../../netgraph/path.ts";
import { meant, nodeNameOf } from "../names.ts";
import { type BridgeHook, type Draft, takeLink } from "./draft.ts";
import { prepareNic, setNic, unfitFor } from "./nic.ts";
import { hooksSeen, type WantedBridge } from "./wanted.ts";

/** Connects the members that rc.conf has for a bridge. What is not there is left out until the next start. */
export function planMembers(draft: Draft, bridge: WantedBridge): void {
  for (const word of bridge.members ?? []) {
    const there = meant(draft.seen.interfaces, word);
    const what =
      there === undefined
        ? "there is no such interface"
        : there.ether === undefined
          ? "it is no Ethernet interface"
          : unfitFor(draft.wanted, draft.seen, there)?.why;
    if (there === undefined || what !== undefined) {
      draft.unmet.push(
        `bridge ${bridge.name}: ngbuddy_${bridge.name}_members has ${word}, and ${what}`,
      );
    } else joinMember(draft, bridge, there);
  }
}

/** Connects an interface of the host to a bridge by its lower hook, unless it is. */
export function joinMember(draft: Draft, bridge: WantedBridge, member: HostInterface): void {
  const { seen } = draft;
  const node = nodeNameOf(member.name);
  const owner = draft.taken.get(node);
  if (owner === bridge.name) return;
  const link = hooksSeen(seen, seen.byName.get(node)).find(({ name }) => name === "lower");
  if (owner !== undefined) {
    draft.unmet.push(
      `bridge ${bridge.name}: ${member.name} is wanted by bridge ${owner}, too; give it to one of them in rc.conf`,
    );
    return;
  }
  draft.taken.set(node, bridge.name);
  if (link !== undefined && link.peer.name !== bridge.name) {
    draft.unmet.push(
      `bridge ${bridge.name}: the lower hook of ${member.name} is connected to ${nameOrId(link.peer)} already`,
    );
    return;
  }
  draft.expect.push({ node, type: "ether", hook: "lower", peer: bridge.name });
  if (link === undefined) prepareNic(draft, member, true);
  setNic(draft, member);
  if (link !== undefined) return;
  const at = isGuestEnd(member) ? takeLink(draft) : takeUplink(draft, bridge);
  draft.steps.push({
    description: `connect ${member.name}'s lower hook to ${bridge.name} (${at.peerHook})`,
    do: { op: "connect", path: `${node}:`, peerPath: `${bridge.name}:`, hook: "lower", ...at },
    undo: [{ op: "rmhook", path: `${node}:`, hook: "lower" }],
  });
}

/** Is a guest behind it, and not the outside world? */
export function isGuestEnd({ name, groups }: HostInterface): boolean {
  return (
    groups.some((group) => group === "epair" || group === "tap") ||
    /^(?:epair\d+[ab]|(?:tap|vmnet)\d+)$/.test(name)
  );
}

/** What is outside and silent is only looked for by uplinks, where a bridge has some (ng_bridge(4)). */
function takeUplink(draft: Draft, { name, uplink, isUplinkWritten }: WantedBridge): BridgeHook {
  const link = takeLink(draft);
  if (!uplink) return link;
  const hooks = [
    ...hooksSeen(draft.seen, draft.seen.byName.get(name)).map((hook) => hook.name),
    ...draft.steps.flatMap(({ do: action }) =>
      action.op === "connect" || action.op === "mkpeer" ? [action.peerHook] : [],
    ),
  ];
  // The first two are the NIC's own.
  const highest = hooks.reduce(
    (most, hook) => Math.max(most, Number(/^uplink(\d+)$/.exec(hook)?.[1] ?? 0)),
    2,
  );
  return {
    peerHook: `uplink${highest + 1}`,
    ...(isUplinkWritten ? {} : { olderHook: link.peerHook }),
  };
}
