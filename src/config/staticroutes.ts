/** IPv4's static routes as rc.conf has them: `static_routes="gw"`, `route_gw="-host 203.0.113.1 -interface em0"`. */
import { variablePart } from "./interfaces.ts";
import { wordsOf } from "./list.ts";

/** A route as route(8) is given it. */
export interface WrittenRoute {
  /** `default`, an address, or a network. */
  readonly destination: string;
  /** An address, or with `toLink` an interface. */
  readonly way: string;
  readonly toLink: boolean;
}

/** Returns the routes that rc.d/routing adds, in order, the one of `defaultrouter` last. */
export function writtenRoutes(value: (variable: string) => string | undefined): WrittenRoute[] {
  const names = wordsOf(value("static_routes") ?? "").map((name) => name.replace(/:.*/, ""));
  const texts = names.map((name) => value(`route_${variablePart(name)}`) ?? "");
  const router = value("defaultrouter") ?? "";
  if (!/^(?:no)?$/i.test(router)) texts.push(`default ${router}`);
  return texts.flatMap((text) => routeIn(wordsOf(text)) ?? []);
}

/** Modifiers that have a value behind them (route(8)); what follows `-netmask` is of the destination. */
const WITH_VALUE = /^-(?:fib|mtu|weight|expire|hopcount|ifa|ifp|metric|netmask)$/;

function routeIn(words: readonly string[]): WrittenRoute | undefined {
  const operands: string[] = [];
  let toLink = false;
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (/^-(?:interface|iface)$/.test(word)) toLink = true;
    else if (WITH_VALUE.test(word)) at++;
    else if (!word.startsWith("-")) operands.push(word);
  }
  const [destination, way] = operands;
  if (destination === undefined || way === undefined) return undefined;
  const isDefault = /^(?:default|0(?:\.0){0,3}\/0)$/.test(destination);
  return { destination: isDefault ? "default" : destination, way, toLink };
}
