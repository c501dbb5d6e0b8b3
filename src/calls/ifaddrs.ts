/** An interface's own addresses, as its ng_eiface(4) tells them from outside of the jail where it lives (NGM_EIFACE_GET_IFADDRS). */
import { AF } from "./numbers.ts";
import { everySockaddr, familyOf, inetText, linkOf } from "./sockaddrs.ts";

/** What an interface's addresses say; their prefix lengths are not among it. */
export interface InterfaceAddresses {
  readonly name: string;
  /** Undefined when it has none. */
  readonly ether: string | undefined;
  /** `10.0.2.15` */
  readonly inet: readonly string[];
  /** `fe80::1%vnet0` */
  readonly inet6: readonly string[];
}

/** Reads them. Undefined when there is no link-level address, which is the one that has the name. */
export function readAddresses(bytes: Uint8Array): InterfaceAddresses | undefined {
  const all = everySockaddr(bytes);
  const link = all.map(linkOf).find((one) => one !== undefined);
  if (link === undefined) return undefined;
  const { name, address } = link;
  // Whatever the number of its scope in its jail, the scope of its own address is itself.
  const texts = (family: number) =>
    all.flatMap((one) => (familyOf(one) === family ? (inetText(one, () => name) ?? []) : []));
  return {
    name,
    ether: address.length === 17 ? address : undefined,
    inet: texts(AF.INET),
    inet6: texts(AF.INET6),
  };
}
