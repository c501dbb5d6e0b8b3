/** dhclient(8): gets an interface its address from a DHCP server, by real frames. It does not stay to renew the lease. */

import { addInet, bringUp } from "../net/configure.ts";
import type { Interface } from "../net/interface.ts";
import { command, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";
import { EVERYBODY, formatIpv4, prefixOf } from "../wire/address.ts";
import {
  ACK,
  DHCP_CLIENT_PORT,
  DHCP_SERVER_PORT,
  type DhcpMessage,
  DISCOVER,
  decodeDhcp,
  encodeDhcp,
  NAK,
  OFFER,
  REQUEST,
} from "../wire/dhcp.ts";
import { BROADCAST, ETHER_HEADER, ETHERTYPE_IP, etherFrame, etherType } from "../wire/ethernet.ts";
import { readIp } from "../wire/ip.ts";
import { readUdp, udpPacket } from "../wire/udp.ts";

const USAGE = `usage: dhclient [-bdqu] [-c file] [-l file] [-p file] interface`;
/** Seconds between requests until it gives up after about a minute (dhclient.c, state_init). */
const INTERVALS = [5, 8, 14, 19, 15];

export const dhclient = command(async (process) => {
  const options = getopt(process, "bc:dl:p:qu", USAGE);
  const [name, ...rest] = options.operands;
  if (name === undefined || rest.length > 0) usage(USAGE);
  const iface = process.vnet.interface(name);
  if (iface?.ether === undefined) errx(1, `interface ${name} does not exist`);
  bringUp(iface);
  const say = (text: string) => {
    if (!options.has("q")) process.err(`${text}\n`);
  };
  const conversation = new Conversation(process, iface, iface.ether);
  try {
    return await obtain(process, iface, conversation, say);
  } finally {
    conversation.end();
  }
});

async function obtain(
  process: Process,
  iface: Interface,
  conversation: Conversation,
  say: (text: string) => void,
): Promise<number> {
  const { name } = iface;
  for (const interval of INTERVALS) {
    say(`DHCPDISCOVER on ${name} to 255.255.255.255 port 67 interval ${interval}`);
    conversation.send({ type: DISCOVER });
    const offer = await conversation.answer(interval * 1000, OFFER);
    if (process.signal.aborted) return 1;
    if (offer?.server === undefined) continue;
    const server = formatIpv4(offer.server);
    say(`DHCPOFFER from ${server}`);
    say(`DHCPREQUEST on ${name} to 255.255.255.255 port 67`);
    conversation.send({ type: REQUEST, requested: offer.yours, server: offer.server });
    const answer = await conversation.answer(interval * 1000, ACK, NAK);
    if (answer?.type !== ACK || answer.mask === undefined) {
      if (answer !== undefined) say(`DHCPNAK from ${server}`);
      continue;
    }
    say(`DHCPACK from ${server}`);
    const address = formatIpv4(answer.yours);
    const error = addInet(iface, { address, prefix: prefixOf(answer.mask) });
    if (error !== 0) errx(1, `${name}: cannot set ${address}`);
    if (answer.router !== undefined) await addDefault(process, answer.yours, answer.router);
    say(`bound to ${address} -- renewal in ${Math.floor((answer.lease ?? 0) / 2)} seconds.`);
    return 0;
  }
  say("No DHCPOFFERS received.");
  say("No working leases in persistent database - sleeping.");
  return 1;
}

/** The route by the server's router, unless there is a default route (dhclient-script, add_new_routes). */
async function addDefault(process: Process, own: number, router: number): Promise<void> {
  const way = router === own ? ["-iface", formatIpv4(router)] : [formatIpv4(router)];
  await process.run(["route", "add", "default", ...way], { out: () => {}, err: () => {} });
}

/** The client's side: what it sends, and the answers to it that came in by the interface. */
class Conversation {
  private readonly answers: DhcpMessage[] = [];
  private readonly transaction: number;
  readonly end: () => void;

  constructor(
    private readonly process: Process,
    private readonly iface: Interface,
    private readonly ether: Uint8Array,
  ) {
    this.transaction = process.pid;
    this.end = iface.watch((frame, way) => {
      if (way === "in") this.receive(frame);
    });
  }

  send(message: Pick<DhcpMessage, "type" | "requested" | "server">): void {
    const { ether, transaction } = this;
    const packet = udpPacket(0, EVERYBODY, {
      sourcePort: DHCP_CLIENT_PORT,
      destinationPort: DHCP_SERVER_PORT,
      data: encodeDhcp({ ...message, transaction, client: ether, yours: 0 }),
    });
    this.iface.output(etherFrame(BROADCAST, ether, ETHERTYPE_IP, packet));
  }

  /** The first answer of one of these types; undefined when none comes in time. */
  async answer(time: number, ...types: readonly number[]): Promise<DhcpMessage | undefined> {
    const isWanted = ({ type }: DhcpMessage) => types.includes(type);
    const { lab, signal } = this.process;
    const isOver = () => this.answers.some(isWanted);
    if (!isOver()) await lab.clock.sleep(time, { signal, isOver });
    return this.answers.find(isWanted);
  }

  private receive(frame: Uint8Array): void {
    if (frame.length < ETHER_HEADER || etherType(frame) !== ETHERTYPE_IP) return;
    const packet = readIp(frame.subarray(ETHER_HEADER));
    const datagram = packet === undefined ? undefined : readUdp(packet);
    if (datagram?.destinationPort !== DHCP_CLIENT_PORT) return;
    const message = decodeDhcp(datagram.data);
    if (message?.transaction === this.transaction) this.answers.push(message);
  }
}
