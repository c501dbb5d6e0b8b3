/**
 * What a document may say, once: from it follow how one is checked, what is said of a wrong one, and the JSON Schema that is
 * shipped for editors. Every key may be left out, and then what rc.conf says stays; null takes that out of rc.conf.
 */
import * as v from "valibot";
import { MAX_RETRIES } from "../config/hooks.ts";
import { hashCommands, isGroupAddress, readPrefix } from "../config/mac.ts";
import {
  bridgeName,
  eifaceName,
  interfaceName,
  MAX_NODE_NAME,
  NameError,
  readWish,
} from "../config/names.ts";
import { nearest } from "../config/nearest.ts";
import { NetworkTextError, readAddress, readNetwork } from "../config/networksettings.ts";
import { readPin } from "../config/pins.ts";
import { mirrorName, PortError, readGuard, readRate } from "../config/ports.ts";
import { MAX_MTU, MIN_MTU } from "../config/settings.ts";
import { readTags, whyNoTags } from "../config/vlans.ts";

const flag = v.pipe(v.boolean(mustBe("true or false")), v.description("true or false"));

const bridgeInterface = textReadBy(
  "an interface's name, such as em0, or eiface:NAME for an eiface whatever its name",
  (text) => {
    const wish = readWish(text);
    (wish.eiface ? eifaceName : interfaceName)(wish.interface);
  },
);
const eiface = textReadBy("an eiface's name, such as web1", eifaceName);
const iface = textReadBy("an interface's name, such as em1", interfaceName);

const TAGS = "a VLAN, such as 10, or 10.20 in quotes for one within another";
const tags = v.pipe(
  v.union([v.string(), v.number()], mustBe(TAGS)),
  v.rawCheck(({ dataset, addIssue }) => {
    if (dataset.typed && readTags(String(dataset.value)) === undefined)
      addIssue({ message: whyNoTags(String(dataset.value)) });
  }),
  v.description(TAGS),
);

/** Every key of a bridge; but for `if` they are those of ngbuddy.conf(5) as well. */
export const bridgeSchema = strict({
  if: v.exactOptional(bridgeInterface),
  list: optional(listOf(eiface, "names of eifaces to make on it")),
  members: optional(listOf(iface, "names of further interfaces of the host that are on it")),
  vlan: optional(tags),
  uplink: optional(flag),
  upper: optional(flag),
  host: optional(eiface),
  mtu: optional(wholeNumber("an MTU", MIN_MTU, MAX_MTU)),
  persistent: optional(flag),
  address: optional(
    listOf(
      textReadBy("an address with its network's length, such as 10.60.0.1/24", readAddress),
      "the host's addresses on it",
    ),
  ),
  nat: optional(flagOr(iface, "true, false or an interface's name")),
  rdr: optional(
    listOf(
      textReadBy("a forwarded port, such as tcp 8080 -> web1:80", (text) => {
        if (text.includes(";")) throw new NetworkTextError("rdr", `"${text}" is more than one`);
        if (text.trim() === "") throw new NetworkTextError("rdr", "is empty");
        readNetwork({ address: "", nat: "", rdr: text, dhcp: "" });
      }),
      "ports of the host that lead to guests",
    ),
  ),
  dhcp: optional(
    flagOr(
      listOf(
        textReadBy("a range, such as 10.60.0.100-10.60.0.199", (text) => {
          if (!/^[\d.]+-[\d.]+$/.test(text))
            throw new NetworkTextError(
              "dhcp",
              `"${text}" is no range of addresses, such as 10.60.0.100-10.60.0.199`,
            );
        }),
        "ranges of addresses",
      ),
      "true, false or a list of ranges, such as [10.60.0.100-10.60.0.199]",
    ),
  ),
  peers: optional(
    listOf(
      textReadBy("a host's IPv4 address, such as 192.0.2.1", (text) => peer(text)),
      "hosts that have the bridge, too",
    ),
  ),
  peerport: optional(wholeNumber("a UDP port", 1, 65535)),
  peerlocal: optional(textReadBy("an IPv4 address of this host", (text) => peer(text))),
});

/** Throws a NetworkTextError for what is not one address of a host. */
function peer(text: string): void {
  if (/\s|^$/.test(text)) throw new NetworkTextError("peers", `"${text}" is not one address`);
  readNetwork({ address: "", nat: "", rdr: "", dhcp: "", peers: text });
}

const tag = wholeNumber("a VLAN", 1, 4094);

/** Every key of a port. */
export const portSchema = strict({
  rate: optional(
    textReadBy("bits a second, such as 100M, or 100M/20M for in and out", (text) => readRate(text)),
  ),
  guard: optional(
    flagOr(
      listOf(
        textReadBy("an IP address", (text) => readGuard(text)),
        "IP addresses",
      ),
      "true, false or a list of IP addresses",
    ),
  ),
  isolate: optional(flag),
  vlan: optional(tag),
  trunk: optional(listOf(tag, "VLANs")),
  mirror: optional(textReadBy("an eiface's name, such as mon0", mirrorName)),
});

const SEED = "true, false, or text that is hashed with each name";
const PREFIX = "one to twelve hexadecimal digits, such as 589cfc";

const macSchema = strict({
  set: optional(
    v.pipe(
      v.union(
        [
          v.boolean(),
          v.pipe(v.string(), v.nonEmpty(mustBe(SEED)), v.check(isOneLine, mustBe("one line"))),
        ],
        mustBe(SEED),
      ),
      v.description(SEED),
    ),
  ),
  prefix: optional(
    textReadBy(PREFIX, (text) => {
      const prefix = readPrefix(text);
      if (prefix === undefined) throw new NameError(`must be ${PREFIX}, and is "${text}"`);
      if (isGroupAddress(prefix))
        throw new NameError(`"${text}" begins a group address; make its second digit even`);
    }),
  ),
  hash: optional(
    textReadBy("the name of a hash of the base system, such as sha256", (text) => {
      // Any other command would be run as root.
      if (!hashCommands.has(text))
        throw new NameError(
          `must be one of ${[...hashCommands].filter((name) => !/sum$|t2/.test(name)).join(", ")}, and is "${text}"`,
        );
    }),
  ),
  pinned: optional(
    recordOf(
      eifaceName,
      "interfaces and their Ethernet addresses",
      v.nullable(
        textReadBy("an Ethernet address, such as 02:00:00:00:00:10", (text) => {
          readPin(text, (what) => {
            throw new NameError(what);
          });
        }),
      ),
    ),
  ),
});

/** The whole of it. What one part asks of another is not in it: `checkDocument` looks after that. */
export const documentSchema = strict({
  $schema: v.exactOptional(v.string(mustBe("text"))),
  version: v.exactOptional(v.literal(1, mustBe("1, the only version there is"))),
  complete: v.exactOptional(
    v.pipe(
      flag,
      v.description("true: bridges, ports and settings that it does not name are removed"),
    ),
  ),
  enable: optional(flag),
  public_hooks: optional(
    v.pipe(
      v.picklist(["uplink", "link"], mustBe("uplink or link")),
      v.description("uplink or link"),
    ),
  ),
  max_retries: optional(wholeNumber("a number of hooks", 0, MAX_RETRIES)),
  monitor: optional(
    strict({
      enable: optional(flag),
      args: optional(
        textReadBy("options of ngbuddy monitor, such as --rate 500M", (text) => {
          // rc.subr(8) splits them as sh does.
          if (!/^[\w .,:/=-]*$/.test(text))
            throw new NameError(`"${text}" has characters that sh would read otherwise`);
        }),
      ),
    }),
  ),
  mac: optional(macSchema),
  bridges: optional(
    recordOf(bridgeName, "bridges by name", v.nullable(bridgeSchema), MAX_NODE_NAME),
  ),
  ports: optional(recordOf(eifaceName, "ports by the guests' names", v.nullable(portSchema))),
});

/** A document, as it is written. */
export type Document = v.InferOutput<typeof documentSchema>;
/** What a document says of a bridge. */
export type BridgeEntry = v.InferOutput<typeof bridgeSchema>;
/** What a document says of a port. */
export type PortEntry = v.InferOutput<typeof portSchema>;

function optional<T extends v.GenericSchema>(schema: T) {
  return v.exactOptional(v.nullable(schema));
}

function isOneLine(text: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is meant.
  return !/[\x00-\x1f\x7f]/.test(text);
}

/** Text that a reader of rc.conf's takes, which says itself what is wrong. */
function textReadBy(wanted: string, read: (text: string) => unknown) {
  return v.pipe(
    v.string(mustBe(wanted)),
    v.rawCheck(({ dataset, addIssue }) => {
      if (!dataset.typed) return;
      try {
        if (!isOneLine(dataset.value)) throw new NameError("has a line break or the like in it");
        read(dataset.value);
      } catch (error) {
        const isKnown = [NameError, NetworkTextError, PortError].some(
          (kind) => error instanceof kind,
        );
        if (!isKnown) throw error;
        addIssue({ message: (error as Error).message });
      }
    }),
    v.description(wanted),
  );
}

function wholeNumber(what: string, min: number, max: number) {
  const wanted = `${what} (${min} to ${max})`;
  return v.pipe(
    v.number(mustBe(wanted)),
    v.integer(mustBe(wanted)),
    v.minValue(min, mustBe(wanted)),
    v.maxValue(max, mustBe(wanted)),
    v.description(wanted),
  );
}

function listOf<T extends v.GenericSchema>(schema: T, what: string) {
  return v.pipe(v.array(schema, mustBe(`a list: ${what}`)), v.description(what));
}

/** true, false or something else. */
function flagOr<T extends v.GenericSchema>(schema: T, wanted: string) {
  return v.pipe(v.union([v.boolean(), schema], mustBe(wanted)), v.description(wanted));
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What no object of JavaScript can safely have as a key. */
const UNSAFE = ["__proto__", "constructor", "prototype"];

/** Can this be a key of a document? */
export function isSafeKey(name: string): boolean {
  return !UNSAFE.includes(name);
}

/** An object with names as keys. */
function recordOf<T extends v.GenericSchema>(
  check: (name: string) => unknown,
  what: string,
  schema: T,
  maxLength = 15,
) {
  const name = v.pipe(
    textReadBy("a name", (text) => {
      if (!isSafeKey(text)) throw new NameError(`nothing in a document can be called "${text}"`);
      check(text);
    }),
    v.maxLength(maxLength),
  );
  return v.pipe(
    v.custom<{ [name: string]: v.InferInput<T> }>(isObject, mustBe(`an object: ${what}`)),
    v.record(name, schema),
    v.description(what),
  );
}

/** An object with these keys and no others. */
function strict<const T extends v.ObjectEntries>(entries: T) {
  const keys = Object.keys(entries).filter((key) => !key.startsWith("$"));
  const schema = v.strictObject(entries, ({ path }) => {
    const key = String(path?.at(-1)?.key);
    const near = nearest(key, keys);
    return near === undefined
      ? `there is no such key; there are ${keys.join(", ")}`
      : `there is no such key; did you mean ${near}?`;
  });
  // A list would pass for an object.
  return v.pipe(
    v.custom<v.InferInput<typeof schema>>(isObject, mustBe(`an object with ${keys.join(", ")}`)),
    schema,
  );
}

/** Says what stands where something else must stand. Long values are cut. */
function mustBe(wanted: string) {
  return ({ input }: { readonly input: unknown }): string => {
    const shown = JSON.stringify(input) ?? "nothing";
    const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
    return `must be ${wanted}, and is ${short}`;
  };
}
