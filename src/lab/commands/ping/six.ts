/** ping(8) over IPv6 (ping6.c). */

import { errno } from "../../../netgraph/errno.ts";
import type { EchoReply6 } from "../../net/icmp6.ts";
import { formatScoped, parseScoped, type Scoped } from "../../net/scoped.ts";
import { err, errx, warn } from "../../process/failure.ts";
import type { Options } from "../../process/getopt.ts";
import { hostAddress } from "../../process/hosts.ts";
import type { Process } from "../../process/process.ts";
import { EX_NOHOST, EX_USAGE } from "../../process/sysexits.ts";
import { isLinkLocal } from "../../wire/address.ts";
import { given, readSettings } from "./options.ts";
import { type Pinger, Session } from "./session.ts";

/** As many as the time takes. */
const DATA_BYTES = 8;
/** MAXDATALEN: IPV6_MAXPACKET less the headers of IPv6 and of ICMPv6. */
const MAX_DATA_BYTES = 65535 - 40 - 8;
const MAX_TIMEOUT = 60 * 60;

/** Pings a host. Returns ping's exit status. */
export async function ping6(
  process: Process,
  options: Options,
  target: string,
  hops: readonly string[],
): Promise<number> {
  for (const letter of "CDfGghlMpRrTzbekNOPuvYyLQ") {
    if (options.has(letter)) errx(1, `-6 -${letter}: not emulated in a lab`);
  }
  if (hops.length > 0) errx(1, "intermediate hops: not emulated in a lab");
  const size = given(options, "s", (text) => whole(text, 1, "illegal datalen value --"));
  if (size !== undefined && size > MAX_DATA_BYTES) {
    errx(1, `datalen value too large, maximum is ${MAX_DATA_BYTES}`);
  }
  const settings = {
    ...readSettings(options, {
      count: (text) => whole(text, 1, "illegal number of packets --"),
      interval: seconds,
      timeout: (text) => timeout(text) * 1000,
    }),
    size: size ?? DATA_BYTES,
  };
  const hopLimit = given(options, "m", hopLimitIn);
  const ends = endsOf(process, options, target);
  const { destination, source } = ends;
  const { stack } = process.vnet;
  const id = process.pid & 0xffff;
  const packet = 40 + 8 + settings.size;
  const pinger: Pinger<EchoReply6> = {
    target,
    head: `PING(${packet}=40+8+${settings.size} bytes) ${formatScoped(source.address, source.zone)} --> ${formatScoped(destination.address, destination.zone)}`,
    repeated: "(DUP!)",
    tellsFailure: true,
    // Without -v it hears nothing but answers.
    listen: ({ reply }) => stack.icmp6.listenEcho(id, reply),
    send(sequence, data) {
      const error = stack.icmp6.ping({
        destination: destination.address,
        zone: destination.zone,
        source: source.address,
        hopLimit,
        ...{ id, sequence, data },
      });
      if (error === 0) return true;
      warn(process, error, "sendmsg");
      process.out(`ping: wrote ${target} ${data.length + 8} chars, ret=-1\n`);
      return false;
    },
    describe: ({ length, from, zone, sequence, hopLimit: left }) =>
      `${length} bytes from ${formatScoped(from, zone)}, icmp_seq=${sequence} hlim=${left}`,
  };
  return await new Session(process, settings, pinger).run();
}

/** Whom it pings, and from where; ends the command when there is no way. */
function endsOf(
  process: Process,
  options: Options,
  target: string,
): { readonly destination: Scoped; readonly source: Scoped } {
  const { vnet } = process;
  const said = given(options, "S", (text) => parseScoped(text, vnet.interfaces) ?? noSource());
  const named = hostAddress(process, target, "inet6") ?? target;
  const found =
    parseScoped(named, vnet.interfaces) ??
    errx(EX_NOHOST, `cannot resolve ${target}: Name does not resolve`);
  const by = given(
    options,
    "I",
    (name) => vnet.interface(name) ?? errx(1, `${name}: invalid interface name`),
  );
  const zone = by ?? found.zone ?? (isLinkLocal(found.address) ? said?.zone : undefined);
  const destination = { address: found.address, zone };
  const { ip6, own6 } = vnet.stack;
  if (said !== undefined) {
    const own = own6.get(said.address, said.zone ?? zone);
    if (own === undefined) err(1, errno.EADDRNOTAVAIL, "bind");
    return { destination, source: { address: said.address, zone: said.zone ?? zone } };
  }
  const way = ip6.wayTo(found.address, { zone });
  if (typeof way === "number") err(1, way, "UDP connect");
  return { destination, source: { address: way.source, zone: way.zone } };
}

function noSource(): never {
  errx(1, "invalid source address: Name does not resolve");
}

/** A whole number as strtol(3) reads it. */
function whole(text: string, least: number, complaint: string): number {
  const value = /^\s*[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  return value >= least ? value : errx(1, `${complaint} ${text}`);
}

function seconds(text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!(value >= 0)) errx(1, `illegal timing interval ${text}`);
  return value * 1000;
}

function timeout(text: string): number {
  const value = /^\s*\d+$/.test(text) ? Number(text) : 0;
  if (value < 1) errx(EX_USAGE, `invalid timeout: \`${text}'`);
  if (value > MAX_TIMEOUT) errx(EX_USAGE, `invalid timeout: \`${text}' > ${MAX_TIMEOUT}`);
  return value;
}

function hopLimitIn(text: string): number | undefined {
  const value = /^\s*[+-]?\d+$/.test(text) ? Number(text) : errx(1, `illegal hoplimit ${text}`);
  if (value < -1 || value > 255) errx(1, `illegal hoplimit -- ${text}`);
  return value < 0 ? undefined : value;
}
