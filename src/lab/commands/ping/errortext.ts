/** What ping(8) says of a request that could not be delivered (ping.c, pr_icmph and pr_iph). */
import type { EchoError } from "../../net/stack.ts";
import { formatIpv4 } from "../../wire/address.ts";
import { type IcmpError, TIME_EXCEEDED, UNREACHABLE } from "../../wire/icmp.ts";

/** By code. */
const UNREACHABLE_WORDS: readonly string[] = [
  "Destination Net Unreachable",
  "Destination Host Unreachable",
  "Destination Protocol Unreachable",
  "Destination Port Unreachable",
  "frag needed and DF set",
  "Source Route Failed",
];
const FILTERED = 13;

function wordsOf({ type, code, mtu }: IcmpError): string {
  if (type === TIME_EXCEEDED) {
    return code === 0 ? "Time to live exceeded" : "Frag reassembly time exceeded";
  }
  if (type === UNREACHABLE && code === FILTERED) return "Communication prohibited by filter";
  const words = UNREACHABLE_WORDS[code] ?? `Dest Unreachable, Bad Code: ${code}`;
  return mtu === 0 ? words : `${words} (MTU ${mtu})`;
}

/** The lines of a refusal: who says what, and the header of the request. */
export function errorText({ from, length, error }: EchoError): string {
  const { about } = error;
  const view = new DataView(about.buffer, about.byteOffset, about.byteLength);
  const hex = (number: number, width: number) => number.toString(16).padStart(width, "0");
  const source = formatIpv4(view.getUint32(12));
  const destination = formatIpv4(view.getUint32(16));
  const flags = view.getUint16(6);
  const columns = [
    ` ${hex(about[0]! >> 4, 1)}`,
    ` ${hex(about[0]! & 15, 1)}`,
    ` ${hex(about[1]!, 2)}`,
    hex(view.getUint16(2), 4),
    hex(view.getUint16(4), 4),
    `  ${hex(flags >> 13, 1)}`,
    hex(flags & 0x1fff, 4),
    ` ${hex(about[8]!, 2)}`,
    ` ${hex(about[9]!, 2)}`,
    hex(view.getUint16(10), 4),
    source,
    destination,
  ];
  const heads = `${"Src".padStart(source.length)} ${"Dst".padStart(destination.length)}`;
  return `${length} bytes from ${formatIpv4(from)}: ${wordsOf(error)}
Vr HL TOS  Len   ID Flg  off TTL Pro  cks ${heads}
${columns.join(" ")}

`;
}
