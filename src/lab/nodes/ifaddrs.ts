/** The addresses of an interface as the kernel keeps them: socket addresses, each filled up to eight bytes (SA_SIZE). */
import { IFT } from "../../calls/numbers.ts";
import { OWN_LINK_LENGTH, sockaddrDl, sockaddrIn, sockaddrIn6 } from "../base/sockaddrs.ts";
import type { Interface } from "../net/interface.ts";
import { isLinkLocal, parseIpv4, parseIpv6 } from "../wire/address.ts";

/** The link-level address, then those of IPv4 and of IPv6. */
export function addressesOf({ name, index, ether, inet, inet6 }: Interface): Uint8Array {
  const type = IFT.ETHER;
  const link = { index, type, name, length: OWN_LINK_LENGTH, ...(ether && { address: ether }) };
  const all = [
    sockaddrDl(link),
    ...inet.map(({ address }) => sockaddrIn(parseIpv4(address)!)),
    ...inet6.map(({ address }) => {
      const groups = parseIpv6(address)!;
      // The kernel keeps the scope in the address itself (in6.c, in6_setscope).
      return sockaddrIn6(isLinkLocal(groups) ? groups.with(1, index) : groups);
    }),
  ];
  const bytes = new Uint8Array(all.reduce((sum, one) => sum + filledUp(one), 0));
  let at = 0;
  for (const one of all) {
    bytes.set(one, at);
    at += filledUp(one);
  }
  return bytes;
}

function filledUp({ length }: Uint8Array): number {
  return Math.ceil(length / 8) * 8;
}
