/** Gives a vnet its packet filter, as loading pf.ko does. */
import { address6At } from "../../wire/address6.ts";
import { UNREACHABLE } from "../../wire/icmp.ts";
import { PROTOCOL_ICMP, PROTOCOL_UDP } from "../../wire/ip.ts";
import { PROTOCOL_TCP, resetFor } from "../../wire/tcp.ts";
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
    setFilter(filter) {
      stack.ip.filter = filter;
      stack.ip6.filter = filter;
    },
    hasRoute: (address) => hasRoute(vnet, address),
    refuse: (packet, answer) => refuse(vnet, packet, answer),
  });
}

function hasRoute({ stack }: Vnet, address: PfAddress): boolean {
  if (address.length !== 4) {
    return stack.routes6.lookup(address6At(address, 0), undefined) !== undefined;
  }
  const number = new DataView(address.buffer, address.byteOffset).getUint32(0);
  return stack.routes.lookup(number) !== undefined;
}

/** `block return`: TCP is reset, UDP's sender is told that nobody listens, others hear nothing (pf.c, pf_return). */
function refuse({ stack }: Vnet, packet: Uint8Array, answer: BlockAnswer): void {
  if (packet[0]! >> 4 !== 4) return;
  const protocol = packet[9];
  const resets = answer === "return" || answer === "return-rst";
  if (protocol === PROTOCOL_TCP && resets) {
    const reset = resetFor(packet);
    if (reset !== undefined) {
      stack.ip.send(reset.destination, PROTOCOL_TCP, reset.payload, { source: reset.source });
    }
    return;
  }
  const tells = answer === "return-icmp" || (answer === "return" && protocol === PROTOCOL_UDP);
  if (tells && protocol !== PROTOCOL_ICMP) {
    stack.ip.complain(packet, UNREACHABLE, PORT_UNREACHABLE);
  }
}
