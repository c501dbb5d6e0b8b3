/** netstat -i (if.c of netstat). */

import { kernelFlags } from "../../net/flags.ts";
import type { Interface } from "../../net/interface.ts";
import { formatScoped } from "../../net/scoped.ts";
import type { Vnet } from "../../net/vnet.ts";
import { formatEther, formatIpv4, maskOf, network6 } from "../../wire/address.ts";
import type { Xo } from "../libxo.ts";

/** Which interfaces are shown, and what of them. */
export interface Selection {
  /** Only this interface. */
  readonly name: string | undefined;
  /** Only addresses of this family, by -f's word for it: `inet`, `link`. */
  readonly family: string | undefined;
  /** -b, -d: bytes and dropped packets as well. */
  readonly bytes: boolean;
  readonly drops: boolean;
}

/** A row: the interface itself, or one of its addresses, which has no errors, drops and collisions of its own. */
interface Row {
  readonly iface: Interface;
  readonly isLink: boolean;
  readonly network: string;
  readonly address: string;
  readonly counters: Interface["counters"];
}

function rowsOf(vnet: Vnet, { name, family }: Selection): Row[] {
  return vnet.interfaces
    .filter((iface) => name === undefined || iface.name === name)
    .flatMap((iface) => [
      ...(family === undefined || family === "link" ? [linkRow(iface)] : []),
      ...(family === undefined || family === "inet" ? inetRows(vnet, iface) : []),
      ...(family === undefined || family === "inet6" ? inet6Rows(iface) : []),
    ]);
}

function linkRow(iface: Interface): Row {
  const { index, name, ether, counters } = iface;
  const address = ether === undefined ? name : formatEther(ether);
  return { iface, isLink: true, network: `<Link#${index}>`, address, counters };
}

function inetRows(vnet: Vnet, iface: Interface): Row[] {
  return vnet.stack.addresses(iface).map(({ address, prefix, counters }) => {
    const network = `${formatIpv4((address & maskOf(prefix)) >>> 0)}/${prefix}`;
    return { iface, isLink: false, network, address: formatIpv4(address), counters };
  });
}

function inet6Rows(iface: Interface): Row[] {
  return iface.inet6.map(({ groups, prefix, counters }) => ({
    iface,
    isLink: false,
    network: `${formatScoped(network6(groups, prefix), iface)}/${prefix}`,
    address: formatScoped(groups, iface),
    counters,
  }));
}

export function interfacesXo(vnet: Vnet, selection: Selection): Xo {
  const { bytes } = selection;
  return {
    interface: rowsOf(vnet, selection).map(({ iface, isLink, network, address, counters }) => ({
      name: iface.name,
      flags: `0x${kernelFlags(iface).toString(16)}`,
      ...(isLink && { mtu: iface.mtu }),
      network,
      address,
      "received-packets": counters.inPackets,
      ...(isLink && { "received-errors": 0, "dropped-packets": 0 }),
      ...(bytes && { "received-bytes": counters.inOctets }),
      "sent-packets": counters.outPackets,
      ...(isLink && { "send-errors": 0 }),
      ...(bytes && { "sent-bytes": counters.outOctets }),
      ...(isLink && { collisions: 0 }),
    })),
  };
}

/** Digits that netstat makes room for: one more than a number has (if.c, max_num_len). */
function room(least: number, numbers: readonly number[]): number {
  return Math.max(least, ...numbers.map((number) => String(number).length + 1));
}

export function interfacesText(vnet: Vnet, selection: Selection): string {
  const { bytes, drops } = selection;
  const rows = rowsOf(vnet, selection);
  const nameOf = ({ name, up }: Interface) => `${name}${up ? "" : "*"}`;
  const longest = (least: number, words: readonly string[]) =>
    Math.max(least, ...words.map((word) => word.length));
  const name = longest(
    5,
    rows.map((row) => nameOf(row.iface)),
  );
  const network = longest(
    8,
    rows.map((row) => row.network),
  );
  const address = longest(
    8,
    rows.map((row) => row.address),
  );
  const packets = room(
    8,
    rows.flatMap(({ counters: c }) => [c.inPackets, c.outPackets]),
  );
  const octets = bytes
    ? room(
        10,
        rows.flatMap(({ counters: c }) => [c.inOctets, c.outOctets]),
      )
    : 10;
  const dash = (value: number, isShown: boolean) => (isShown ? String(value) : "-");

  const line = (words: readonly string[], byteWords: readonly [string, string]) => {
    const [shown = "", mtu = "", net = "", host = "", ...numbers] = words;
    const [
      inPackets = "",
      inErrors = "",
      inDrops = "",
      outPackets = "",
      outErrors = "",
      collisions = "",
      outDrops = "",
    ] = numbers;
    const columns = [
      `${shown.padEnd(name)} ${mtu.padStart(5)} ${net.padEnd(network)}  ${host.padEnd(address)}`,
      inPackets.padStart(packets),
      inErrors.padStart(5),
      inDrops.padStart(5),
      ...(bytes ? [byteWords[0].padStart(octets)] : []),
      outPackets.padStart(packets),
      outErrors.padStart(5),
      ...(bytes ? [byteWords[1].padStart(octets)] : []),
      collisions.padStart(5),
      ...(drops ? [outDrops.padStart(5)] : []),
    ];
    return `${columns.join(" ")}\n`;
  };

  const head = [
    "Name",
    "Mtu",
    "Network",
    "Address",
    "Ipkts",
    "Ierrs",
    "Idrop",
    "Opkts",
    "Oerrs",
    "Coll",
    "Drop",
  ];
  let text = line(head, ["Ibytes", "Obytes"]);
  for (const { iface, isLink, network: net, address: host, counters } of rows) {
    const none = dash(0, isLink);
    text += line(
      [
        nameOf(iface),
        dash(iface.mtu, isLink),
        net,
        host,
        `${counters.inPackets}`,
        none,
        none,
        `${counters.outPackets}`,
        none,
        none,
        none,
      ],
      [`${counters.inOctets}`, `${counters.outOctets}`],
    );
  }
  return text;
}
