/** Interfaces and their addresses as `net.route` lists them (NET_RT_IFLISTL; sys/net/rtsock.c, lib/libc/net/getifaddrs.c). */
import { FLAG_WORDS, wordsOfBits } from "../host/bitwords.ts";
import { numberAt } from "./layout.ts";
import { messagesIn } from "./messages.ts";
import { AF, IFT, RTAX, RTM } from "./numbers.ts";
import {
  familyOf,
  inetText,
  type Link,
  linkOf,
  prefixLength,
  type Sockaddr,
  sockaddrsAt,
} from "./sockaddrs.ts";
import { if_data, if_msghdrl, ifa_msghdrl } from "./structs.ts";

/** An interface as the list has it, with its addresses; what else there is of it is asked for by ioctl(2). */
export interface ListedInterface {
  readonly name: string;
  /** The interface's number in its vnet (if_nametoindex(3)). */
  readonly index: number;
  /** IFT_…, of if_types.h: of the interface, and of its link-level address. */
  readonly type: number;
  readonly linkType: number;
  /** The names of its flags as ifconfig(8) prints them: `UP`, `RUNNING`. */
  readonly flags: readonly string[];
  /** Bytes. */
  readonly mtu: number;
  /** The address of an Ethernet interface, `58:9c:fc:00:2a:01`. */
  readonly ether: string | undefined;
  /** IPv4 addresses with their prefix lengths: `10.0.2.15/24`. */
  readonly inet: readonly string[];
  /** IPv6 addresses with scope and prefix length: `fe80::1%lo0/64`. */
  readonly inet6: readonly string[];
}

interface Draft {
  readonly link: Link;
  readonly bytes: Uint8Array;
  readonly addresses: { readonly address: Sockaddr; readonly mask: Sockaddr | undefined }[];
}

/** Reads such a list, in the kernel's order. */
export function readInterfaceList(table: Uint8Array): ListedInterface[] {
  const drafts: Draft[] = [];
  for (const { type, bytes } of messagesIn(table)) {
    if (type === RTM.IFINFO) {
      const link = linkOf(addressesOf(bytes)[RTAX.IFP] ?? new Uint8Array());
      if (link !== undefined && hasData(bytes)) drafts.push({ link, bytes, addresses: [] });
    } else if (type === RTM.NEWADDR) {
      const found = addressesOf(bytes);
      const address = found[RTAX.IFA];
      // Those of an interface follow it.
      if (address !== undefined)
        drafts.at(-1)?.addresses.push({ address, mask: found[RTAX.NETMASK] });
    }
  }
  const names = new Map(drafts.map(({ link }) => [link.index, link.name]));
  return drafts.map((draft) => listed(draft, (index) => names.get(index)));
}

function hasData(bytes: Uint8Array): boolean {
  return numberAt(if_msghdrl, bytes, "data_off") + if_data.fields.mtu[0] + 4 <= bytes.length;
}

/** The header says how long it is: it may grow. */
function addressesOf(bytes: Uint8Array): (Sockaddr | undefined)[] {
  if (bytes.length < if_msghdrl.fields.data_off[0] + 2) return [];
  const at = numberAt(ifa_msghdrl, bytes, "len");
  return sockaddrsAt(bytes, at, numberAt(ifa_msghdrl, bytes, "addrs"));
}

function listed(
  { link, bytes, addresses }: Draft,
  nameOf: (index: number) => string | undefined,
): ListedInterface {
  const data = numberAt(if_msghdrl, bytes, "data_off");
  const texts = (family: number) =>
    addresses.flatMap(({ address, mask }) => {
      const text = familyOf(address) === family ? inetText(address, nameOf) : undefined;
      if (text === undefined) return [];
      return [mask === undefined ? text : `${text}/${prefixLength(family, mask)}`];
    });
  // What ifconfig calls `ether` (af_link.c).
  const isEther = [IFT.ETHER, IFT.L2VLAN, IFT.BRIDGE].some((type) => type === link.type);
  return {
    name: link.name,
    index: link.index,
    type: numberAt(if_data, bytes, "type", data),
    linkType: link.type,
    flags: wordsOfBits(numberAt(if_msghdrl, bytes, "flags"), FLAG_WORDS),
    mtu: numberAt(if_data, bytes, "mtu", data),
    ether: isEther && link.address.length === 17 ? link.address : undefined,
    inet: texts(AF.INET),
    inet6: texts(AF.INET6),
  };
}
