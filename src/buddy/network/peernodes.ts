/** The nodes of a tunnel to another host's bridge of the same network, from the bridge on. */
import { type PeerPart, peerNodeName } from "../peername.ts";
import type { Action, Step } from "../plan/step.ts";
import { separatingNodes } from "./portnodes.ts";

/** A tunnel: where it leads, and by which addresses. */
export interface Tunnel {
  readonly bridge: string;
  /** The other host's IPv4 address. */
  readonly address: string;
  /** Of UDP, at both ends. */
  readonly port: number;
  /** This host's own address; that of the route when left out. */
  readonly local?: string | undefined;
}

/** The hook of an ng_ksocket(4), which says what its socket is. */
const SOCKET_HOOK = "inet/dgram/udp";
/** SOL_SOCKET and SO_REUSEPORT (sys/socket.h): all tunnels of a bridge have the same port, and are told apart by the other end. */
const [SOCKET_LEVEL, REUSE_PORT] = [0xffff, 0x200];
/** The value 1 of an int, in the order of bytes of all machines that FreeBSD runs netgraph on. */
const ON = [1, 0, 0, 0];

/** Returns what a node of a tunnel is called. */
export function nodeOf({ bridge, address }: Tunnel, part: PeerPart): string {
  return peerNodeName(bridge, part, address);
}

/**
 * Steps that make a tunnel at a hook of the bridge. What comes by a tunnel is marked, and what is marked as another one's goes
 * out by none: so frames pass from any host to any other in one leap, and never round.
 */
export function tunnelSteps(tunnel: Tunnel, hook: string): Step[] {
  const { bridge, address } = tunnel;
  const [mark, cut, peer] = [nodeOf(tunnel, "mark"), nodeOf(tunnel, "cut"), nodeOf(tunnel, "peer")];
  const what = `the tunnel of ${bridge} to ${address}`;
  const trouble = {
    what: `bridge ${bridge}: ${address} is not connected`,
    remedy: "when this host has the address and a route there: ngbuddy start",
  };
  const [setOption, bind, connect] = socketActions(tunnel);
  return [
    {
      description: `make tag ${mark} at ${bridge} (${hook})`,
      do: { op: "mkpeer", path: `${bridge}:`, type: "tag", hook, peerHook: "bridge" },
      undo: [{ op: "shutdown", path: `${bridge}:${hook}`, type: "tag", name: mark }],
    },
    named(`${bridge}:${hook}`, mark),
    made(mark, "guest", "tag", "bridge", cut),
    named(`${mark}:guest`, cut),
    made(cut, "guest", "ksocket", SOCKET_HOOK, peer),
    named(`${cut}:guest`, peer),
    ...markSettings(tunnel).map((action) => ({
      description: `keep what comes by other tunnels of ${bridge} from ${address}`,
      do: action,
      undo: [],
    })),
    { description: "let tunnels share a port", do: setOption, undo: [] },
    {
      description: `bind ${what} to ${String(bind.value)}`,
      do: bind,
      undo: [],
      otherwise: { ...trouble, skips: 1 },
    },
    {
      description: `connect ${what}, ${String(connect.value)}`,
      do: connect,
      undo: [],
      otherwise: trouble,
    },
  ];
}

/** All that makes a tunnel, for who undoes its removal. */
export function tunnelActions(tunnel: Tunnel, hook: string): Action[] {
  return tunnelSteps(tunnel, hook).map((step) => step.do);
}

function named(path: string, name: string): Step {
  return { description: `name it ${name}`, do: { op: "name", path, name }, undo: [] };
}

function made(at: string, hook: string, type: string, peerHook: string, name: string): Step {
  const path = `${at}:`;
  return {
    description: `make ${type} ${name} at ${at}`,
    do: { op: "mkpeer", path, type, hook, peerHook },
    undo: [{ op: "shutdown", path: `${path}${hook}`, type, name }],
  };
}

function markSettings(tunnel: Tunnel): readonly Action[] {
  return separatingNodes({
    ...{ bridge: tunnel.bridge, name: nodeOf(tunnel, "peer"), what: "tunnel" },
    ...{ cut: nodeOf(tunnel, "cut"), mark: nodeOf(tunnel, "mark") },
  });
}

type Message = Extract<Action, { op: "message" }>;

function socketActions(tunnel: Tunnel): [Message, Message, Message] {
  const { address, port, local = "0.0.0.0" } = tunnel;
  const path = `${nodeOf(tunnel, "peer")}:`;
  const message = (command: string, value: NonNullable<Message["value"]>): Message => ({
    ...{ op: "message", path, type: "ksocket", command, value },
  });
  return [
    message("setopt", { level: SOCKET_LEVEL, name: REUSE_PORT, value: ON }),
    message("bind", `inet/${local}:${port}`),
    message("connect", `inet/${address}:${port}`),
  ];
}
