/** What a picture says of a link: name, addresses, counters, as lines of text. */

import { byteSize } from "../buddy/bytesize.ts";
import { nameOf as guestName } from "../buddy/guestname.ts";
import type { Bridge, Guest, InterfaceInfo, Link, Topology } from "../buddy/topology.ts";
import type { GuestKind } from "./theme.ts";

export interface Card {
  readonly id: string;
  readonly kind: GuestKind;
  readonly name: string;
  /** The bridge's hook that it is on; empty for an orphan. */
  readonly port: string;
  readonly lines: readonly string[];
  /** Loops or drops were counted. */
  readonly alarm: string;
}

export interface Panel {
  readonly name: string;
  readonly subtitle: string;
  readonly uplinks: readonly Card[];
  readonly guests: readonly Card[];
}

export interface PictureFilter {
  readonly bridge?: string | undefined;
  readonly guest?: string | undefined;
}

/** The order in which guests hang off a bridge. */
const ORDER: readonly GuestKind[] = ["uplink", "host", "bridge", "jail", "vm", "other"];

export function panelsOf(
  topology: Topology,
  filter: PictureFilter = {},
): { panels: Panel[]; orphans: Card[] } {
  const panels = topology.bridges
    .filter((bridge) => filter.bridge === undefined || bridge.name === filter.bridge)
    .map((bridge) => panelOf(bridge, filter.guest))
    .filter(
      (panel) => filter.guest === undefined || panel.guests.length + panel.uplinks.length > 0,
    );
  const orphans: Card[] =
    filter.bridge !== undefined || filter.guest !== undefined
      ? []
      : topology.orphans.map(({ id, name, type }) => ({
          id: `orphan-${id.toString(16)}`,
          kind: "other",
          name: name || `[${id.toString(16)}]`,
          port: "",
          lines: [type, "on no bridge"],
          alarm: "",
        }));
  return { panels, orphans };
}

function panelOf(bridge: Bridge, wanted: string | undefined): Panel {
  const cards = bridge.links
    // Oldest first: link0 is where one looks for it.
    .toReversed()
    .map((link) => cardOf(bridge, link))
    .filter((card) => wanted === undefined || card.name === wanted);
  const sorted = ORDER.flatMap((kind) => cards.filter((card) => card.kind === kind));
  const uplinks = sorted.filter((card) => card.kind === "uplink");
  const guests = sorted.filter((card) => card.kind !== "uplink");
  const total = sum(bridge.links);
  const counted = `${bridge.links.length} ${bridge.links.length === 1 ? "link" : "links"}`;
  return {
    name: bridge.name || `[${bridge.id.toString(16)}]`,
    subtitle: total === "" ? counted : `${counted} · ${total}`,
    uplinks,
    guests,
  };
}

function sum(links: readonly Link[]): string {
  const stats = links.flatMap((link) => (link.stats ? [link.stats] : []));
  if (stats.length === 0) return "";
  const octets = stats.reduce((all, { recvOctets }) => all + recvOctets, 0);
  return `${byteSize(octets)} carried`;
}

/** The ID of a link's card in a picture: the same as long as bridge and hook are. */
export function cardId(bridge: Bridge, link: Link): string {
  return `${bridge.name || bridge.id.toString(16)}-${link.hook}`;
}

function cardOf(bridge: Bridge, link: Link): Card {
  const { guest, stats } = link;
  const lines = describe(guest);
  if (stats !== undefined)
    lines.push(`RX ${byteSize(stats.recvOctets)}  TX ${byteSize(stats.xmitOctets)}`);
  const drops = stats === undefined ? 0 : stats.loopDrops + stats.memoryFailures;
  const alarm =
    stats !== undefined && stats.loopDetects > 0
      ? `${stats.loopDetects} loops`
      : drops > 0
        ? `${drops} drops`
        : "";
  return {
    id: cardId(bridge, link),
    kind: guest.kind,
    name: nameOf(guest),
    port: link.hook,
    lines,
    alarm,
  };
}

/** A card's heading: an uplink's side is said below it. */
function nameOf(guest: Guest): string {
  return guest.kind === "uplink" ? guest.interface.name : guestName(guest);
}

function describe(guest: Guest): string[] {
  switch (guest.kind) {
    case "host":
      return ["this host", ...interfaceLines(guest.interface)];
    case "jail":
      return [`${guest.interface.name} in jail ${guest.jid}`, ...interfaceLines(guest.interface)];
    case "uplink":
      return [
        guest.hook === "lower" ? "the wire (lower)" : `the host's own (${guest.hook})`,
        ...(guest.hook === "lower" ? stateLines(guest.interface) : interfaceLines(guest.interface)),
      ];
    case "vm":
      return ["bhyve machine"];
    case "bridge":
      return ["bridge"];
    case "other":
      return [guest.type];
  }
}

function interfaceLines(networkInterface: InterfaceInfo): string[] {
  const { inet, inet6 } = networkInterface;
  const address = inet[0] ?? inet6[0];
  const more = inet.length + inet6.length - 1;
  return [
    address === undefined ? "no address" : more > 0 ? `${address} +${more}` : address,
    ...stateLines(networkInterface),
  ];
}

function stateLines({ ether, up, status }: InterfaceInfo): string[] {
  const state = up ? (status === undefined || status === "active" ? "up" : status) : "down";
  return ether === undefined ? [state] : [`${ether} ${state}`];
}
