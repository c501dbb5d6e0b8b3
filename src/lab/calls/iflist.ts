/** The list of a vnet's interfaces (NET_RT_IFLISTL; sys/net/rtsock.c). */
import { setNumber } from "../../calls/layout.ts";
import { IFT, RTAX, RTM } from "../../calls/numbers.ts";
import { if_data, if_msghdrl } from "../../calls/structs.ts";
import {
  netmask4,
  netmask6,
  OWN_LINK_LENGTH,
  sockaddrDl,
  sockaddrIn,
  sockaddrIn6,
} from "../base/sockaddrs.ts";
import { kernelFlags } from "../net/flags.ts";
import type { Interface } from "../net/interface.ts";
import type { Vnet } from "../net/vnet.ts";
import { isLinkLocal, parseIpv4, parseIpv6 } from "../wire/address.ts";
import { type Addresses, message } from "./messages.ts";

/** What is listed of an interface. */
export interface InterfaceBytes {
  readonly name: string;
  readonly index: number;
  readonly type: number;
  readonly linkType: number;
  readonly flags: number;
  readonly mtu: number;
  readonly ether: Uint8Array | undefined;
  readonly addresses: readonly { readonly address: Uint8Array; readonly mask: Uint8Array }[];
}

/** A message of NET_RT_IFLISTL: both kinds begin alike. */
function listMessage(
  type: number,
  index: number,
  flags: number,
  addresses: Addresses,
  data: { readonly type: number; readonly mtu: number },
): Uint8Array {
  const header = new Uint8Array(if_msghdrl.size);
  const { bytes, bits } = message(header, addresses);
  setNumber(if_msghdrl, bytes, "msglen", bytes.length);
  setNumber(if_msghdrl, bytes, "version", RTM.VERSION);
  setNumber(if_msghdrl, bytes, "type", type);
  setNumber(if_msghdrl, bytes, "addrs", bits);
  setNumber(if_msghdrl, bytes, "flags", flags);
  setNumber(if_msghdrl, bytes, "index", index);
  setNumber(if_msghdrl, bytes, "len", header.length);
  const at = header.length - if_data.size;
  setNumber(if_msghdrl, bytes, "data_off", at);
  setNumber(if_data, bytes, "type", data.type, at);
  setNumber(if_data, bytes, "datalen", if_data.size, at);
  setNumber(if_data, bytes, "mtu", data.mtu, at);
  return bytes;
}

export function interfaceList(interfaces: readonly InterfaceBytes[]): Uint8Array {
  return Buffer.concat(
    interfaces.flatMap(({ name, index, type, linkType, flags, mtu, ether, addresses }) => [
      listMessage(
        RTM.IFINFO,
        index,
        flags,
        {
          [RTAX.IFP]: sockaddrDl({
            index,
            type: linkType,
            name,
            length: OWN_LINK_LENGTH,
            ...(ether !== undefined && { address: ether }),
          }),
        },
        { type, mtu },
      ),
      ...addresses.map(({ address, mask }) =>
        listMessage(
          RTM.NEWADDR,
          index,
          0,
          { [RTAX.IFA]: address, [RTAX.NETMASK]: mask },
          { type: 0, mtu: 0 },
        ),
      ),
    ]),
  );
}

/** IFT_…, by the kind of interface (net/if_types.h). */
const types: { readonly [kind in Interface["kind"]]: number } = {
  nic: IFT.ETHER,
  eiface: IFT.ETHER,
  epair: IFT.ETHER,
  loopback: 24,
  iface: 53,
  vlan: IFT.L2VLAN,
  bridge: IFT.BRIDGE,
};

/** Returns the list of a vnet's interfaces, or of the one with this index. */
export function listOf(vnet: Vnet, index: number): Uint8Array {
  const shown = vnet.interfaces.filter((one) => index === 0 || one.index === index);
  return interfaceList(shown.map(bytesOf));
}

function bytesOf(one: Interface): InterfaceBytes {
  const type = types[one.kind];
  return {
    name: one.name,
    index: one.index,
    type,
    linkType: type !== IFT.L2VLAN && one.ether !== undefined ? IFT.ETHER : type,
    flags: kernelFlags(one),
    mtu: one.mtu,
    ether: one.ether,
    addresses: [
      ...one.inet.map(({ address, prefix }) => ({
        address: sockaddrIn(parseIpv4(address)!),
        mask: netmask4(prefix),
      })),
      ...one.inet6.map(({ address, prefix }) => {
        const groups = parseIpv6(address)!;
        return {
          address: sockaddrIn6(groups, isLinkLocal(groups) ? one.index : 0),
          mask: netmask6(prefix),
        };
      }),
    ],
  };
}
