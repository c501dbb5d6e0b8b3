/** Tables of `net.route` as the kernel writes them (sys/net/rtsock.c), for what reads them. */
import { setNumber } from "../../src/freebsd/kernel/layout.ts";
import { AF, RTAX, RTM } from "../../src/freebsd/kernel/numbers.ts";
import {
  if_data,
  if_msghdrl,
  rt_msghdr,
  SDL_DATA,
  SIN_ADDR,
  SIN6_ADDR,
  sockaddr_dl,
  sockaddr_in6,
} from "../../src/freebsd/kernel/structs.ts";

/** `10.0.0.1` as a struct sockaddr_in. */
export function sockaddrIn(address: number): Uint8Array {
  const bytes = new Uint8Array(16);
  bytes.set([bytes.length, AF.INET]);
  new DataView(bytes.buffer).setUint32(SIN_ADDR, address);
  return bytes;
}

/** Eight groups as a struct sockaddr_in6. */
export function sockaddrIn6(groups: readonly number[], scope = 0): Uint8Array {
  const bytes = new Uint8Array(sockaddr_in6.size);
  bytes.set([bytes.length, AF.INET6]);
  const view = new DataView(bytes.buffer);
  for (const [index, group] of groups.entries()) view.setUint16(SIN6_ADDR + 2 * index, group);
  setNumber(sockaddr_in6, bytes, "scope_id", scope);
  return bytes;
}

export function netmask4(prefix: number): Uint8Array {
  return sockaddrIn(prefix === 0 ? 0 : (0xffff_ffff << (32 - prefix)) >>> 0);
}

export function netmask6(prefix: number): Uint8Array {
  const groups = Array.from({ length: 8 }, (_, index) => {
    const bits = Math.min(16, Math.max(0, prefix - index * 16));
    return (0xffff << (16 - bits)) & 0xffff;
  });
  return sockaddrIn6(groups);
}

export function sockaddrDl(link: {
  readonly index: number;
  readonly type: number;
  readonly name?: string;
  readonly address?: Uint8Array;
}): Uint8Array {
  const name = Buffer.from(link.name ?? "");
  const address = link.address ?? new Uint8Array();
  const bytes = new Uint8Array(Math.max(sockaddr_dl.size, SDL_DATA + name.length + address.length));
  setNumber(sockaddr_dl, bytes, "len", bytes.length);
  setNumber(sockaddr_dl, bytes, "family", AF.LINK);
  setNumber(sockaddr_dl, bytes, "index", link.index);
  setNumber(sockaddr_dl, bytes, "type", link.type);
  setNumber(sockaddr_dl, bytes, "nlen", name.length);
  setNumber(sockaddr_dl, bytes, "alen", address.length);
  bytes.set(name, SDL_DATA);
  bytes.set(address, SDL_DATA + name.length);
  return bytes;
}

type Addresses = { readonly [rtax: number]: Uint8Array | undefined };

/** The header with its addresses behind it, each filled up to a long. */
function message(header: Uint8Array, addresses: Addresses): { bytes: Uint8Array; bits: number } {
  let bits = 0;
  const parts = [header];
  for (let number = 0; number < RTAX.COUNT; number++) {
    const address = addresses[number];
    if (address === undefined) continue;
    bits |= 1 << number;
    const padded = new Uint8Array(Math.max(8, Math.ceil(address.length / 8) * 8));
    padded.set(address);
    parts.push(padded);
  }
  return { bytes: Buffer.concat(parts), bits };
}

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

export interface RouteBytes {
  readonly index: number;
  readonly flags: number;
  readonly destination: Uint8Array;
  readonly gateway: Uint8Array;
  readonly mask: Uint8Array | undefined;
}

export function routeDump(routes: readonly RouteBytes[]): Uint8Array {
  return Buffer.concat(
    routes.map(({ index, flags, destination, gateway, mask }) => {
      const { bytes, bits } = message(new Uint8Array(rt_msghdr.size), {
        [RTAX.DST]: destination,
        [RTAX.GATEWAY]: gateway,
        [RTAX.NETMASK]: mask,
      });
      setNumber(rt_msghdr, bytes, "msglen", bytes.length);
      setNumber(rt_msghdr, bytes, "version", RTM.VERSION);
      setNumber(rt_msghdr, bytes, "type", RTM.GET);
      setNumber(rt_msghdr, bytes, "index", index);
      setNumber(rt_msghdr, bytes, "flags", flags);
      setNumber(rt_msghdr, bytes, "addrs", bits);
      return bytes;
    }),
  );
}
