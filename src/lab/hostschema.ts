/**
 * What a description of a host may say, once: from it follow how a file is checked, what is said of a wrong one, and the
 * JSON Schema that is shipped for editors. The types it answers to are in base/description.ts.
 */
import * as v from "valibot";
import { readTags } from "../config/vlans.ts";
import type {
  CableDescription,
  DhcpDescription,
  HostDescription,
  LanHostDescription,
  NicDescription,
  PortsDescription,
  RouteDescription,
  StaticLeaseDescription,
} from "./base/description.ts";
import {
  isLinkLocal,
  parseCidr,
  parseCidr6,
  parseEther,
  parseIpv4,
  parseIpv6,
} from "./wire/address.ts";
import { isMulticast6, isUnspecified } from "./wire/address6.ts";

/** A host as people write it: all may be left out, and an editor may find its schema. */
type Written = Partial<HostDescription> & { readonly $schema?: string };

/** A schema for each key of a type, and for no other. */
type KeysOf<T> = { readonly [key in keyof T]-?: v.GenericSchema<unknown, T[key] | undefined> };

const NOT_EMPTY = "text that is not empty";
const text = v.pipe(
  v.string(mustBe(NOT_EMPTY)),
  v.nonEmpty(mustBe(NOT_EMPTY)),
  v.description(NOT_EMPTY),
);
const CIDR = "an address with prefix length, such as 10.0.0.2/24";
const cidr = v.pipe(
  textThat(CIDR, (value) => parseCidr(value) !== undefined),
  // Not the shortened forms, which are networks.
  v.regex(/^\d+(?:\.\d+){3}\/\d+$/, mustBe(CIDR)),
);
const network = textThat(
  "a network, such as 10.8.0.0/24 or 2001:db8:8::/64",
  (value) => /\//.test(value) && (isCidr(value) || parseCidr6(value) !== undefined),
);
const anyAddress = textThat(
  "an address, such as 10.0.0.2 or 2001:db8::2",
  (value) => parseIpv4(value) !== undefined || parseIpv6(value) !== undefined,
);
const prefix6 = textThat("an IPv6 prefix, such as 2001:db8:70::/64", (value) => {
  const parsed = parseCidr6(value);
  return /\//.test(value) && parsed !== undefined && isUnicast(parsed.address);
});
const NAME = "an interface's name (1 to 15 letters, digits, _ and .)";
const name = v.pipe(
  v.string(mustBe(NAME)),
  v.regex(/^[A-Za-z0-9_.]{1,15}$/, mustBe(NAME)),
  v.description(NAME),
);
const ether = textThat(
  "an Ethernet address, such as 58:9c:fc:00:00:01",
  (value) => parseEther(value) !== undefined,
);
const yesOrNo = v.pipe(v.boolean(mustBe("true or false")), v.description("true or false"));

const address = textThat("an address, such as 10.0.0.2", (value) => parseIpv4(value) !== undefined);
/** As many as a DHCP message has room for. */
const MAX_ADDRESSES = 25;
const addresses = v.pipe(
  listOf(address),
  v.maxLength(MAX_ADDRESSES, `may have ${MAX_ADDRESSES} addresses at most`),
);

const DOMAIN = "the name of a domain, such as lan.example";
const domain = v.pipe(
  v.string(mustBe(DOMAIN)),
  v.regex(/^[A-Za-z0-9_.-]{1,100}$/, mustBe(DOMAIN)),
  v.description(DOMAIN),
);

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

const dhcp = strict({
  routers: v.exactOptional(addresses),
  nameServers: v.exactOptional(addresses),
  domain: v.exactOptional(domain),
  lease: v.exactOptional(wholeNumber("seconds", 1, 0xffffffff)),
  static: v.exactOptional(
    listOf(strict({ ether, inet: address } satisfies KeysOf<StaticLeaseDescription>)),
  ),
} satisfies KeysOf<DhcpDescription>);

const port = wholeNumber("a port", 1, 65535);
const ports = strict({
  tcp: v.exactOptional(listOf(port)),
  udp: v.exactOptional(listOf(port)),
} satisfies KeysOf<PortsDescription>);

const lanHost = strict({
  inet: v.exactOptional(
    textThat(
      "an address, such as 10.0.0.2",
      (value) => parseCidr(value) !== undefined || parseIpv4(value) !== undefined,
    ),
  ),
  inet6: v.exactOptional(
    textThat("an IPv6 address, such as 2001:db8:70::20", (value) => {
      const parsed = parseCidr6(value);
      return parsed !== undefined && isUnicast(parsed.address);
    }),
  ),
  ether: v.exactOptional(ether),
  reaches: v.exactOptional(listOf(network)),
  behind: v.exactOptional(listOf(anyAddress)),
  advertises: v.exactOptional(listOf(prefix6)),
  vlan: v.exactOptional(
    textThat(
      "a VLAN, such as 10, or 10.20 for one within another",
      (value) => readTags(value) !== undefined,
    ),
  ),
  ports: v.exactOptional(ports),
} satisfies KeysOf<LanHostDescription>);

const nic = strict({
  name,
  ether: v.exactOptional(ether),
  inet: v.exactOptional(listOf(cidr)),
  mtu: v.exactOptional(wholeNumber("an MTU", 72, 65535)),
  up: v.exactOptional(yesOrNo),
  media: v.exactOptional(text),
  options: v.exactOptional(text),
  lan: v.exactOptional(listOf(lanHost)),
  dhcp: v.exactOptional(dhcp),
} satisfies KeysOf<NicDescription>);

const route = strict({
  destination: textThat(
    '"default" or a network, such as 10.0.0.0/8',
    (value) => value === "default" || parseCidr(value) !== undefined,
  ),
  gateway: textThat("an address, such as 10.0.0.1", (value) => parseIpv4(value) !== undefined),
  interface: text,
} satisfies KeysOf<RouteDescription>);

const ABSOLUTE = "an absolute path, such as /etc/rc.conf";

/** A host but for the second one, which has no second one itself. */
const hostKeys = {
  $schema: v.exactOptional(v.string(mustBe("text"))),
  hostname: v.exactOptional(text),
  release: v.exactOptional(text),
  machine: v.exactOptional(text),
  interfaces: v.exactOptional(listOf(nic)),
  routes: v.exactOptional(listOf(route)),
  modules: v.exactOptional(listOf(text)),
  template: v.exactOptional(text),
  files: v.exactOptional(
    v.pipe(
      v.custom<{ [path: string]: string }>(isObject, mustBe("an object ({ … })")),
      v.record(
        v.pipe(v.string(), v.regex(/^\//, mustBe(ABSOLUTE)), v.description(ABSOLUTE)),
        v.string(mustBe("text")),
      ),
    ),
  ),
} satisfies {
  readonly [key in Exclude<keyof Written, "second">]-?: v.GenericSchema<unknown, unknown>;
};

/** The whole of it. What one part asks of another is not in it: `parseHostDescription` looks after that. */
export const hostSchema = strict({
  ...hostKeys,
  second: v.exactOptional(
    strict({
      host: v.pipe(strict(hostKeys), v.description("a host ({ … })")),
      cables: v.pipe(
        listOf(strict({ nic: name, to: name } satisfies KeysOf<CableDescription>)),
        v.description("a list of cables"),
      ),
    }),
  ),
});

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Not the shortened forms, which are networks. */
function isCidr(value: string): boolean {
  return /^\d+(?:\.\d+){3}\/\d+$/.test(value) && parseCidr(value) !== undefined;
}

/** Is this an address that a host can have on more than its link? */
function isUnicast(address: readonly number[]): boolean {
  return !isMulticast6(address) && !isLinkLocal(address) && !isUnspecified(address);
}

/** Text for which something holds, and what it must be, for people. */
function textThat(wanted: string, isRight: (value: string) => boolean) {
  return v.pipe(v.string(mustBe(wanted)), v.check(isRight, mustBe(wanted)), v.description(wanted));
}

function listOf<T extends v.GenericSchema>(schema: T) {
  return v.array(schema, mustBe("a list"));
}

/** An object with these keys and no others. */
function strict<const T extends v.ObjectEntries>(entries: T) {
  const keys = Object.keys(entries).filter((key) => !key.startsWith("$"));
  const schema = v.strictObject(entries, ({ expected, path }) => {
    const key = String(path?.at(-1)?.key);
    if (expected === "never")
      return `there is no key ${JSON.stringify(key)}; there are ${keys.join(", ")}`;
    return `is missing: ${v.getDescription(entries[key]!)}`;
  });
  // A list would pass for an object.
  return v.pipe(
    v.custom<v.InferInput<typeof schema>>(isObject, mustBe("an object ({ … })")),
    schema,
  );
}

/** Says what stands where something else must stand. Long values are cut. */
function mustBe(wanted: string) {
  return ({ input }: { readonly input: unknown }): string => {
    const shown = JSON.stringify(input);
    const short = shown.length > 60 ? `${shown.slice(0, 60)}…` : shown;
    return `must be ${wanted}, and is ${short}`;
  };
}
