/** Which links are captured, and where an ng_tee(4) may be put into each. */
import type { Netgraph } from "../../netgraph/client.ts";
import { exitOf, hasTaps } from "../../netgraph/passthrough.ts";
import { narrowed } from "../narrow.ts";
import { pathOf } from "../observe/nodes.ts";
import type { Spliced } from "../plan/step.ts";
import { refuse } from "../refusal.ts";
import { linkName } from "../status.ts";
import type { Bridge, Guest, Link, Topology } from "../topology.ts";
import { settingsOf } from "./hooksettings.ts";

/** A link to capture. */
export interface CaptureLink {
  /** As the file calls it: `web1`, `web1:eth0`, `vtnet0 (lower)`. */
  readonly name: string;
  /** More of it, for people: `jail web1 by link3 of bridge lan`. */
  readonly description: string;
  /** Of the interface at its end. */
  readonly ether?: string;
  readonly place: TeePlace;
  /** Is it captured both ways, or only what comes to the bridge by it? */
  readonly ways: "both" | "to the bridge";
  /** Does what comes to the bridge come in by the interface, from a wire? Otherwise the interface has sent it. */
  readonly fromWire: boolean;
}

/** Two hooks that are connected with each other, the guest's end first. */
export interface TeePlace {
  /** Absolute paths. */
  readonly path: string;
  readonly hook: string;
  readonly peerPath: string;
  readonly peerHook: string;
  /** What the nodes at the two ends forget when their hooks go, and are told again. */
  readonly settings: Spliced["settings"];
  /** The name of the bridge whose only hook this is, and which would go without it; empty for one without a name. */
  readonly onlyHookOf?: string;
}

/**
 * Returns the links of what was named: a bridge, `BRIDGE:HOOK`, or a guest. `remark` is told what is left out. Throws a
 * Refusal when there is none such, or none that can be captured.
 */
export async function linksToCapture(
  netgraph: Netgraph,
  topology: Topology,
  what: string,
  remark: (line: string) => void,
): Promise<CaptureLink[]> {
  const { chosen, whole } = choose(topology, what);
  const found: CaptureLink[] = [];
  const refusals: string[] = [];
  for (const [bridge, link] of chosen) {
    const links = topology.bridges.find(({ id }) => id === bridge.id)?.links.length ?? 0;
    const place = await placeFor(netgraph, link, { id: bridge.id, name: bridge.name, links });
    if (typeof place === "string")
      refusals.push(`${linkName(link)} of bridge ${bridge.name}: ${place}`);
    else found.push(captured(bridge, link, place, whole));
  }
  if (found.length === 0) {
    const [first] = refusals;
    refuse("unavailable", first ?? `bridge ${what} has no links`);
  }
  for (const line of refusals) remark(`left out: ${line}`);
  return found;
}

type Chosen = readonly (readonly [Bridge, Link])[];

function choose(
  topology: Topology,
  what: string,
): { readonly chosen: Chosen; readonly whole: boolean } {
  const linksOf = ({ bridges }: Topology): Chosen =>
    bridges.flatMap((bridge) => bridge.links.map((link) => [bridge, link] as const));
  const bridge = topology.bridges.find(({ name }) => name !== "" && name === what);
  if (bridge !== undefined)
    return { chosen: linksOf({ ...topology, bridges: [bridge] }), whole: true };
  const [, name, hook] = /^(.+):([^:]+)$/.exec(what) ?? [];
  const byHook = linksOf(topology).filter(
    ([of, link]) => name !== undefined && of.name === name && link.hook === hook,
  );
  if (byHook.length > 0) return { chosen: byHook, whole: false };
  return { chosen: linksOf(narrowed(topology, { guest: what })), whole: false };
}

function captured(bridge: Bridge, link: Link, place: TeePlace, whole: boolean): CaptureLink {
  const { guest } = link;
  const ether = "interface" in guest ? guest.interface.ether : undefined;
  return {
    name: fileName(link),
    description: `${guestWords(guest)} by ${link.hook} of bridge ${bridge.name}`,
    ...(ether !== undefined && { ether }),
    place,
    ways: whole ? "to the bridge" : "both",
    fromWire: guest.kind === "uplink" && guest.hook === "lower",
  };
}

function fileName(link: Link): string {
  const { guest } = link;
  if (guest.kind === "jail" && guest.interface.name !== guest.jail)
    return `${guest.jail}:${guest.interface.name}`;
  if (guest.kind === "jail") return guest.jail;
  if (guest.kind === "host") return guest.interface.name;
  if (guest.kind === "uplink") return `${guest.interface.name} (${guest.hook})`;
  return guest.name || linkName(link);
}

function guestWords(guest: Guest): string {
  switch (guest.kind) {
    case "jail":
      return `jail ${guest.jail}`;
    case "vm":
      return `machine ${guest.name}`.trim();
    case "host":
      return "the host";
    case "uplink":
      return guest.hook === "upper" ? "the host's own stack" : `NIC ${guest.interface.name}`;
    case "bridge":
      return `bridge ${guest.name}`;
    default:
      return guest.type;
  }
}

/**
 * The two hooks that are nearest to the guest, have nobody else's frames and may be parted, rather those of which nothing has
 * to be set again; why there are none otherwise.
 */
async function placeFor(
  netgraph: Netgraph,
  link: Link,
  bridge: Pick<Bridge, "id" | "name"> & { readonly links: number },
): Promise<TeePlace | string> {
  const places: TeePlace[] = [];
  const onTheWay: string[] = [];
  let [id, hook, type] = [bridge.id, link.hook, "bridge"];
  for (let passed = 0; passed <= (link.between?.length ?? 0); passed++) {
    const path = pathOf({ id });
    const next = (await netgraph.show(path)).links.find(({ name }) => name === hook);
    if (next === undefined) return "it was changed meanwhile; try once more";
    const { peer, peerHook } = next;
    const settings = [
      await settingsOf(netgraph, type, path, hook),
      await settingsOf(netgraph, peer.type, pathOf(peer), peerHook),
    ];
    if (settings.every((one) => one !== undefined))
      places.push({
        path: pathOf(peer),
        hook: peerHook,
        peerPath: path,
        peerHook: hook,
        settings: settings.flat(),
        ...(id === bridge.id && bridge.links === 1 && { onlyHookOf: bridge.name }),
      });
    if (passed === (link.between?.length ?? 0)) break;
    onTheWay.push(peer.name || peer.type);
    const { links } = await netgraph.show(pathOf(peer));
    // Behind a node that leads to others, too, are their frames.
    if (links.length > 2 && !hasTaps(peer.type)) break;
    const exit = exitOf(
      peer.type,
      peerHook,
      links.map(({ name }) => name),
    );
    if (exit === undefined) break;
    [id, hook, type] = [peer.id, exit, peer.type];
  }
  const place = places.findLast((one) => one.settings.length === 0) ?? places.at(-1);
  if (place !== undefined) return place;
  const what =
    onTheWay.length === 0 ? `its end, of type ${link.peerType},` : onTheWay.join(" and ");
  return `it cannot be parted, since ${what} would lose what was set for its hooks`;
}
