/** route(8) for IPv6: add, change, delete, get and flush (sbin/route/route.c). */
import { errno, errnoText } from "../../../netgraph/errno.ts";
import type { Interface } from "../../net/interface.ts";
import type { RouteFlag } from "../../net/routes.ts";
import { formatRoute6, type Route6 } from "../../net/routes6.ts";
import { formatScoped, parseScoped, type Scoped } from "../../net/scoped.ts";
import type { Vnet } from "../../net/vnet.ts";
import { errx, usage } from "../../process/failure.ts";
import type { Process } from "../../process/process.ts";
import { EX_NOHOST, EX_USAGE } from "../../process/sysexits.ts";
import { formatIpv6, network6 } from "../../wire/address.ts";
import { type Address6, sameAddress6 } from "../../wire/address6.ts";
import { describeRoute } from "./describe.ts";

const ESRCH = 3;

interface Request6 {
  readonly text: string;
  readonly gatewayText: string;
  readonly destination: Address6;
  /** The interface that a link-local destination is on. */
  readonly scope: Interface | undefined;
  readonly gateway: Address6 | undefined;
  readonly prefix: number;
  readonly isHost: boolean;
  readonly by: Interface | undefined;
  readonly flags: readonly RouteFlag[];
}

/** An address on the command line; a name has none for route's IPv6 in a lab. */
function scopedOf({ interfaces }: Vnet, text: string): Scoped {
  return parseScoped(text, interfaces) ?? errx(EX_NOHOST, `bad address: ${text}`);
}

/** The interface that a gateway is reached by; undefined when there is none. What is this host itself is reached by lo0. */
function interfaceTo(vnet: Vnet, { address, zone }: Scoped): Interface | undefined {
  const route = vnet.stack.routes6.lookup(address, zone);
  return route?.gateway === undefined ? route?.interface : undefined;
}

function parse({ vnet }: Process, words: readonly string[]): Request6 {
  let text: string | undefined;
  let gatewayText = "";
  let prefix: number | undefined;
  let byInterface = false;
  const flags: RouteFlag[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "-inet6" || word === "-6" || word === "-net" || word === "-static") continue;
    if (word === "-host") prefix = 128;
    else if (word === "-prefixlen") prefix = Number(words[++at]);
    else if (word === "-interface" || word === "-iface") byInterface = true;
    else if (word === "-reject") flags.push("R");
    else if (word === "-blackhole") flags.push("B");
    else if (word.startsWith("-")) errx(1, `-inet6 ${word}: not emulated in a lab`);
    else if (text === undefined) text = word;
    else gatewayText = word;
  }
  if (text === undefined) usage("usage: route add -inet6 destination gateway", EX_USAGE);
  const isDefault = text === "default";
  const [host = "", length] = isDefault ? ["::", "0"] : text.split("/");
  const { address, zone } = scopedOf(vnet, host);
  const size = prefix ?? (length === undefined ? 128 : Number(length));
  if (!Number.isInteger(size) || size < 0 || size > 128) {
    errx(EX_NOHOST, `bad prefix length: ${text}`);
  }
  const via = byInterface || gatewayText === "" ? undefined : scopedOf(vnet, gatewayText);
  const by = byInterface ? vnet.interface(gatewayText) : via && interfaceTo(vnet, via);
  if (byInterface && by === undefined) errx(EX_NOHOST, `bad address: ${gatewayText}`);
  return {
    text,
    gatewayText,
    destination: network6(address, size),
    scope: zone,
    gateway: via?.address,
    prefix: size,
    isHost: size === 128,
    by,
    flags,
  };
}

/** Does what the verb says with the routes of IPv6. Returns route's exit status. */
export function changeInet6(
  process: Process,
  verb: string,
  words: readonly string[],
  quiet: boolean,
): number {
  if (verb === "get" || verb === "show") return show(process, words);
  if (verb === "flush") return flush(process, quiet);
  if (verb !== "add" && verb !== "change" && verb !== "delete" && verb !== "del") {
    errx(1, `${verb} -inet6: not emulated in a lab`);
  }
  const request = parse(process, words);
  const { routes6 } = process.vnet.stack;
  const known = routes6.list().find((route) => isWanted(route, request));
  const drop = () => routes6.removeWhere((route) => route === known);
  let error = 0;
  if (verb === "delete" || verb === "del") {
    drop();
    if (known === undefined) error = ESRCH;
  } else if (verb === "change" && known === undefined) error = ESRCH;
  else if (request.by === undefined) error = errno.ENETUNREACH;
  else if (verb === "add" && known !== undefined) {
    if (known.gateway !== undefined && !isSameGateway(known, request)) {
      errx(1, `${request.text}: several gateways for a destination are not emulated in a lab`);
    }
    error = errno.EEXIST;
  } else {
    drop();
    routes6.add(routeFor(request, request.by));
  }
  return report(process, verb, request, quiet, error);
}

function isWanted(route: Route6, { destination, prefix, scope }: Request6): boolean {
  if (route.prefix !== prefix || !sameAddress6(route.destination, destination)) return false;
  return scope === undefined || route.scope === scope;
}

function isSameGateway(route: Route6, { gateway, by }: Request6): boolean {
  if (route.gateway === undefined || gateway === undefined) return false;
  return sameAddress6(route.gateway, gateway) && route.interface === by;
}

function routeFor(request: Request6, by: Interface): Omit<Route6, "nexthop"> {
  const { destination, prefix, gateway, flags, scope } = request;
  // What is refused goes nowhere: its gateway is only for the form.
  const isGateway = flags.length === 0 && gateway !== undefined;
  const all: RouteFlag[] = ["U", ...(isGateway ? (["G"] as const) : []), ...flags, "S"];
  if (request.isHost) all.push("H");
  return {
    destination,
    prefix,
    gateway: isGateway ? gateway : undefined,
    interface: by,
    scope,
    flags: new Set(all),
    owner: by,
    address: "",
  };
}

function flush(process: Process, quiet: boolean): number {
  const { routes6 } = process.vnet.stack;
  const gone = routes6.list().filter((route) => route.gateway !== undefined);
  routes6.removeWhere((route) => route.gateway !== undefined);
  for (const route of gone) {
    const via = formatScoped(route.gateway!, route.interface);
    if (!quiet) process.out(`${formatRoute6(route).padEnd(20)} ${via.padEnd(20)} -fib 0   done\n`);
  }
  return 0;
}

function show(process: Process, words: readonly string[]): number {
  const [text] = words.filter((word) => !word.startsWith("-"));
  if (text === undefined) usage("usage: route get -inet6 destination", EX_USAGE);
  const host = text === "default" ? "::" : text.split("/")[0]!;
  const { address, zone } = scopedOf(process.vnet, host);
  const found = process.vnet.stack.routes6.lookup(address, zone);
  if (found === undefined) {
    process.err("route: route has not been found\n");
    return 1;
  }
  const { destination, prefix, gateway, flags, interface: by, scope } = found;
  const mask = formatIpv6(network6(new Array<number>(8).fill(0xffff), prefix));
  process.out(
    describeRoute({
      address: formatScoped(address, zone),
      destination: prefix === 0 ? "default" : formatScoped(destination, scope),
      mask: prefix === 128 ? undefined : prefix === 0 ? "default" : mask,
      gateway: gateway && formatScoped(gateway, by),
      flags,
      by,
    }),
  );
  return 0;
}

function report(
  process: Process,
  verb: string,
  { text, gatewayText, isHost }: Request6,
  quiet: boolean,
  error: number,
): number {
  if (error === ESRCH) process.err("route: route has not been found\n");
  else if (error !== 0) process.err(`route: message indicates error: ${errnoText(error)}\n`);
  const said =
    error === errno.EEXIST
      ? "route already in table"
      : error === ESRCH
        ? "not in table"
        : errnoText(error);
  const reason = error === 0 ? "" : ` fib 0: ${said}`;
  // What has no host's prefix is written with the colon of an address behind it.
  const gateway = gatewayText === "" ? "" : `: gateway ${gatewayText}`;
  if (!quiet) process.out(`${verb} ${isHost ? "host" : "net"} ${text}${gateway}${reason}\n`);
  return error === 0 ? 0 : 1;
}
