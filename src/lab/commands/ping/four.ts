/** ping(8) over IPv4 (ping.c). */
import type { EchoReply } from "../../net/stack.ts";
import { errx, warn } from "../../process/failure.ts";
import type { Options } from "../../process/getopt.ts";
import { hostAddress } from "../../process/hosts.ts";
import type { Process } from "../../process/process.ts";
import { EX_USAGE } from "../../process/sysexits.ts";
import { formatIpv4, parseIpv4 } from "../../wire/address.ts";
import { errorText } from "./errortext.ts";
import { given, milliseconds, numberIn, readSettings } from "./options.ts";
import { type Pinger, Session } from "./session.ts";

const DATA_BYTES = 56;
/** IP_MAXPACKET less the IP and the ICMP header. */
const MAX_DATA_BYTES = 65535 - 28;

/** Pings a host. Returns ping's exit status. */
export async function ping4(process: Process, options: Options, target: string): Promise<number> {
  for (const letter of "CDfGghIlMpRrTzbekNOPuYy") {
    if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  const named = parseIpv4(target) ?? parseIpv4(hostAddress(process, target, "inet") ?? "");
  const destination = named ?? errx(1, "Unknown host");
  const size =
    given(options, "s", (text) => numberIn(text, 0, 0x7fffffff, "invalid packet size")) ??
    DATA_BYTES;
  if (size > MAX_DATA_BYTES) errx(EX_USAGE, `packet size too large: ${size} > ${MAX_DATA_BYTES}`);
  const settings = {
    ...readSettings(options, {
      count: (text) => numberIn(text, 1, Infinity, "invalid count of packets to transmit"),
      interval: (text) => milliseconds(text, 1000),
      timeout: (text) => numberIn(text, 1, 3600, "invalid timeout") * 1000,
    }),
    size,
  };
  const ttl = given(options, "m", (text) => numberIn(text, 0, 255, "invalid TTL"));
  const source = given(options, "S", (text) => ({
    text,
    address: parseIpv4(text) ?? errx(68, `cannot resolve ${text}: Unknown host`),
  }));
  const { stack } = process.vnet;
  if (source !== undefined && stack.own.get(source.address) === undefined) {
    errx(1, "bind: Can't assign requested address");
  }
  const id = process.pid & 0xffff;
  const from = source === undefined ? "" : ` from ${source.text}`;
  const pinger: Pinger<EchoReply> = {
    target,
    head: `PING ${target} (${formatIpv4(destination)})${from}: ${size} data bytes`,
    repeated: " (DUP!)",
    tellsFailure: false,
    listen: ({ reply, refused }) =>
      stack.listenEcho(id, reply, (error) => refused(errorText(error))),
    send(sequence, data) {
      const error = stack.ping({ destination, source: source?.address, id, sequence, data, ttl });
      if (error !== 0) warn(process, error, "sendto");
      return error === 0;
    },
    describe: (reply) =>
      `${reply.length} bytes from ${formatIpv4(reply.from)}: icmp_seq=${reply.sequence} ttl=${reply.ttl}`,
  };
  return await new Session(process, settings, pinger).run();
}
