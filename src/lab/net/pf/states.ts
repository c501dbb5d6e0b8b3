/** The states of pf(4): who talks to whom, so that answers pass (pf.c, pf_find_state). */
import { PROTOCOL_ICMP, PROTOCOL_UDP } from "../../wire/ip.ts";
import { PROTOCOL_TCP } from "../../wire/tcp.ts";
import { formatPfAddress } from "./address.ts";
import type { PfPacket } from "./packet.ts";
import { type PfAddress, type PfFamily, PROTOCOL_ICMP6, type Rule } from "./rule.ts";

/** Two ends of a connection; of a packet that comes in, `near` is where it is from, of one that goes out, where it is for. */
export interface StateKey {
  readonly near: PfAddress;
  readonly nearPort: number;
  readonly far: PfAddress;
  readonly farPort: number;
}

/** How far an end has come; TCP's are those of its state machine. */
type EndState = number;

/** One connection. */
export interface PfState {
  readonly direction: "in" | "out";
  readonly family: PfFamily;
  readonly protocol: number;
  /** The ends as they are on the wire, and as this host's own stack sees them. */
  readonly wire: StateKey;
  readonly stack: StateKey;
  readonly rule: Rule | undefined;
  readonly created: number;
  /** The lab's time when it is forgotten, milliseconds. */
  expires: number;
  /** Of the end that began, and of the other. */
  source: EndState;
  destination: EndState;
  packets: number;
  bytes: number;
}

/** Seconds that a state lives without packets (pf.conf(5), set timeout). */
export const TIMEOUTS = {
  "tcp.first": 120,
  "tcp.opening": 30,
  "tcp.established": 86400,
  "tcp.closing": 900,
  "tcp.finwait": 45,
  "tcp.closed": 90,
  "udp.first": 60,
  "udp.single": 30,
  "udp.multiple": 60,
  "icmp.first": 20,
  "icmp.error": 10,
  "other.first": 60,
  "other.single": 30,
  "other.multiple": 60,
} as const;

/** pf_fsm.h's names of TCP's states, by number. */
export const TCP_STATES = [
  "CLOSED",
  "LISTEN",
  "SYN_SENT",
  "SYN_RCVD",
  "ESTABLISHED",
  "CLOSE_WAIT",
  "FIN_WAIT_1",
  "CLOSING",
  "LAST_ACK",
  "FIN_WAIT_2",
  "TIME_WAIT",
] as const;
const SYN_SENT = 2;
const ESTABLISHED = 4;
const CLOSING = 7;
const FIN_WAIT_2 = 9;
const TIME_WAIT = 10;

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** The states of other protocols: nothing yet, one packet, several. */
export const OTHER_STATES = ["NO_TRAFFIC", "SINGLE", "MULTIPLE"] as const;

/** The states of one vnet, oldest first. */
export class StateTable {
  private readonly byWire = new Map<string, PfState>();
  private readonly byStack = new Map<string, PfState>();

  constructor(private readonly now: () => number) {}

  /** The state of a packet that goes this way. */
  find(packet: PfPacket, way: "in" | "out"): PfState | undefined {
    return this.at(packet.protocol, way, keyOf(packet, way));
  }

  at(protocol: number, way: "in" | "out", key: StateKey): PfState | undefined {
    const state = (way === "in" ? this.byWire : this.byStack).get(textOf(protocol, key));
    if (state === undefined || state.expires > this.now()) return state;
    this.remove(state);
    return undefined;
  }

  /** Adds a state; false when another one has its ends. */
  add(state: PfState): boolean {
    const { protocol, wire, stack } = state;
    if (this.at(protocol, "in", wire) || this.at(protocol, "out", stack)) return false;
    this.byWire.set(textOf(protocol, wire), state);
    this.byStack.set(textOf(protocol, stack), state);
    return true;
  }

  remove({ protocol, wire, stack }: PfState): void {
    this.byWire.delete(textOf(protocol, wire));
    this.byStack.delete(textOf(protocol, stack));
  }

  list(): readonly PfState[] {
    const now = this.now();
    return [...this.byWire.values()].filter((state) => state.expires > now);
  }

  clear(): void {
    this.byWire.clear();
    this.byStack.clear();
  }

  /** Notes that a packet of this connection passed; `isForward` when it went the way of the first. */
  touch(state: PfState, packet: PfPacket, isForward: boolean): void {
    state.packets++;
    state.bytes += packet.bytes.length;
    if (state.protocol === PROTOCOL_TCP) touchTcp(state, packet.tcpFlags, isForward);
    else if (isForward) state.source = Math.max(state.source, state.destination > 0 ? 2 : 1);
    else state.destination = state.source > 0 ? 2 : 1;
    state.expires = this.now() + timeoutOf(state) * 1000;
  }
}

/** The ends of a packet that goes this way. */
export function keyOf(packet: PfPacket, way: "in" | "out"): StateKey {
  const { source, sourcePort, destination, destinationPort } = packet;
  const [from, to] = [
    { address: source, port: sourcePort },
    { address: destination, port: destinationPort },
  ];
  const [near, far] = way === "in" ? [from, to] : [to, from];
  return { near: near.address, nearPort: near.port, far: far.address, farPort: far.port };
}

function textOf(protocol: number, { near, nearPort, far, farPort }: StateKey): string {
  return `${protocol} ${near.join(".")} ${nearPort} ${far.join(".")} ${farPort}`;
}

function touchTcp(state: PfState, flags: number, isForward: boolean): void {
  const mine = isForward ? "source" : "destination";
  const other = isForward ? "destination" : "source";
  if (flags & RST) {
    state.source = TIME_WAIT;
    state.destination = TIME_WAIT;
    return;
  }
  if (flags & SYN && state[mine] < SYN_SENT) state[mine] = SYN_SENT;
  if (flags & FIN && state[mine] < CLOSING) state[mine] = CLOSING;
  if (!(flags & ACK)) return;
  if (state[other] === SYN_SENT) state[other] = ESTABLISHED;
  else if (state[other] === CLOSING) state[other] = FIN_WAIT_2;
}

/** Seconds from the last packet on. */
function timeoutOf({ protocol, source, destination }: PfState): number {
  if (protocol === PROTOCOL_TCP) {
    if (source >= FIN_WAIT_2 && destination >= FIN_WAIT_2) return TIMEOUTS["tcp.closed"];
    if (source >= CLOSING && destination >= CLOSING) return TIMEOUTS["tcp.finwait"];
    if (source >= CLOSING || destination >= CLOSING) return TIMEOUTS["tcp.closing"];
    const isOpen = source >= ESTABLISHED && destination >= ESTABLISHED;
    return isOpen ? TIMEOUTS["tcp.established"] : TIMEOUTS["tcp.opening"];
  }
  if (protocol === PROTOCOL_ICMP || protocol === PROTOCOL_ICMP6) return TIMEOUTS["icmp.first"];
  const name = protocol === PROTOCOL_UDP ? "udp" : "other";
  const isBothWays = source === 2 && destination === 2;
  return isBothWays ? TIMEOUTS[`${name}.multiple`] : TIMEOUTS[`${name}.single`];
}

/** `10.8.0.2:1234`, `2001:db8::2[1234]`. */
export function formatEnd(address: PfAddress, port: number): string {
  const text = formatPfAddress(address);
  return address.length === 4 ? `${text}:${port}` : `${text}[${port}]`;
}
