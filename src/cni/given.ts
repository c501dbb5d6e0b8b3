/** What a plugin for addresses gave, made complete: gateways, routes by them, and what names are asked of. */
import type { Wanted } from "../buddy/plan/wanted.ts";
import { interfaceNamed } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import type { Prefixed } from "./address.ts";
import { prefixedText } from "./address.ts";
import type { Configuration } from "./configuration.ts";
import { fail } from "./error.ts";
import type { GivenRoute, Result } from "./result.ts";
import type { Settings } from "./settings.ts";

/** Returns a route's destination as route(8) and netstat(1) have it. */
export function destinationText(destination: Prefixed): string {
  return destination.length === 0 ? "default" : prefixedText(destination);
}

/** Makes it complete. Throws a CniError for what cannot be done. */
export function givenFor(
  { dns, isDefaultGateway }: Settings,
  { ipam }: Pick<Configuration, "ipam">,
  given: Result,
): Result {
  if (ipam === undefined) return { ...given, dns: dns ?? {} };
  if (given.addresses.length === 0) fail("decoding", `${ipam.type} gave no address`);
  const gatewayFor = (family: string) =>
    given.addresses.find(({ address, gateway }) => address.family === family && gateway)?.gateway;
  const routes = given.routes.map((route): GivenRoute => {
    const gateway = route.gateway ?? gatewayFor(route.destination.family);
    if (gateway === undefined)
      fail(
        "configuration",
        `${ipam.type} gave the route ${prefixedText(route.destination)} and no gateway for it; give its subnet a "gateway"`,
      );
    return { ...route, gateway };
  });
  const defaults = (isDefaultGateway ? (["inet", "inet6"] as const) : []).flatMap(
    (family): GivenRoute[] => {
      const gateway = gatewayFor(family);
      const isThere = routes.some(
        ({ destination }) => destination.family === family && destination.length === 0,
      );
      if (gateway === undefined || isThere) return [];
      const address = family === "inet" ? "0.0.0.0" : "::";
      return [{ destination: { family, address, length: 0 }, gateway }];
    },
  );
  // The configuration's own comes before that of its plugin.
  const names = dns !== undefined && Object.keys(dns).length > 0 ? dns : given.dns;
  return { ...given, routes: [...routes, ...defaults], dns: names };
}

/** Sees whether the host has the gateways' addresses on the bridge. Throws a CniError that says how it gets them. */
export async function checkGateways(
  host: Host,
  wanted: Wanted,
  bridge: string,
  { addresses }: Result,
): Promise<void> {
  const iface = wanted.bridges.find(({ name }) => name === bridge)?.interface;
  const found = iface === undefined ? undefined : await interfaceNamed(host, iface);
  const own = [...(found?.inet ?? []), ...(found?.inet6 ?? [])].map((text) => text.split("/")[0]);
  for (const { address, gateway } of addresses) {
    if (gateway === undefined || own.includes(gateway.address)) continue;
    fail(
      "configuration",
      `isGateway: the host has no address ${gateway.address} on bridge ${bridge}; give it one: ngbuddy network ${bridge} ${gateway.address}/${address.length}`,
    );
  }
}
