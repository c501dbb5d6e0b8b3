/** route(8): add, delete, change, get, flush and show. */
import { errno, errnoText } from "../../netgraph/errno.ts";
import type { Interface } from "../net/interface.ts";
import type { Route, RouteFlag } from "../net/routes.ts";
import { command, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";
import { EX_NOHOST, EX_USAGE } from "../process/sysexits.ts";
import { classPrefix, formatIpv4, maskOf, parseIpv4, prefixOf } from "../wire/address.ts";
import { findJail } from "./jailnames.ts";
import { describeRoute } from "./route/describe.ts";
import { changeInet6 } from "./route/inet6.ts";

const ESRCH = 3;
const USAGE = "usage: route [-j jail] [-46dnqtv] command [[modifiers] args]";

export const route = command((process) => {
  const options = getopt(process, "46dj:nqtv", USAGE, EX_USAGE);
  const [verb, ...words] = options.operands;
  const jailName = options.value("j");
  const jail = jailName === undefined ? process.jail : findJail(process, jailName);
  if (jailName !== undefined && jail === undefined) errx(1, `jail "${jailName}" not found`);
  const inJail: Process = { ...process, jail, vnet: jail?.vnet ?? process.lab.host };
  const quiet = options.has("q");
  const isInet6 = options.has("6") || words.includes("-inet6") || words.includes("-6");
  if (isInet6 && verb !== undefined) return changeInet6(inJail, verb, words, quiet);
  if (verb === "add" || verb === "change") return set(inJail, verb, words, quiet);
  if (verb === "delete" || verb === "del") return remove(inJail, verb, words, quiet);
  if (verb === "get" || verb === "show") return get(inJail, words);
  if (verb === "flush") {
    flush(inJail, quiet);
    const isInet = options.has("4") || words.includes("-inet") || words.includes("-4");
    return isInet ? 0 : changeInet6(inJail, verb, words, quiet);
  }
  if (verb === "monitor") errx(1, "monitor: not emulated in a lab");
  usage(verb === undefined ? USAGE : `route: bad keyword: ${verb}\n${USAGE}`, EX_USAGE);
});

interface Request {
  /** As it was written. */
  readonly text: string;
  readonly gatewayText: string;
  readonly destination: number;
  readonly prefix: number;
  readonly isHost: boolean;
  readonly gateway: number | undefined;
  readonly by: Interface | undefined;
  readonly flags: readonly RouteFlag[];
}

function addressOf(text: string): number {
  return parseIpv4(text) ?? errx(EX_NOHOST, `bad address: ${text}`);
}

/** Reads destination, gateway and modifiers, in route's loose grammar. */
function parse(process: Process, words: readonly string[]): Request {
  let text: string | undefined;
  let gatewayText = "";
  let prefix: number | undefined;
  let kind: "host" | "net" | undefined;
  let byInterface = false;
  const flags: RouteFlag[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const next = () => words[++at] ?? usage(USAGE, EX_USAGE);
    if (word === "-host") kind = "host";
    else if (word === "-net") kind = "net";
    else if (word === "-inet" || word === "-4" || word === "-static") continue;
    else if (word === "-interface" || word === "-iface") byInterface = true;
    else if (word === "-gateway") gatewayText = next();
    else if (word === "-dst") text = next();
    else if (word === "-netmask") prefix = prefixOf(addressOf(next()));
    else if (word === "-prefixlen") prefix = Number(next());
    else if (word === "-reject") flags.push("R");
    else if (word === "-blackhole") flags.push("B");
    else if (word.startsWith("-")) errx(1, `${word}: not emulated in a lab`);
    else if (text === undefined) text = word;
    else if (gatewayText === "") gatewayText = word;
    else prefix = prefixOf(addressOf(word));
  }
  if (text === undefined) usage(USAGE, EX_USAGE);
  const [host = "", length] = text === "default" ? ["0.0.0.0", "0"] : text.split("/");
  const address = addressOf(host);
  if (length !== undefined) prefix = Number(length);
  // With -net, route says the network without its length (recording 60).
  const shown = kind === "net" ? host : text;
  const isHost =
    kind === "host" || (kind === undefined && prefix === undefined && hostPart(address) !== 0);
  const length32 = isHost ? 32 : (prefix ?? classPrefix(address));
  const by = byInterface ? process.vnet.interface(gatewayText) : undefined;
  if (byInterface && by === undefined) errx(EX_NOHOST, `bad address: ${gatewayText}`);
  return {
    text: text === "default" ? text : shown,
    gatewayText,
    destination: (address & maskOf(length32)) >>> 0,
    prefix: length32,
    isHost,
    gateway: byInterface || gatewayText === "" ? undefined : addressOf(gatewayText),
    by,
    flags,
  };
}

function hostPart(address: number): number {
  return address & ~maskOf(classPrefix(address));
}

function report(
  process: Process,
  verb: string,
  { text, gatewayText, isHost }: Request,
  quiet: boolean,
  error: number,
): number {
  const said: { readonly [number: number]: string } = {
    [errno.EEXIST]: "route already in table",
    [ESRCH]: "not in table",
    [errno.EBUSY]: "entry in use",
    [errno.ENOBUFS]: "not enough memory",
  };
  if (error === ESRCH) process.err("route: route has not been found\n");
  else if (error !== 0) process.err(`route: message indicates error: ${errnoText(error)}\n`);
  const reason = error === 0 ? "" : ` fib 0: ${said[error] ?? errnoText(error)}`;
  const gateway = gatewayText === "" ? "" : `: gateway ${gatewayText}`;
  if (!quiet) {
    const line = `${verb} ${isHost ? "host" : "net"} ${text}${gateway}${reason}\n`;
    process.out(line);
  }
  return error === 0 ? 0 : 1;
}

/** The route that `request` asks for; undefined when its gateway cannot be reached. */
function routeTo(process: Process, request: Request): Omit<Route, "nexthop"> | undefined {
  const { vnet } = process;
  const onLink =
    request.gateway === undefined ? undefined : vnet.stack.routes.lookup(request.gateway);
  const by = request.by ?? onLink?.interface;
  if (by === undefined || (onLink !== undefined && onLink.gateway !== undefined)) return undefined;
  const flags: RouteFlag[] = ["U", "S", ...request.flags];
  if (request.gateway !== undefined) flags.push("G");
  if (request.isHost) flags.push("H");
  return {
    destination: request.destination,
    prefix: request.prefix,
    gateway: request.gateway,
    interface: by,
    source: onLink?.source ?? vnet.stack.addresses(by)[0]?.address ?? 0,
    flags: new Set(flags),
  };
}

function set(process: Process, verb: string, words: readonly string[], quiet: boolean): number {
  const request = parse(process, words);
  const { routes } = process.vnet.stack;
  const wanted = routeTo(process, request);
  let error = 0;
  if (verb === "change" && routes.find(request.destination, request.prefix) === undefined)
    error = ESRCH;
  else if (wanted === undefined) error = errno.ENETUNREACH;
  else {
    if (verb === "change") drop(process, request);
    const existing = routes.find(request.destination, request.prefix);
    if (existing !== undefined && existing.gateway !== wanted.gateway) {
      errx(1, `${request.text}: several gateways for a destination are not emulated in a lab`);
    }
    if (!routes.add(wanted)) error = errno.EEXIST;
  }
  return report(process, verb, request, quiet, error);
}

function drop({ vnet }: Process, { destination, prefix }: Request): boolean {
  const gone = vnet.stack.routes.removeWhere(
    (route) => route.destination === destination && route.prefix === prefix,
  );
  return gone > 0;
}

function remove(process: Process, verb: string, words: readonly string[], quiet: boolean): number {
  const request = parse(process, words);
  return report(process, verb, request, quiet, drop(process, request) ? 0 : ESRCH);
}

function flush(process: Process, quiet: boolean): void {
  const { routes } = process.vnet.stack;
  const gone = routes.list().filter((route) => route.gateway !== undefined);
  routes.removeWhere((route) => route.gateway !== undefined);
  for (const { destination, prefix, gateway } of gone) {
    const to = prefix === 0 ? "default" : formatIpv4(destination);
    const via = formatIpv4(gateway ?? 0);
    if (!quiet) process.out(`${to.padEnd(20)} ${via.padEnd(20)} -fib 0   done\n`);
  }
}

function get(process: Process, words: readonly string[]): number {
  const [text] = words.filter((word) => !word.startsWith("-"));
  if (text === undefined) usage(USAGE, EX_USAGE);
  const address = addressOf(text === "default" ? "0.0.0.0" : text.split("/")[0]!);
  const found = process.vnet.stack.routes.lookup(address);
  if (found === undefined) {
    process.err("route: route has not been found\n");
    return 1;
  }
  const { destination, prefix, gateway, flags, interface: by } = found;
  const mask = prefix === 0 ? "default" : formatIpv4(maskOf(prefix));
  process.out(
    describeRoute({
      address: formatIpv4(address),
      destination: prefix === 0 ? "default" : formatIpv4(destination),
      mask: prefix < 32 ? mask : undefined,
      gateway: gateway === undefined ? undefined : formatIpv4(gateway),
      flags,
      by,
    }),
  );
  return 0;
}
