/** The configuration on standard input, as far as every operation needs it. */
import { isCniName } from "./call.ts";
import { CniError, cniCode, fail } from "./error.ts";
import { type Fields, member, objectAt, parseFields, textAt } from "./fields.ts";
import { readVersion, type Version } from "./versions.ts";

/** A plugin that gives addresses. */
export interface Ipam {
  readonly type: string;
  /** Throws the CniError that says why it cannot be used; absent when it can. */
  readonly refuse: (() => never) | undefined;
}

/** A configuration as it was read: what is the same for every operation, and the rest as it came. */
export interface Configuration {
  /** As it came, for plugins that are delegated to. */
  readonly text: string;
  readonly fields: Fields;
  readonly version: Version;
  /** The network's name. */
  readonly network: string;
  /** The plugin that gives addresses; undefined when none does. */
  readonly ipam: Ipam | undefined;
}

/** More than any configuration has, characters. */
const MAX_TEXT = 4 * 1024 * 1024;

/** Returns the version that a text says its configuration is of; undefined when it cannot be told. */
export function versionIn(text: string): string | undefined {
  try {
    const version = member(parseFields("it", text), "cniVersion");
    return typeof version === "string" ? version : undefined;
  } catch (error) {
    if (error instanceof CniError && error.code === cniCode.decoding) return undefined;
    throw error;
  }
}

/** Reads a configuration. Throws a CniError. */
export function readConfiguration(text: string): Configuration {
  if (text.length > MAX_TEXT)
    fail("decoding", `the configuration has more than ${MAX_TEXT} characters`);
  const fields = parseFields("the configuration", text);
  const version = readVersion(textAt(fields, "cniVersion"));
  const network = textAt(fields, "name") ?? "";
  if (!isCniName(network))
    fail(
      "configuration",
      `name: ${JSON.stringify(network)} is no name of a network; give letters, digits, _, . and -, a letter or a digit first`,
    );
  const type = textAt(fields, "type") ?? "";
  if (type === "") fail("configuration", 'type is missing; it is "ngbuddy"');
  return { text, fields, version, network, ipam: readIpam(fields) };
}

/** An empty object is for a network without addresses. */
function readIpam(fields: Fields): Ipam | undefined {
  const ipam = objectAt(fields, "ipam");
  const type = ipam && textAt(ipam, "type");
  if (type === undefined || type === "") return undefined;
  return { type, refuse: refusalOf(type, textAt(fields, "type") ?? "") };
}

/** What is wrong with a plugin's name; undefined when nothing is. It leads to a program: a name alone, never a path. */
function refusalOf(type: string, own: string): (() => never) | undefined {
  const shown = JSON.stringify(type);
  if (!isCniName(type))
    return () => fail("configuration", `ipam.type: ${shown} is no name of a plugin`);
  if (type === "dhcp")
    return () =>
      fail(
        "unsupported",
        'ipam.type "dhcp" is not supported, as its plugin has no FreeBSD version; use "host-local", or "ipam": {} and have the container ask',
      );
  if (type === own || type === "ngbuddy")
    return () => fail("configuration", `ipam.type: ${shown} gives no addresses; use "host-local"`);
  return undefined;
}
