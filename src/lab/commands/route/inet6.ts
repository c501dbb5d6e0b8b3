/** route(8)'s add and delete for IPv6: the lab sends no such packets, but shows the routes (sbin/route/route.c). */
import { errno, errnoText } from "../../../netgraph/errno.ts";
import type { Interface } from "../../net/interface.ts";
import type { RouteFlag } from "../../net/routes.ts";
import { errx, usage } from "../../process/failure.ts";
import type { Process } from "../../process/process.ts";
import { EX_NOHOST, EX_USAGE } from "../../process/sysexits.ts";
import { network6, parseIpv6 } from "../../wire/address.ts";

const ESRCH = 3;

interface Request6 {
  readonly text: string;
  readonly gatewayText: string;
  readonly destination: readonly number[];
  readonly prefix: number;
  readonly isHost: boolean;
  readonly by: Interface | undefined;
  readonly flags: readonly RouteFlag[];
}

function groupsOf(text: string): readonly number[] {
  return parseIpv6(text.split("%")[0]!) ?? errx(EX_NOHOST, `bad address: ${text}`);
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
  const destination = groupsOf(host);
  const size = prefix ?? (length === undefined ? 128 : Number(length));
  if (!Number.isInteger(size) || size < 0 || size > 128) {
    errx(EX_NOHOST, `bad prefix length: ${text}`);
  }
  if (!byInterface && gatewayText !== "") groupsOf(gatewayText);
  const by = byInterface ? vnet.interface(gatewayText) : interfaceTo(vnet.interfaces, gatewayText);
  if (byInterface && by === undefined) errx(EX_NOHOST, `bad address: ${gatewayText}`);
  return {
    text,
    gatewayText,
    destination: network6(destination, size),
    prefix: size,
    isHost: size === 128,
    by,
    flags,
  };
}

/** The interface that a gateway is reached by: it has the address, or one of its network. */
function interfaceTo(all: readonly Interface[], gateway: string): Interface | undefined {
  const [address = "", scope] = gateway.split("%");
  const groups = parseIpv6(address);
  if (groups === undefined) return undefined;
  if (scope !== undefined) return all.find(({ name }) => name === scope);
  return all.find(({ inet6 }) =>
    inet6.some((own) => {
      const network = parseIpv6(own.address);
      return (
        network !== undefined && isSame(network6(network, own.prefix), network6(groups, own.prefix))
      );
    }),
  );
}

function isSame(a: readonly number[], b: readonly number[]): boolean {
  return a.every((group, index) => group === b[index]);
}

export function changeInet6(
  process: Process,
  verb: string,
  words: readonly string[],
  quiet: boolean,
): number {
  if (verb !== "add" && verb !== "delete") errx(1, `${verb} -inet6: not emulated in a lab`);
  const request = parse(process, words);
  const { routes6 } = process.vnet.stack;
  const { destination, prefix, by, flags } = request;
  const isThis = (route: { readonly destination: readonly number[]; readonly prefix: number }) =>
    route.prefix === prefix && isSame(route.destination, destination);
  const known = routes6.list().some(isThis);
  let error = 0;
  if (verb === "delete") {
    routes6.removeWhere(isThis);
    if (!known) error = ESRCH;
  } else if (by === undefined) error = errno.ENETUNREACH;
  else if (known) error = errno.EEXIST;
  else {
    const isGateway = flags.length === 0 && parseIpv6(request.gatewayText) !== undefined;
    const all: RouteFlag[] = ["U", ...(isGateway ? (["G"] as const) : []), ...flags, "S"];
    if (request.isHost) all.push("H");
    const owner = by;
    routes6.add({
      destination,
      prefix,
      interface: by,
      scope: undefined,
      flags: new Set(all),
      owner,
      address: "",
    });
  }
  return report(process, verb, request, quiet, error);
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
