/** Gives a vnet its firewall, as loading ipfw.ko does. */
import { address6At } from "../../wire/address6.ts";
import { UNREACHABLE, UNREACHABLE_HOST } from "../../wire/icmp.ts";
import type { Interface } from "../interface.ts";
import { pfAddress } from "../pf/address.ts";
import { refuse } from "../pf/attach.ts";
import type { PfAddress } from "../pf/rule.ts";
import type { Stack } from "../stack.ts";
import type { Vnet } from "../vnet.ts";
import { Ipfw } from "./ipfw.ts";

/** Makes the firewall of a vnet: enabled, with the one rule that is always there, which denies everything unless `accepts` (net.inet.ip.fw.default_to_accept). */
export function attachIpfw(vnet: Vnet, accepts: boolean): void {
  const { stack } = vnet;
  stack.ipfw = new Ipfw(
    {
      clock: stack.clock,
      isOwn: (address, by) => isOwn(stack, address, by),
      addressOf(name) {
        const text = vnet.interface(name)?.inet[0]?.address;
        return text === undefined ? undefined : pfAddress(text);
      },
      setFilter: (filter, family, on) =>
        (family === 4 ? stack.ip : stack.ip6).filters.set(filter, on),
      refuse(packet, how, link) {
        if (how === "reset") refuse(vnet, packet, "return-rst", link);
        else if (packet[0]! >> 4 === 4) stack.ip.complain(packet, UNREACHABLE, UNREACHABLE_HOST);
        else refuse(vnet, packet, "return-icmp6", link);
      },
    },
    accepts,
  );
}

/** Has any interface of the stack this address? One of a link's only is looked for on the link `by`. */
function isOwn(stack: Stack, address: PfAddress, by: Interface): boolean {
  if (address.length !== 4) return stack.own6.get(address6At(address, 0), by) !== undefined;
  return stack.own.get(new DataView(address.buffer, address.byteOffset).getUint32(0)) !== undefined;
}
