/** The topology's content: a panel a bridge, a box a link, and what each says as lines of text. */
import { byteSize } from "../buddy/bytesize.ts";
import { counted } from "../buddy/counted.ts";
import { nameOf as guestName } from "../buddy/guestname.ts";
import { peerBehind } from "../buddy/peername.ts";
import { onTheWay, vlansText } from "../buddy/status.ts";
import type { Bridge, Guest, InterfaceInfo, Link, Orphan, Topology } from "../buddy/topology.ts";
import { idName, nameOrId } from "../netgraph/path.ts";
import type { Box, BoxLine, Contents, Panel } from "./content.ts";
import { idPart, printable } from "./text.ts";
import type { MarkName } from "./theme.ts";

/** The order in which guests hang off a bridge. */
const ORDER: readonly MarkName[] = ["uplink", "host", "bridge", "jail", "vm", "other"];
/** More addresses of one interface are only counted. */
const MAX_ADDRESSES = 3;

export function guestContents(topology: Topology): Contents {
  const panels = topology.bridges.map(panelOf);
  const orphans = topology.orphans.map(
    (orphan): Box => ({
      id: `node:${orphan.id.toString(16)}`,
      mark: "orphan",
      name: printable(orphan.name) || idName(orphan.id),
      ports: [],
      lines: orphanLines(orphan),
      alarm: "",
    }),
  );
  const ifBridges = (topology.ifBridges ?? []).map(
    ({ name, members }): Box => ({
      id: `ifbridge:${idPart(name)}`,
      mark: "bridge",
      name: printable(name),
      ports: [],
      lines: [
        { text: members.length === 0 ? "no members" : `members ${printable(members.join(", "))}` },
      ],
      alarm: "",
    }),
  );
  const unreadable = (topology.unreadable ?? []).map(
    ({ jail, jid, reason }): Box => ({
      id: `jail:${jid}`,
      mark: "jail",
      name: printable(jail),
      ports: [],
      lines: [{ text: `JID ${jid}` }, { text: printable(reason), bad: true }],
      alarm: "",
    }),
  );
  const apart = [
    { id: "ifbridges", name: "bridges of if_bridge(4)", boxes: ifBridges },
    { id: "apart", name: "on no bridge", boxes: orphans },
    { id: "unreadable", name: "jails that cannot be read", boxes: unreadable },
  ];
  return { panels, apart: apart.filter(({ boxes }) => boxes.length > 0) };
}

function panelOf(bridge: Bridge): Panel {
  const boxes = bridge.links
    // Oldest first: link0 is where one looks for it.
    .toReversed()
    .map((link) => boxOf(bridge, link));
  const sorted = ORDER.flatMap((mark) => boxes.filter((box) => box.mark === mark));
  const stats = bridge.links.flatMap((link) => (link.stats ? [link.stats] : []));
  const octets = stats.reduce((all, { recvOctets }) => all + recvOctets, 0);
  const links = counted(bridge.links.length, "link");
  return {
    id: bridgeId(bridge),
    name: printable(bridge.name) || idName(bridge.id),
    type: "bridge",
    subtitle: stats.length === 0 ? links : `${links} · ${byteSize(octets)} carried`,
    above: sorted.filter((box) => box.mark === "uplink"),
    below: sorted.filter((box) => box.mark !== "uplink"),
  };
}

function orphanLines({ type, guest, joined, joinedGuest, between = [] }: Orphan): BoxLine[] {
  const where = (one: Guest | undefined) =>
    one?.kind === "jail" ? ` in jail ${one.jail}` : one?.kind === "host" ? " on this host" : "";
  if (joined === undefined)
    return [{ text: printable(`${type}${where(guest)}`) }, { text: "on no bridge" }];
  const other = nameOrId(joined);
  const way = between.map((node) => `${node.type} ${nameOrId(node)}`).join(", ");
  const to =
    joined.type === "bridge"
      ? `on ${other}, with others by ${way}`
      : joined.type === "eiface"
        ? `joined to ${other}${where(joinedGuest)}, without a bridge`
        : `joined to ${joined.type} ${other}`;
  return [{ text: printable(`${type}${where(guest)}`) }, { text: printable(to) }];
}

/** The ID of a bridge's panel in a picture. */
export function bridgeId(bridge: Bridge): string {
  return `bridge:${idOf(bridge)}`;
}

function idOf({ id, name }: Bridge): string {
  return name === "" ? idName(id) : idPart(name);
}

/** The ID of a link's box in a picture: the same as long as bridge and hook are. No two are the same. */
export function boxId(bridge: Bridge, link: Link): string {
  return `link:${idOf(bridge)}:${idPart(link.hook)}`;
}

function boxOf(bridge: Bridge, link: Link): Box {
  const { guest, stats } = link;
  const said = [...describe(guest), ...onTheWay(link).map((text) => ({ text }))];
  const told = said.filter(({ text }) => text !== "");
  const lines: BoxLine[] = told.map((line) => ({ ...line, text: printable(line.text) }));
  if (stats !== undefined)
    lines.push({ text: `RX ${byteSize(stats.recvOctets)}  TX ${byteSize(stats.xmitOctets)}` });
  const drops = stats === undefined ? 0 : stats.loopDrops + stats.memoryFailures;
  const loops = stats?.loopDetects ?? 0;
  return {
    id: boxId(bridge, link),
    mark: guest.kind,
    name: printable(nameOf(guest, link.end?.id ?? link.peerId)),
    ports: [printable(link.hook)],
    lines,
    alarm: loops > 0 ? counted(loops, "loop") : drops > 0 ? counted(drops, "drop") : "",
  };
}

/** A box's heading: an uplink's side is said below it. */
function nameOf(guest: Guest, id: number): string {
  return guest.kind === "uplink" ? guest.interface.name : guestName(guest, idName(id));
}

function describe(guest: Guest): BoxLine[] {
  switch (guest.kind) {
    case "host":
      return [{ text: "this host" }, ...interfaceLines(guest.interface)];
    case "jail":
      return [
        { text: `${guest.interface.name} in ${jailText(guest.jail, guest.jid)}` },
        ...interfaceLines(guest.interface),
      ];
    case "uplink":
      return guest.hook === "lower"
        ? [
            { text: "the wire (lower)" },
            ...vlanLines(guest.interface),
            ...stateLine(guest.interface),
          ]
        : [{ text: `the host's own (${guest.hook})` }, ...interfaceLines(guest.interface)];
    case "vm":
      return [{ text: "bhyve machine" }];
    case "bridge":
      return [{ text: "bridge" }];
    case "other":
      return [
        {
          text: peerBehind(guest)
            ? "the same bridge there, by UDP"
            : vlansText(guest.vlans) || guest.type,
        },
        ...(guest.why === undefined ? [] : [{ text: guest.why, bad: true }]),
      ];
  }
}

/** `jail web1 (JID 1)`; jail(8) names one without a name by its number. */
function jailText(name: string, jid: number): string {
  return name === String(jid) ? `jail ${jid}` : `jail ${name} (JID ${jid})`;
}

function interfaceLines(iface: InterfaceInfo): BoxLine[] {
  const all = [...iface.inet, ...iface.inet6];
  const shown = all.slice(0, all.length > MAX_ADDRESSES ? MAX_ADDRESSES - 1 : MAX_ADDRESSES);
  const lines = shown.length === 0 ? ["no address"] : shown;
  const more = all.length - shown.length;
  return [
    ...lines.map((text) => ({ text })),
    ...(more > 0 ? [{ text: `and ${more} more addresses` }] : []),
    ...stateLine(iface),
  ];
}

function vlanLines({ vlan }: InterfaceInfo): BoxLine[] {
  return vlan === undefined ? [] : [{ text: `VLAN ${vlan.tag} of ${vlan.parent}` }];
}

/** MAC address and link state, as far as they are known; a link that is not up stands out. */
function stateLine({ ether, up, status }: InterfaceInfo): BoxLine[] {
  const works = status === undefined || status === "active" ? "up" : status;
  const state = up === undefined ? undefined : up ? works : "down";
  const known = [ether, state].filter((one) => one !== undefined);
  if (known.length === 0) return [];
  return [{ text: known.join(" "), bad: state !== undefined && state !== "up" }];
}
