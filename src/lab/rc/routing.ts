/** rc.d/routing: static routes and what goes with them (libexec/rc/rc.d/routing; recording 60). */
import { wordsOf } from "../../config/list.ts";
import { isYes, rcValue } from "./config.ts";
import { interfaceVariable } from "./interfaces.ts";
import { passOver, type RcRun, run, warn } from "./script.ts";

type Family = "inet" | "inet6";

interface StaticRoute {
  /** As it stands in `static_routes`: `name`, or `name:IF`. */
  readonly word: string;
  /** route(8)'s arguments; empty when nothing says them. */
  readonly words: readonly string[];
}

function staticRoutes({ config }: RcRun, family: Family): StaticRoute[] {
  const [prefix, variable] = family === "inet" ? ["", "route_IF"] : ["ipv6_", "ipv6_route_IF"];
  const own = wordsOf(rcValue(config, `${prefix}static_routes`)).map((word) => ({
    word,
    words: wordsOf(interfaceVariable(config, word.split(":")[0]!, variable)),
  }));
  const router = rcValue(config, `${prefix}defaultrouter`);
  const last = /^(?:no)?$/i.test(router) ? [] : [{ word: "_default", words: ["default", router] }];
  return [...(family === "inet" ? FIXED : FIXED6), ...own, ...last];
}

/** Routes that each host has. */
const FIXED: readonly StaticRoute[] = [
  { word: "_loopback", words: ["-inet", "127.0.0.1", "-iface", "lo0"] },
];
/** Those of IPv6 keep internal addresses from the wire. */
const FIXED6: readonly StaticRoute[] = [
  { word: "_loopback", words: ["::1", "-prefixlen", "128", "-iface", "lo0"] },
  { word: "_lla", words: ["fe80::", "-prefixlen", "10", "::1", "-reject"] },
  { word: "_llma", words: ["ff02::", "-prefixlen", "16", "::1", "-reject"] },
  { word: "_v4mapped", words: ["::ffff:0.0.0.0", "-prefixlen", "96", "::1", "-reject"] },
  { word: "_v4compat", words: ["::0.0.0.0", "-prefixlen", "96", "::1", "-reject"] },
];

/** Adds or deletes the static routes of a family; with an interface, only those that are said to be its own. Returns the status of the last one. */
async function eachRoute(
  rc: RcRun,
  family: Family,
  verb: "add" | "delete",
  name?: string,
): Promise<number> {
  let status = 0;
  for (const { word, words } of staticRoutes(rc, family)) {
    if (name !== undefined && !word.endsWith(`:${name}`)) continue;
    if (words.length === 0) {
      warn(rc, `route_${word.split(":")[0]} not found.`);
      status = 0;
    } else {
      const options = family === "inet6" ? ["-inet6"] : [];
      const argv = ["route", verb, ...options, ...words];
      status = await rc.process.run(argv);
    }
  }
  return status;
}

/** The routes that go with an interface: `static_routes="net:em0"`. */
export async function staticRoutesOf(
  rc: RcRun,
  verb: "add" | "delete",
  name: string,
): Promise<void> {
  for (const family of ["inet", "inet6"] as const) await eachRoute(rc, family, verb, name);
}

/** `routing start`, or one part of it. Returns its status. */
export async function routingStart(
  rc: RcRun,
  [familyWord, name]: readonly string[],
  parts: { readonly routes: boolean; readonly options: boolean },
): Promise<number> {
  let failed = false;
  for (const family of familiesOf(familyWord)) {
    if (parts.routes) {
      const status = await eachRoute(rc, family, "add", interfaceOf(name));
      // What comes behind the routes of IPv6 succeeds.
      if (family === "inet" && status !== 0) failed = true;
    }
    if (parts.options) await setOptions(rc, family);
  }
  return failed ? 1 : 0;
}

/** `routing stop` */
export async function routingStop(
  rc: RcRun,
  [familyWord, name]: readonly string[],
): Promise<number> {
  const only = interfaceOf(name);
  for (const family of familiesOf(familyWord)) {
    await eachRoute(rc, family, "delete", only);
    if (only === undefined && family === "inet") await run(rc, "route", "-n", "flush", "-inet");
  }
  return 0;
}

function familiesOf(word = ""): readonly Family[] {
  if (word === "inet" || word === "inet6") return [word];
  return ["inet", "inet6"];
}

function interfaceOf(word = ""): string | undefined {
  return /^(?:all|any)?$/i.test(word) ? undefined : word;
}

/** Switches of rc.conf that are sysctls. */
const OPTIONS: readonly (readonly [
  family: Family,
  variable: string,
  text: string,
  oid?: string,
])[] = [
  ["inet", "icmp_bmcastecho", "broadcast ping responses=YES"],
  ["inet", "icmp_log_redirect", "log ICMP redirect=YES"],
  ["inet", "gateway_enable", "gateway=YES", "net.inet.ip.forwarding"],
  ["inet", "forward_sourceroute", "do source routing=YES"],
  ["inet", "accept_sourceroute", "accept source routing=YES"],
  ["inet", "arpproxy_all", "ARP proxyall=YES"],
  ["inet6", "ipv6_gateway_enable", "gateway=YES", "net.inet6.ip6.forwarding"],
];

async function setOptions(rc: RcRun, family: Family): Promise<void> {
  const done: string[] = [];
  for (const [of, variable, text, oid] of OPTIONS) {
    if (of !== family) continue;
    const wanted = isYes(rc.config, variable);
    if (oid !== undefined) {
      if (wanted) done.push(` ${text}`);
      await rc.process.run(["sysctl", `${oid}=${wanted ? 1 : 0}`], { out: () => {} });
    } else if (wanted) passOver(rc, variable);
  }
  if (done.length > 0) {
    rc.process.out(`Additional ${family} routing options:${done.join("")}.\n`);
  }
}
