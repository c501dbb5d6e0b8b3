/** The result of ADD (CNI specification 1.1, "ADD Success"): ours, that of a plugin that gives addresses, and that of a plugin before us. */
import { type Address, type Prefixed, prefixedText, readAddress, readPrefixed } from "./address.ts";
import { fail } from "./error.ts";
import {
  type Fields,
  member,
  numberAt,
  objectAt,
  objectsAt,
  placeOf,
  textAt,
  textsAt,
} from "./fields.ts";
import { isAtLeast, type Version } from "./versions.ts";

/** An address of an interface. */
export interface GivenAddress {
  readonly address: Prefixed;
  readonly gateway: Address | undefined;
  /** The interface in the list of all; undefined where it is not said. */
  readonly interface: number | undefined;
}

/** A route. */
export interface GivenRoute {
  readonly destination: Prefixed;
  /** That of the address when left out. */
  readonly gateway: Address | undefined;
}

/** An interface. */
export interface GivenInterface {
  readonly name: string;
  readonly mac: string | undefined;
  /** The jail it is in; empty for one of the host's. */
  readonly sandbox: string;
}

/** What names are asked of. */
export interface Dns {
  readonly nameservers?: readonly string[];
  readonly domain?: string;
  readonly search?: readonly string[];
  readonly options?: readonly string[];
}

/** A result as it was read. */
export interface Result {
  readonly interfaces: readonly GivenInterface[];
  readonly addresses: readonly GivenAddress[];
  readonly routes: readonly GivenRoute[];
  readonly dns: Dns;
}

/** Of nobody. */
export const NO_RESULT: Result = { interfaces: [], addresses: [], routes: [], dns: {} };

/** Reads a result. Throws a CniError for what cannot be one. */
export function readResult(fields: Fields): Result {
  const dns = objectAt(fields, "dns");
  return {
    interfaces: objectsAt(fields, "interfaces").map((one) => ({
      name: textAt(one, "name") ?? "",
      mac: textAt(one, "mac"),
      sandbox: textAt(one, "sandbox") ?? "",
    })),
    addresses: objectsAt(fields, "ips").map(readGivenAddress),
    routes: objectsAt(fields, "routes").map((one) => ({
      destination: prefixedAt(one, "dst"),
      gateway: addressAt(one, "gw"),
    })),
    dns: dns === undefined ? {} : readDns(dns),
  };
}

function readGivenAddress(fields: Fields): GivenAddress {
  return {
    address: prefixedAt(fields, "address"),
    gateway: addressAt(fields, "gateway"),
    interface: numberAt(fields, "interface", 0, 65535),
  };
}

function prefixedAt(fields: Fields, name: string): Prefixed {
  const text = textAt(fields, name) ?? "";
  return (
    readPrefixed(text) ??
    fail(fields.code, `${placeOf(fields, name)}: ${JSON.stringify(text)} is no ADDRESS/LENGTH`)
  );
}

function addressAt(fields: Fields, name: string): Address | undefined {
  const text = textAt(fields, name) ?? "";
  if (text === "") return undefined;
  return (
    readAddress(text) ??
    fail(fields.code, `${placeOf(fields, name)}: ${JSON.stringify(text)} is no address`)
  );
}

/** Reads what names are asked of. Throws a CniError. */
export function readDns(fields: Fields): Dns {
  const lists = (["nameservers", "search", "options"] as const).flatMap((name) => {
    const list = textsAt(fields, name);
    return list.length === 0 ? [] : [[name, list] as const];
  });
  const domain = textAt(fields, "domain");
  return { ...Object.fromEntries(lists), ...(domain !== undefined && { domain }) };
}

/** What ADD has made: an interface, and what it has. */
export interface Added {
  readonly interface: string;
  readonly mac: string;
  readonly mtu: number;
  readonly netns: string;
  readonly given: Result;
}

/** Returns the result of ADD as JSON can hold it. `before`: the result of the plugin before us, which stays in it. */
export function resultOf(version: Version, added: Added, before: Fields | undefined): object {
  const list = (name: string) =>
    (before === undefined ? [] : objectsAt(before, name)).map((one) => one.members);
  const interfaces = list("interfaces");
  const own = {
    name: added.interface,
    mac: added.mac,
    ...(isAtLeast(version, "1.1.0") && { mtu: added.mtu }),
    sandbox: added.netns,
  };
  const ips = added.given.addresses.map(({ address, gateway }) => ({
    // It went with 1.0.0.
    ...(!isAtLeast(version, "1.0.0") && { version: address.family === "inet" ? "4" : "6" }),
    interface: interfaces.length,
    address: prefixedText(address),
    ...(gateway !== undefined && { gateway: gateway.address }),
  }));
  const routes = added.given.routes.map(({ destination, gateway }) => ({
    dst: prefixedText(destination),
    ...(gateway !== undefined && { gw: gateway.address }),
  }));
  const { dns } = added.given;
  const isSaid = Object.keys(dns).length > 0;
  return {
    cniVersion: version,
    interfaces: [...interfaces, own],
    ips: [...list("ips"), ...ips],
    routes: [...list("routes"), ...routes],
    dns: isSaid || before === undefined ? dns : (member(before, "dns") ?? {}),
  };
}
