/** NAT as libalias(3) has it for ipfw(8): who behind this host talks to whom, under which port of its own. Plain data, and what is done with it. */
import { PROTOCOL_ICMP, PROTOCOL_UDP } from "../../wire/ip.ts";
import { PROTOCOL_TCP } from "../../wire/tcp.ts";
import { type PfPacket, quotedIn, translated, translatedQuote } from "../pf/packet.ts";
import type { PfAddress } from "../pf/rule.ts";

/** A port of this host's that leads elsewhere (`redirect_port`). */
export interface Redirect {
  readonly protocol: number;
  readonly address: PfAddress;
  readonly port: number;
  readonly publicPort: number;
}

/** What `ipfw nat N config` said. */
export interface NatConfig {
  readonly number: number;
  /** The interface whose first address is the one to be known by. */
  readonly iface: string | undefined;
  /** The address, where one was given. */
  readonly address: PfAddress | undefined;
  /** `same_ports`: a port stays as it is where it can. */
  readonly samePorts: boolean;
  readonly denyIn: boolean;
  readonly redirects: readonly Redirect[];
}

/** One connection. */
interface AliasLink {
  readonly protocol: number;
  readonly inside: PfAddress;
  readonly insidePort: number;
  readonly alias: PfAddress;
  readonly aliasPort: number;
  readonly remote: PfAddress;
  readonly remotePort: number;
  /** The lab's time when it is forgotten, milliseconds. */
  expires: number;
}

/** A NAT instance with its connections: by who is inside, and by what the outside knows. */
export interface Nat {
  config: NatConfig;
  readonly byInside: Map<string, AliasLink>;
  readonly byOutside: Map<string, AliasLink>;
}

/** Makes an instance without connections. */
export function makeNat(config: NatConfig): Nat {
  return { config, byInside: new Map(), byOutside: new Map() };
}

/** Seconds without packets (alias_db.c). */
const TCP_SECONDS = 86400;
const OTHER_SECONDS = 60;
/** The first of the ports that it chooses from, and how many there are (alias_db.c, ALIAS_PORT_BASE). */
const PORTS = { first: 0x8000, count: 0x8000 };

/** A packet on its way out, under the address that the instance is known by. `undefined`: it is to be dropped. */
export function aliasOut(
  nat: Nat,
  packet: PfPacket,
  alias: PfAddress,
  now: number,
): Uint8Array | undefined {
  const quoted = quotedIn(packet);
  if (quoted !== undefined) {
    const { destination, destinationPort, source, sourcePort, protocol } = quoted;
    const link = linkAt(
      nat.byInside,
      keyOf(protocol, destination, destinationPort, source, sourcePort),
      now,
    );
    if (link === undefined) return translated(packet, { source: alias });
    const inside = translated(quoted, {
      destination: link.alias,
      destinationPort: link.aliasPort,
    });
    return translatedQuote(packet, { source: link.alias }, inside);
  }
  const { protocol, source, sourcePort, destination, destinationPort } = packet;
  const key = keyOf(protocol, source, sourcePort, destination, destinationPort);
  const link = linkAt(nat.byInside, key, now) ?? newLink(nat, packet, alias, now);
  if (link === undefined) return undefined;
  touch(link, now);
  return translated(packet, { source: link.alias, sourcePort: link.aliasPort });
}

/** A packet on its way in: for who is inside, when it is about something known; as it was otherwise. */
export function aliasIn(
  nat: Nat,
  packet: PfPacket,
  alias: PfAddress,
  now: number,
): Uint8Array | undefined {
  const quoted = quotedIn(packet);
  if (quoted !== undefined) {
    const { source, sourcePort, destination, destinationPort, protocol } = quoted;
    const link = linkAt(
      nat.byOutside,
      keyOf(protocol, source, sourcePort, destination, destinationPort),
      now,
    );
    if (link === undefined) return ignored(nat, packet);
    const inside = translated(quoted, { source: link.inside, sourcePort: link.insidePort });
    return translatedQuote(packet, { destination: link.inside }, inside);
  }
  const { protocol, source, sourcePort, destination, destinationPort } = packet;
  const key = keyOf(protocol, destination, destinationPort, source, sourcePort);
  const link = linkAt(nat.byOutside, key, now) ?? redirected(nat, packet, alias, now);
  if (link === undefined) return ignored(nat, packet);
  touch(link, now);
  return translated(packet, { destination: link.inside, destinationPort: link.insidePort });
}

function ignored({ config }: Nat, { bytes }: PfPacket): Uint8Array | undefined {
  return config.denyIn ? undefined : bytes;
}

function keyOf(
  protocol: number,
  near: PfAddress,
  nearPort: number,
  far: PfAddress,
  farPort: number,
): string {
  // An echo's identifier stands for both ports, and changes as one.
  const other = protocol === PROTOCOL_ICMP ? "" : farPort;
  return `${protocol} ${near.join(".")} ${nearPort} ${far.join(".")} ${other}`;
}

function linkAt(
  links: ReadonlyMap<string, AliasLink>,
  key: string,
  now: number,
): AliasLink | undefined {
  const link = links.get(key);
  return link !== undefined && link.expires > now ? link : undefined;
}

function touch(link: AliasLink, now: number): void {
  link.expires = now + 1000 * (link.protocol === PROTOCOL_TCP ? TCP_SECONDS : OTHER_SECONDS);
}

function add(nat: Nat, link: Omit<AliasLink, "expires">, now: number): AliasLink {
  const made: AliasLink = { ...link, expires: 0 };
  touch(made, now);
  const { protocol, inside, insidePort, alias, aliasPort, remote, remotePort } = made;
  nat.byInside.set(keyOf(protocol, inside, insidePort, remote, remotePort), made);
  nat.byOutside.set(keyOf(protocol, alias, aliasPort, remote, remotePort), made);
  return made;
}

/** A connection from inside: under a port that nobody has yet with the same remote end. */
function newLink(
  nat: Nat,
  { protocol, source, sourcePort, destination, destinationPort, isFragment, icmp }: PfPacket,
  alias: PfAddress,
  now: number,
): AliasLink | undefined {
  const isPorted = protocol === PROTOCOL_TCP || protocol === PROTOCOL_UDP || icmp !== undefined;
  const link = (aliasPort: number) => ({
    ...{ protocol, alias, aliasPort, inside: source, insidePort: sourcePort },
    ...{ remote: destination, remotePort: destinationPort },
  });
  const isFree = (port: number) =>
    linkAt(nat.byOutside, keyOf(protocol, alias, port, destination, destinationPort), now) ===
    undefined;
  if (!isPorted || isFragment) return isFree(0) ? add(nat, link(0), now) : undefined;
  const fixed = nat.config.redirects.find(
    (one) =>
      one.protocol === protocol && one.port === sourcePort && one.address.join() === source.join(),
  );
  if (fixed !== undefined) return add(nat, link(fixed.publicPort), now);
  if (nat.config.samePorts && isFree(sourcePort)) return add(nat, link(sourcePort), now);
  for (let tries = 0; tries < PORTS.count; tries++) {
    const port = PORTS.first + ((nat.byOutside.size + tries) % PORTS.count);
    if (isFree(port)) return add(nat, link(port), now);
  }
  return undefined;
}

/** A connection from outside to a port that leads elsewhere. */
function redirected(
  nat: Nat,
  { protocol, source, sourcePort, destination, destinationPort }: PfPacket,
  alias: PfAddress,
  now: number,
): AliasLink | undefined {
  if (destination.join() !== alias.join()) return undefined;
  const redirect = nat.config.redirects.find(
    (one) => one.protocol === protocol && one.publicPort === destinationPort,
  );
  if (redirect === undefined) return undefined;
  return add(
    nat,
    {
      ...{ protocol, alias, aliasPort: destinationPort },
      ...{ inside: redirect.address, insidePort: redirect.port },
      ...{ remote: source, remotePort: sourcePort },
    },
    now,
  );
}
