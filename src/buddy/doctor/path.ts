/** Follows one guest hop by hop, from its interface to its gateway, and says where it stops. */
import { addressOf } from "../../config/innetwork.ts";
import { nameOf } from "../guestname.ts";
import { narrowed } from "../narrow.ts";
import type { Bridge, GraphNode, Link } from "../topology.ts";
import type { Finding, Found } from "./check.ts";
import { forwarding } from "./checks/forwarding.ts";
import type { Countable } from "./counts.ts";
import { isInNetwork } from "./ipv4.ts";
import { type Member, membersOf } from "./members.ts";
import { type Asked, ask } from "./probe.ts";
import { byIfconfig, commandLine, nodePath } from "./remedies.ts";
import { nodeOf, type Sight } from "./sight.ts";
import { whyUnanswered } from "./unanswered.ts";

/** No longer frame is tried: a kernel that answers one of several buffers may send all of them back. Bytes. */
const MAX_LENGTH = 1500;

/** A step of the way. */
export interface Hop {
  readonly what: string;
  readonly result: "ok" | "stops" | "unseen";
  readonly detail: string;
}

/** The way of one interface of the guest. */
export interface Way {
  readonly guest: string;
  readonly bridge: string;
  /** What is on it: names of interfaces, of nodes and of the bridge. */
  readonly on: readonly string[];
  readonly hops: readonly Hop[];
  readonly findings: readonly Finding[];
}

/** Follows a guest's links, one after the other. Throws a Refusal when there is no such guest. */
export async function followGuest(sight: Sight, guest: string): Promise<readonly Way[]> {
  const topology = await sight.topology();
  const ways: Way[] = [];
  for (const { id, links } of narrowed(topology, { guest }).bridges) {
    const bridge = topology.bridges.find((one) => one.id === id)!;
    for (const link of links) ways.push(await follow(sight, bridge, link));
  }
  return ways;
}

/** A way while it is followed. */
interface Follower {
  readonly sight: Sight;
  readonly bridge: Bridge;
  readonly link: Link;
  readonly hops: Hop[];
}

async function follow(sight: Sight, bridge: Bridge, link: Link): Promise<Way> {
  const follower: Follower = { sight, bridge, link, hops: [] };
  const stop = await stopOf(follower);
  const findings = stop === undefined ? [] : [{ check: "path", ...stop }];
  return {
    guest: nameOf(link.guest, link.peerName),
    bridge: bridge.name,
    on: namesOn(bridge, link),
    hops: follower.hops,
    findings,
  };
}

/** What findings of other checks may be about that are on the way. */
function namesOn(bridge: Bridge, link: Link): readonly string[] {
  const uplinks = bridge.links.flatMap(({ guest }) =>
    guest.kind === "uplink" || guest.kind === "host" ? [guest.interface.name] : [],
  );
  return [bridge.name, nodeOf(link).name, nameOf(link.guest, link.peerName), ...uplinks].filter(
    (name) => name !== "",
  );
}

/** Goes on until it stops; undefined when the gateway was reached. */
async function stopOf(follower: Follower): Promise<Found | undefined> {
  const { sight, bridge, link, hops } = follower;
  const member = (await membersOf(sight, bridge)).find((one) => one.link === link);
  if (member === undefined) {
    hops.push({
      what: nameOf(link.guest, link.peerName),
      result: "unseen",
      detail: "its interface cannot be read from here, nor its addresses",
    });
    return heardOf(follower) ?? (await toGateway(follower, undefined));
  }
  const own = ownAddress(member);
  const six = member.interface.inet6.find((one) => !one.startsWith("fe80:"));
  if (own === undefined && member.interface.up && six !== undefined) {
    const detail = `up, ${six}; it has IPv6 alone, which is not followed: ngbuddy doctor ipv6`;
    hops.push({ what: member.interface.name, result: "unseen", detail });
    return undefined;
  }
  const atHome = interfaceStop(member, own);
  hops.push({
    what: `${member.interface.name}${member.jail === undefined ? "" : ` in jail ${member.jail.name}`}`,
    result: atHome === undefined ? "ok" : "stops",
    detail: atHome?.found ?? `up, ${own}`,
  });
  if (atHome !== undefined) return atHome;
  return (await toGuest(follower, member, own!)) ?? (await toGateway(follower, member));
}

function ownAddress({ interface: { inet, carp = [] } }: Member): string | undefined {
  const shared = new Set(carp.flatMap(({ addresses }) => addresses));
  return inet.find((one) => !shared.has(one));
}

/** What is wrong with the guest's interface itself. */
function interfaceStop(member: Member, own: string | undefined): Found | undefined {
  const { jail, interface: one, name } = member;
  const jid = jail === undefined ? undefined : String(jail.jid);
  if (!one.up)
    return {
      severity: "error",
      about: name,
      found: `has its interface ${one.name} down`,
      why: "nothing goes out or comes in",
      ...byIfconfig(one.name, ["up"], ["down"], jid),
    };
  if (own === undefined)
    return {
      severity: "error",
      about: name,
      found: `has no IPv4 address on ${one.name}`,
      why: "it can ask nobody and nobody can ask it; where it is to have one by DHCP: ngbuddy doctor dhcp",
      type: [],
    };
  return undefined;
}

/** A machine tells nothing, but the bridge counts what it sends. */
function heardOf({ bridge, link, hops }: Follower): Found | undefined {
  const heard = link.stats?.recvPackets ?? 0;
  hops.push({
    what: `${link.hook} of bridge ${bridge.name}`,
    result: heard > 0 ? "ok" : "stops",
    detail: `${heard} frames from it since the link was made`,
  });
  if (heard > 0) return undefined;
  return {
    severity: "error",
    about: nameOf(link.guest, link.peerName),
    found: `has sent nothing at all by ${link.hook} of bridge ${bridge.name}`,
    why: "its own system has not brought the interface up, or has no driver for it",
    type: [],
  };
}

/** From the bridge to the guest and back: it is asked for its own address. */
async function toGuest(
  { sight, bridge, link, hops }: Follower,
  member: Member,
  own: string,
): Promise<Found | undefined> {
  const { graph } = await sight.topology();
  const nodes = nodesBetween(graph, bridge, link);
  const address = addressOf(own);
  const asked = await ask(sight.host, bridge, { address, nodes });
  const what = [
    ...nodes.map(({ type, id }) => nodeName(graph, id, type)),
    `${link.hook} of bridge ${bridge.name}`,
  ].join(", ");
  if (asked.ether === undefined) {
    const found = whereLost(graph, { bridge, link, member, address, nodes, asked });
    hops.push({ what, result: "stops", detail: found.found });
    return found;
  }
  const { fromBridge = 0, toBridge = 0 } = asked.links.get(link.hook) ?? {};
  const counted = `asked for ${address}: ${fromBridge} to it, ${toBridge} from it`;
  const other = asked.ethers.find((ether) => ether !== member.interface.ether);
  if (other !== undefined) {
    const isAlone = asked.ethers.length === 1;
    const found: Found = {
      severity: "error",
      about: member.name,
      found: `has the address ${address}, for which ${other} answers${isAlone ? ", and not it" : ", too"}`,
      why: "somebody else has the same IP address: others talk to whoever answered last; ngbuddy doctor addresses compares those of this host",
      type: [],
    };
    hops.push({ what, result: "stops", detail: found.found });
    return found;
  }
  hops.push({ what, result: "ok", detail: counted });
  return await long({ sight, bridge, link, hops }, member, address);
}

/** The same with a frame as long as the guest's own may be. */
async function long(
  { sight, bridge, hops }: Follower,
  { interface: { mtu }, name }: Member,
  address: string,
): Promise<Found | undefined> {
  const length = Math.min(mtu, MAX_LENGTH);
  const asked = await ask(sight.host, bridge, { address, mtu: length });
  const what = `a frame of ${length} bytes`;
  if (asked.ether !== undefined) {
    hops.push({ what, result: "ok", detail: `gets to ${name}` });
    return undefined;
  }
  const found: Found = {
    severity: "error",
    about: name,
    found: `gets short frames from bridge ${bridge.name}, and none of ${length} bytes, for an MTU of ${mtu}`,
    why: "something on the way takes shorter ones only: connections open and then hang; ngbuddy doctor mtu compares all on the bridge",
    type: [],
  };
  hops.push({ what, result: "stops", detail: found.found });
  return found;
}

interface Lost {
  readonly bridge: Bridge;
  readonly link: Link;
  readonly member: Member;
  readonly address: string;
  readonly nodes: readonly Countable[];
  readonly asked: Asked;
}

/** Where a question to a guest, or its answer, was lost, by what each has counted. */
function whereLost(graph: readonly GraphNode[], lost: Lost): Found {
  const { bridge, link, member, address, nodes, asked } = lost;
  const about = member.name;
  const counts = asked.links.get(link.hook);
  if (counts?.fromBridge === 0)
    return {
      severity: "error",
      about,
      found: `gets nothing from bridge ${bridge.name}: a question for ${address} was not sent by ${link.hook}`,
      why: "the bridge has muted the link, most often because of a loop, for a minute; what is typed has it begin anew",
      type: commandLine("ngctl", "msg", nodePath(bridge), "reset"),
    };
  for (const node of nodes) {
    const passed = asked.nodes.get(node.id);
    if (passed === undefined || passed.fromBridge > 0) continue;
    return atNode(
      graph,
      about,
      node,
      `a question for ${address} went into it, and not out to the guest`,
    );
  }
  for (const node of [...nodes].reverse()) {
    const passed = asked.nodes.get(node.id);
    if (passed === undefined || passed.toBridge > 0) continue;
    return atNode(graph, about, node, `the question for ${address} got through, and no answer`);
  }
  return {
    severity: "error",
    about,
    found: `does not answer for ${address}, though the bridge has sent it the question by ${link.hook}`,
    why:
      nodes.length > 0
        ? "what is between drops it, or its interface does not do ARP"
        : "its interface does not do ARP (-arp), or the address is another one's by now",
    type: member.interface.flags.includes("NOARP")
      ? commandLine(
          "ifconfig",
          ...(member.jail ? ["-j", String(member.jail.jid)] : []),
          member.interface.name,
          "arp",
        )
      : [],
  };
}

function atNode(graph: readonly GraphNode[], about: string, node: Countable, what: string): Found {
  return {
    severity: "error",
    about,
    found: `is cut off at ${nodeName(graph, node.id, node.type)}: ${what}`,
    why: "the node drops it, by its own settings; ngbuddy port shows those that are ours",
    type: [],
  };
}

function nodeName(graph: readonly GraphNode[], id: number, type: string): string {
  const name = graph.find((one) => one.id === id)?.name ?? "";
  return `${name === "" ? `[${id.toString(16)}]` : name} (${type})`;
}

/** The nodes between a bridge and its guest, with the hooks by which the way leads. */
function nodesBetween(graph: readonly GraphNode[], bridge: Bridge, link: Link): Countable[] {
  const between = link.between ?? [];
  const ids = [bridge.id, ...between.map(({ id }) => id), nodeOf(link).id];
  return between.map(({ id, type }, at) => {
    const hooks = graph.find((one) => one.id === id)?.hooks ?? [];
    const to = (peer: number | undefined) =>
      hooks.find(({ peerId }) => peerId === peer)?.name ?? "";
    return { id, type, bridgeHook: to(ids[at]), guestHook: to(ids[at + 2]) };
  });
}

/** From the bridge to the gateway and back. */
async function toGateway(
  follower: Follower,
  member: Member | undefined,
): Promise<Found | undefined> {
  const { sight, bridge, hops } = follower;
  const gateways = await sight.gateways();
  const isHost = member?.link.guest.kind === "host" || member?.link.guest.kind === "uplink";
  const own = gateways.find(
    ({ jid, interface: name }) =>
      member !== undefined && jid === member.jail?.jid && name === member.interface.name,
  );
  const [nic] = (await sight.bridgedNics()).filter((one) => one.bridge.id === bridge.id);
  const hosts = gateways.find(
    ({ jid, interface: name }) => jid === undefined && name === nic?.interface.name,
  );
  const gateway = own ?? (member === undefined ? hosts : undefined);
  if (gateway === undefined) {
    const detail = isHost ? "the host's default route does not leave by it" : "no default route";
    hops.push({
      what: "gateway",
      result: isHost || member === undefined ? "unseen" : "stops",
      detail,
    });
    return isHost || member === undefined
      ? undefined
      : withoutGateway(bridge, member, hosts?.address);
  }
  const { address } = gateway;
  const network = member?.interface.inet.find((one) => isInNetwork(address, one));
  if (member !== undefined && network === undefined) {
    hops.push({ what: `gateway ${address}`, result: "stops", detail: "in none of its networks" });
    return {
      severity: "error",
      about: member.name,
      found: `has the gateway ${address}, which is in none of its networks (${member.interface.inet.join(", ")})`,
      why: "it can send nothing there",
      type: [],
    };
  }
  const asked = await ask(sight.host, bridge, { address });
  const passed = [...asked.links].filter(([, { fromBridge }]) => fromBridge > 0).length;
  if (asked.ether !== undefined) {
    hops.push({
      what: `gateway ${address}`,
      result: "ok",
      detail: `answers (${asked.ether}); the question went out by ${passed} links`,
    });
    return member?.jail === undefined ? undefined : await throughHost(follower, address);
  }
  hops.push({ what: `gateway ${address}`, result: "stops", detail: "does not answer" });
  return (
    (await whyUnanswered(sight, bridge, address, asked)) ?? {
      severity: "error",
      about: member?.name ?? bridge.name,
      found: `does not reach the gateway ${address}`,
      why: `the NIC of bridge ${bridge.name} is not as it should be: ngbuddy doctor nics`,
      type: ["ngbuddy doctor nics"],
    }
  );
}

/** Where the host itself is the gateway, it is to pass on what it gets. */
async function throughHost(
  { sight, bridge, hops }: Follower,
  gateway: string,
): Promise<Found | undefined> {
  const members = await membersOf(sight, bridge);
  const host = members.find(
    ({ jail, interface: { inet } }) =>
      jail === undefined && inet.some((one) => one.startsWith(`${gateway}/`)),
  );
  if (host === undefined) return undefined;
  const [found] = await forwarding.examine(sight);
  hops.push({
    what: `the host, by ${host.interface.name}`,
    result: found === undefined ? "ok" : "stops",
    detail: found === undefined ? "forwards, and its firewall lets something through" : found.found,
  });
  return found;
}

/** A guest that knows no gateway is told one that others on the bridge have, or the host's own address there. */
function withoutGateway(bridge: Bridge, member: Member, hosts: string | undefined): Found {
  const {
    jail,
    interface: { inet, name },
  } = member;
  const addresses = bridge.links.flatMap(({ guest }) =>
    guest.kind === "host" ? guest.interface.inet.map(addressOf) : [],
  );
  const candidates = [...addresses, ...(hosts === undefined ? [] : [hosts])];
  const gateway = candidates.find((one) => inet.some((own) => isInNetwork(one, own)));
  return {
    severity: "warning",
    about: member.name,
    found: `has no default route by ${name}`,
    why: 'it reaches its own network and nobody beyond; for good, in its rc.conf: defaultrouter="ADDRESS"',
    type:
      gateway === undefined || jail === undefined
        ? []
        : commandLine("route", "-j", String(jail.jid), "add", "default", gateway),
  };
}
