/** What the configuration says of an attachment: the bridge, and how the interface is to be. */
import { isGroupAddress } from "../config/mac.ts";
import { isBridgeName } from "../config/names.ts";
import { PortError, readPort } from "../config/ports.ts";
import { readAddress } from "./address.ts";
import type { Call } from "./call.ts";
import type { Configuration } from "./configuration.ts";
import { fail } from "./error.ts";
import {
  type Fields,
  flagAt,
  listAt,
  numberAt,
  objectAt,
  objectsAt,
  placeOf,
  textAt,
} from "./fields.ts";
import { type Dns, readDns } from "./result.ts";

/** A port of the host that leads to the container. */
export interface PortMapping {
  readonly protocol: "tcp" | "udp";
  readonly port: number;
  readonly toPort: number;
  /** The address of the host's that it is at; undefined for every one. */
  readonly hostAddress: string | undefined;
}

/** How an attachment is to be. */
export interface Settings {
  readonly bridge: string;
  /** The Ethernet address; undefined for one that ngbuddy or the kernel chooses. */
  readonly mac: string | undefined;
  readonly mtu: number | undefined;
  /** The settings of its port on the bridge, as rc.conf would have them; empty when there are none. */
  readonly port: string;
  /** Are the addresses that it gets those that its guard lets it send from? */
  readonly guardsAddresses: boolean;
  /** Does it leave with the host's address? */
  readonly masquerades: boolean;
  /** Has the host its gateway's address on the bridge? */
  readonly isGateway: boolean;
  /** Does the default route lead to the gateway, whatever the addresses' plugin says of routes? */
  readonly isDefaultGateway: boolean;
  readonly mappings: readonly PortMapping[];
  readonly dns: Dns | undefined;
}

/** Bytes, as for a bridge of rc.conf (config/settings.ts). */
const MIN_MTU = 72;
const MAX_MTU = 9018;

/** Reads them. Throws a CniError. */
export function readSettings(call: Pick<Call, "args">, { fields }: Configuration): Settings {
  const runtime = objectAt(fields, "runtimeConfig");
  const dns = objectAt(fields, "dns");
  const isDefaultGateway = flagAt(fields, "isDefaultGateway");
  return {
    bridge: readBridge(fields),
    mac: readMac(call, fields, runtime),
    // Other plugins have 0 for the usual one.
    mtu: member0(fields, "mtu") ? undefined : numberAt(fields, "mtu", MIN_MTU, MAX_MTU),
    port: portOf(fields, runtime),
    guardsAddresses: flagAt(fields, "guard"),
    masquerades: flagAt(fields, "ipMasq"),
    isGateway: flagAt(fields, "isGateway") || isDefaultGateway,
    isDefaultGateway,
    mappings: (runtime === undefined ? [] : objectsAt(runtime, "portMappings")).map(readMapping),
    dns: dns && readDns(dns),
  };
}

function member0({ members }: Fields, name: string): boolean {
  return Object.hasOwn(members, name) && members[name] === 0;
}

function readBridge(fields: Fields): string {
  const name = textAt(fields, "bridge") ?? "";
  if (name === "")
    fail("configuration", 'bridge is missing; name a bridge of ngbuddy: "bridge": "private"');
  if (!isBridgeName(name))
    fail(
      "configuration",
      `bridge: ${JSON.stringify(name)} is no name of a bridge; ngbuddy status shows those there are`,
    );
  return name;
}

/** The one that the engine gives for this container comes before that of all. */
function readMac(
  { args }: Pick<Call, "args">,
  fields: Fields,
  runtime: Fields | undefined,
): string | undefined {
  const cni = fieldsIn(objectAt(fields, "args"), "cni");
  const places = [
    ["runtimeConfig.mac", runtime && textAt(runtime, "mac")],
    ["args.cni.mac", cni && textAt(cni, "mac")],
    ["CNI_ARGS: MAC", args.get("MAC")],
    ["mac", textAt(fields, "mac")],
  ] as const;
  const [place, text = ""] = places.find(([, one]) => one !== undefined && one !== "") ?? [""];
  if (text === "") return undefined;
  const code = place.startsWith("CNI_ARGS") ? "environment" : "configuration";
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/i.test(text))
    fail(
      code,
      `${place}: ${JSON.stringify(text)} is no Ethernet address, such as 02:00:5e:00:00:01`,
    );
  if (isGroupAddress(text))
    fail(code, `${place}: ${text} is a group address, which no interface has`);
  return text.toLowerCase();
}

function fieldsIn(fields: Fields | undefined, name: string): Fields | undefined {
  return fields && objectAt(fields, name);
}

/** The settings of ngbuddy_port_IF, a member each. */
function portOf(fields: Fields, runtime: Fields | undefined): string {
  const rate = textAt(fields, "rate");
  const vlan = member0(fields, "vlan") ? undefined : numberAt(fields, "vlan", 1, 4094);
  const trunk = listAt(fields, "trunk");
  if (!trunk.every((tag) => Number.isInteger(tag)))
    fail("configuration", "trunk: its VLANs are whole numbers: [10, 20]");
  const mirror = textAt(fields, "mirror");
  const limit = rate ?? bandwidthOf(runtime);
  const words = [
    ...(limit === undefined ? [] : [["rate", limit]]),
    ...(flagAt(fields, "guard") ? [["guard"]] : []),
    ...(flagAt(fields, "isolate") ? [["isolate"]] : []),
    ...(vlan === undefined ? [] : [["vlan", String(vlan)]]),
    ...(trunk.length === 0 ? [] : [["trunk", trunk.join(",")]]),
    ...(mirror === undefined ? [] : [["mirror", mirror]]),
  ];
  for (const [name, value = "-"] of words)
    if (/\s/.test(value) || value === "")
      fail("configuration", `${name}: ${JSON.stringify(value)} is no value of this setting`);
  const text = words.map((word) => word.join("=")).join(" ");
  try {
    readPort(text);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    fail("configuration", error.message);
  }
  return text;
}

/** The capability `bandwidth`, in bits a second. */
function bandwidthOf(runtime: Fields | undefined): string | undefined {
  const bandwidth = runtime && objectAt(runtime, "bandwidth");
  if (bandwidth === undefined) return undefined;
  const into = numberAt(bandwidth, "ingressRate", 0, Number.MAX_SAFE_INTEGER) ?? 0;
  const out = numberAt(bandwidth, "egressRate", 0, Number.MAX_SAFE_INTEGER) ?? 0;
  if (into === 0 && out === 0) return undefined;
  if (into === 0 || out === 0)
    fail(
      "unsupported",
      `runtimeConfig.bandwidth ${JSON.stringify(bandwidth.members)}: a limit of one direction alone is not supported; give ingressRate and egressRate`,
    );
  return `${into}/${out}`;
}

const LOOPBACKS = /^(127\.|::1$)/;

function readMapping(fields: Fields): PortMapping {
  const place = (name: string) => placeOf(fields, name);
  const protocol = (textAt(fields, "protocol") ?? "tcp").toLowerCase();
  if (protocol !== "tcp" && protocol !== "udp")
    fail(
      "unsupported",
      `${place("protocol")} ${JSON.stringify(protocol)} is not supported; tcp and udp are`,
    );
  const port = numberAt(fields, "hostPort", 1, 65535);
  const toPort = numberAt(fields, "containerPort", 1, 65535);
  if (port === undefined) fail("configuration", `${place("hostPort")} is missing`);
  if (toPort === undefined) fail("configuration", `${place("containerPort")} is missing`);
  const text = textAt(fields, "hostIP") ?? "";
  const host = text === "" ? undefined : readAddress(text);
  if (text !== "" && host === undefined)
    fail("configuration", `${place("hostIP")}: ${JSON.stringify(text)} is no address`);
  if (host !== undefined && LOOPBACKS.test(host.address))
    fail(
      "unsupported",
      `${place("hostIP")} ${JSON.stringify(text)} is not supported, as pf(4) redirects only what comes from outside; on this host use the container's own address`,
    );
  const isEvery = host === undefined || host.address === "0.0.0.0" || host.address === "::";
  return { protocol, port, toPort, hostAddress: isEvery ? undefined : host.address };
}
