/** Gives a vnet its packet filter, as loading pf.ko does. */
import { isLinkLocal } from "../../wire/address.ts";
import { address6At } from "../../wire/address6.ts";
import { UNREACHABLE } from "../../wire/icmp.ts";
import { PORT_UNREACHABLE6, UNREACHABLE6 } from "../../wire/icmp6.ts";
import { PROTOCOL_ICMP, PROTOCOL_UDP } from "../../wire/ip.ts";
import { PROTOCOL_ICMP6, readIp6 } from "../../wire/ip6.ts";
import { PROTOCOL_TCP, resetFor, resetFor6 } from "../../wire/tcp.ts";
import type { Interface } from "../interface.ts";
import type { Stack } from "../stack.ts";
import type { Vnet } from "../vnet.ts";
import { Pf } from "./pf.ts";
import type { BlockAnswer, PfAddress } from "./rule.ts";

const PORT_UNREACHABLE = 3;

/** Makes the filter of a vnet; it is disabled. */
export function attachPf(vnet: Vnet): void {
  const { stack } = vnet;
  stack.pf = new Pf({
    clock: stack.clock,
    interfaceNamed: (name) => vnet.interface(name),
    setFilter(filter, on) {
      stack.ip.filters.set(filter, on);
      stack.ip6.filters.set(filter, on);
    },
    hasRoute: (address) => hasRoute(vnet, address),
    refuse: (packet, answer, link) => refuse(vnet, packet, answer, link),
  });
}

function hasRoute({ stack }: Vnet, address: PfAddress): boolean {
  if (address.length !== 4) {
    return stack.routes6.lookup(address6At(address, 0), undefined) !== undefined;
  }
  const number = new DataView(address.buffer, address.byteOffset).getUint32(0);
  return stack.routes.lookup(number) !== undefined;
}

/** `block return`: TCP is reset, UDP's sender is told that nobody listens, others hear nothing (pf.c, pf_return). `link`: where the packet was. */
export function refuse(
  { stack }: Vnet,
  packet: Uint8Array,
  answer: BlockAnswer,
  link: Interface,
): void {
  const isSix = packet[0]! >> 4 === 6;
  const protocol = isSix ? readIp6(packet)?.protocol : packet[9];
  if (protocol === PROTOCOL_TCP && (answer === "return" || answer === "return-rst")) {
    if (isSix) reset6(stack, packet, link);
    else reset4(stack, packet);
    return;
  }
  const isUdp = answer === "return" && protocol === PROTOCOL_UDP;
  if (isSix) {
    const tells = isUdp || answer === "return-icmp" || answer === "return-icmp6";
    if (!tells || protocol === PROTOCOL_ICMP6) return;
    stack.ip6.complain(link, packet, UNREACHABLE6, PORT_UNREACHABLE6);
  } else if ((isUdp || answer === "return-icmp") && protocol !== PROTOCOL_ICMP) {
    stack.ip.complain(packet, UNREACHABLE, PORT_UNREACHABLE);
  }
}

function reset4({ ip }: Stack, packet: Uint8Array): void {
  const reset = resetFor(packet);
  if (reset === undefined) return;
  ip.send(reset.destination, PROTOCOL_TCP, reset.payload, { source: reset.source });
}

function reset6({ ip6 }: Stack, packet: Uint8Array, link: Interface): void {
  const reset = resetFor6(packet);
  if (reset === undefined) return;
  const { source, destination, payload } = reset;
  const zone = isLinkLocal(destination) ? link : undefined;
  ip6.send(destination, PROTOCOL_TCP, payload, { source, zone });
}
