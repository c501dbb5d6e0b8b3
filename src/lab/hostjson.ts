/** Reads a host description from JSON text: each key that a host may have, and how its value is read. */
import {
  type CardDescription,
  defaultHost,
  type HostDescription,
  type LanHostDescription,
  type RouteDescription,
} from "./base/description.ts";
import { generatedEther } from "./net/generated.ts";
import { formatEther, parseCidr, parseEther, parseIpv4 } from "./wire/address.ts";

/** A host description that cannot be used: where, and what would be right. */
export class DescriptionError extends Error {
  override readonly name = "DescriptionError";
}

/** Reads a value that was found at a place. Throws a DescriptionError that names the place. */
type Reader<T> = (value: unknown, where: string) => T;

/**
 * Reads a host description. What is left out is taken as on a host with nothing special.
 * Throws a DescriptionError for text that is no JSON, for keys that there are not, and for values that cannot be used.
 */
export function parseHostDescription(text: string): HostDescription {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new DescriptionError(`not JSON: ${(error as Error).message}`);
  }
  const host = object(json, "", HOST_KEYS);
  const hostname = optional(host["hostname"], "hostname", str, "lab");
  const interfaces = optional(host["interfaces"], "interfaces", listOf(card(hostname)), []);
  const names = interfaces.map(({ name }) => name);
  const twice = names.findIndex((name, index) => names.indexOf(name) !== index);
  if (twice >= 0) {
    const first = names.indexOf(names[twice]!);
    throw new DescriptionError(
      `interfaces[${twice}].name: interfaces[${first}] is called ${names[twice]} already`,
    );
  }
  return {
    hostname,
    release: optional(host["release"], "release", str, defaultHost.release),
    machine: optional(host["machine"], "machine", str, defaultHost.machine),
    interfaces,
    routes: optional(host["routes"], "routes", listOf(route(names)), []),
    modules: optional(host["modules"], "modules", listOf(str), []),
    files: optional(host["files"], "files", files, {}),
  };
}

const HOST_KEYS = ["hostname", "release", "machine", "interfaces", "routes", "modules", "files"];
const CARD_KEYS = ["name", "ether", "inet", "mtu", "up", "media", "options", "lan"];
const LAN_KEYS = ["inet", "ether"];
const ROUTE_KEYS = ["destination", "gateway", "interface"];

function card(hostname: string): Reader<CardDescription> {
  return (value, where) => {
    const at = (key: string) => `${where}.${key}`;
    const given = object(value, where, CARD_KEYS);
    const name = interfaceName(given["name"], at("name"));
    const { media, options } = defaultHost.interfaces[0]!;
    return {
      name,
      ether: optional(given["ether"], at("ether"), ether, () =>
        formatEther(generatedEther(hostname, name)),
      ),
      inet: optional(given["inet"], at("inet"), listOf(inet), []),
      mtu: optional(given["mtu"], at("mtu"), mtu, 1500),
      up: optional(given["up"], at("up"), bool, true),
      media: optional(given["media"], at("media"), str, media!),
      options: optional(given["options"], at("options"), str, options!),
      lan: optional(given["lan"], at("lan"), listOf(lanHost), []),
    };
  };
}

const lanHost: Reader<LanHostDescription> = (value, where) => {
  const given = object(value, where, LAN_KEYS);
  const inet = address(given["inet"], `${where}.inet`);
  return given["ether"] === undefined
    ? { inet }
    : { inet, ether: ether(given["ether"], `${where}.ether`) };
};

function route(interfaces: readonly string[]): Reader<RouteDescription> {
  return (value, where) => {
    const given = object(value, where, ROUTE_KEYS);
    const destination = str(given["destination"], `${where}.destination`);
    if (destination !== "default" && parseCidr(destination) === undefined) {
      refuse(`${where}.destination`, destination, '"default" or a network, such as 10.0.0.0/8');
    }
    const gateway = str(given["gateway"], `${where}.gateway`);
    if (parseIpv4(gateway) === undefined) {
      refuse(`${where}.gateway`, gateway, "an address, such as 10.0.0.1");
    }
    const by = str(given["interface"], `${where}.interface`);
    if (!interfaces.includes(by)) {
      const known = interfaces.length === 0 ? "it has none" : `it has ${interfaces.join(", ")}`;
      throw new DescriptionError(`${where}.interface: the host has no interface ${by}; ${known}`);
    }
    return { destination, gateway, interface: by };
  };
}

const files: Reader<{ readonly [path: string]: string }> = (value, where) =>
  Object.fromEntries(
    Object.entries(object(value, where)).map(([path, content]) => {
      if (!path.startsWith("/")) refuse(where, path, "an absolute path, such as /etc/rc.conf");
      if (typeof content !== "string") refuse(`${where}[${path}]`, content, "text");
      return [path, content as string];
    }),
  );

const interfaceName: Reader<string> = (value, where) => {
  const name = str(value, where);
  return /^[A-Za-z0-9_.]{1,15}$/.test(name)
    ? name
    : refuse(where, name, "an interface's name (1 to 15 letters, digits, _ and .)");
};

const ether: Reader<string> = (value, where) => {
  const text = str(value, where);
  return parseEther(text) === undefined
    ? refuse(where, text, "an Ethernet address, such as 58:9c:fc:00:00:01")
    : text;
};

const DOTTED_WITH_PREFIX = /^\d+(?:\.\d+){3}\/\d+$/;

const inet: Reader<string> = (value, where) => {
  const text = str(value, where);
  return !DOTTED_WITH_PREFIX.test(text) || parseCidr(text) === undefined
    ? refuse(where, text, "an address with prefix length, such as 10.0.0.2/24")
    : text;
};

/** An address, with a prefix length or without. */
const address: Reader<string> = (value, where) => {
  const text = str(value, where);
  return parseCidr(text) === undefined && parseIpv4(text) === undefined
    ? refuse(where, text, "an address, such as 10.0.0.2")
    : text;
};

const mtu: Reader<number> = (value, where) =>
  typeof value === "number" && Number.isInteger(value) && value >= 72 && value <= 65535
    ? value
    : refuse(where, value, "an MTU (72 to 65535)");

const bool: Reader<boolean> = (value, where) =>
  typeof value === "boolean" ? value : refuse(where, value, "true or false");

const str: Reader<string> = (value, where) =>
  typeof value === "string" && value !== ""
    ? value
    : refuse(where, value, "text that is not empty");

function listOf<T>(read: Reader<T>): Reader<readonly T[]> {
  return (value, where) =>
    Array.isArray(value)
      ? value.map((entry, index) => read(entry, `${where}[${index}]`))
      : refuse(where, value, "a list");
}

/** A value that may be left out. */
function optional<T>(value: unknown, where: string, read: Reader<T>, otherwise: T | (() => T)): T {
  if (value !== undefined) return read(value, where);
  return typeof otherwise === "function" ? (otherwise as () => T)() : otherwise;
}

/** An object that has none but these keys; any when none are named. */
function object(
  value: unknown,
  where: string,
  keys?: readonly string[],
): { readonly [key: string]: unknown } {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return refuse(where === "" ? "the description" : where, value, "an object ({ … })");
  }
  const unknown = Object.keys(value).find((key) => keys !== undefined && !keys.includes(key));
  if (unknown !== undefined) {
    const place = where === "" ? "" : `${where}: `;
    throw new DescriptionError(
      `${place}there is no key ${JSON.stringify(unknown)}; there are ${keys!.join(", ")}`,
    );
  }
  return value as { readonly [key: string]: unknown };
}

/** Says what stands where something else must stand. Long values are cut. */
function refuse(where: string, value: unknown, wanted: string): never {
  if (value === undefined) throw new DescriptionError(`${where} is missing: ${wanted}`);
  const shown = JSON.stringify(value);
  const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
  throw new DescriptionError(`${where} must be ${wanted}, and is ${short}`);
}
