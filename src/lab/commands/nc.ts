/** nc(1): connects and listens, by TCP or UDP over IPv4 (netcat.c). */

import { errno } from "../../netgraph/errno.ts";
import { command, err, errx, usage, warn } from "../process/failure.ts";
import { getopt, type Options } from "../process/getopt.ts";
import { hostAddress } from "../process/hosts.ts";
import type { Process } from "../process/process.ts";
import { parseIpv4 } from "../wire/address.ts";
import { tcpClient, tcpServer } from "./nc/tcp.ts";
import type { NcSettings } from "./nc/traffic.ts";
import { udpClient, udpServer } from "./nc/udp.ts";
import { serviceName } from "./pfctl/names.ts";

const USAGE = `usage: nc [-46DdEFhklNnrStUuvz] [-e policy] [-I length] [-i interval] [-O length]
	  [-P proxy_username] [-p source_port] [-s source] [-T ToS]
	  [-V rtable] [-w timeout] [-X proxy_protocol]
	  [-x proxy_address[:port]] [destination] [port]`;

const OPTIONS = "46DdEe:FhI:i:klNnO:P:p:rSs:tT:UuV:vw:X:x:z";
const EMULATED = "4dklNnpuvwz";
const MAX_PORT = 65_535;
const MAX_TIMEOUT = 2_147_483;

export const nc = command(async (process) => {
  const options = getopt(process, OPTIONS, USAGE);
  const other = options.options.find(({ letter }) => !EMULATED.includes(letter));
  if (other !== undefined) errx(1, `-${other.letter}: not emulated in a lab`);
  const isServer = options.has("l");
  if (isServer && options.has("p")) errx(1, "cannot use -p and -l");
  if (isServer && options.has("z")) errx(1, "cannot use -z and -l");
  if (!isServer && options.has("k")) errx(1, "must use -l with -k");
  const { operands } = options;
  const ports = portsOf((isServer ? operands.at(-1) : operands[1]) ?? usage(USAGE));
  if (operands.length > 2) usage(USAGE);
  const settings: NcSettings = {
    takesInput: !options.has("d"),
    saysEnd: options.has("N"),
    timeout: timeoutOf(options),
    sourcePort: options.has("p") ? portsOf(options.value("p") ?? "")[0] : undefined,
  };
  if (isServer) {
    if (operands.length > 1) errx(1, "an address to listen at: not emulated in a lab");
    if (ports.length > 1) errx(1, "Cannot use -l with multiple ports!");
    const serve = options.has("u") ? udpServer : tcpServer;
    return await serve(process, ports[0]!, settings, options.has("k"));
  }
  return await scan(process, operands[0]!, ports, options, settings);
});

/** Connects to one port after another. Returns 0 when one of the last was there. */
async function scan(
  process: Process,
  target: string,
  ports: readonly number[],
  options: Options,
  settings: NcSettings,
): Promise<number> {
  const address = parseIpv4(target) ?? parseIpv4(hostAddress(process, target, "inet") ?? "");
  if (address === undefined) errx(1, "getaddrinfo: Name does not resolve");
  const protocol = options.has("u") ? "udp" : "tcp";
  const connect = options.has("u") ? udpClient : tcpClient;
  const isScan = options.has("z");
  let status = 1;
  for (const port of ports) {
    const says = () => {
      if (!isScan && !options.has("v")) return;
      const name = options.has("n") ? "*" : (serviceName(port) ?? "*");
      process.err(`Connection to ${target} ${port} port [${protocol}/${name}] succeeded!\n`);
    };
    const error = await connect(process, { address, port }, { ...settings, isScan }, says);
    if (process.signal.aborted) return 1;
    if (error === 0) status = 0;
    else if (error === errno.EADDRINUSE) err(1, error, "bind failed");
    else if (options.has("v"))
      warn(process, error, `connect to ${target} port ${port} (${protocol}) failed`);
  }
  return status;
}

/** A port, or all from one to another. */
function portsOf(text: string): number[] {
  const [first = "", last = first, ...more] = text.split("-");
  if (more.length > 0) errx(1, `port number invalid: ${text}`);
  const [low, high] = [numberOf(first), numberOf(last)].sort((a, b) => a - b) as [number, number];
  return Array.from({ length: high - low + 1 }, (_, at) => low + at);
}

function numberOf(text: string): number {
  if (!/^\s*[+-]?\d+$/.test(text)) errx(1, `port number invalid: ${text}`);
  const number = Number(text);
  if (number < 1) errx(1, `port number too small: ${text}`);
  if (number > MAX_PORT) errx(1, `port number too large: ${text}`);
  return number;
}

/** Milliseconds; undefined for no end. */
function timeoutOf(options: Options): number | undefined {
  const text = options.value("w");
  if (text === undefined) return undefined;
  if (!/^\d+$/.test(text)) errx(1, `timeout invalid: ${text}`);
  if (Number(text) > MAX_TIMEOUT) errx(1, `timeout too large: ${text}`);
  return Number(text) * 1000;
}
