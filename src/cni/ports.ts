/** Ports of the host that lead to a container, and NAT for what it sends: rules of pf(4) in an anchor of its own. */
import { type Attachment, readAttachments } from "../buddy/attachments.ts";
import { natInterface, rulesOf, whyNoPf } from "../buddy/network/nat.ts";
import { observeTranslation } from "../buddy/network/observe.ts";
import { unlessGone } from "../buddy/observe/nodes.ts";
import type { Seen, Wanted, WantedBridge } from "../buddy/plan/wanted.ts";
import { type Network, NetworkTextError, readNetwork } from "../config/networksettings.ts";
import type { Host } from "../host/host.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { type cniCode, fail } from "./error.ts";
import type { GivenAddress } from "./result.ts";
import type { PortMapping, Settings } from "./settings.ts";

/** What rules are made for. */
export interface Translated {
  readonly eiface: string;
  readonly settings: Pick<Settings, "bridge" | "masquerades" | "mappings">;
  readonly addresses: readonly GivenAddress[];
}

/** The rules of an attachment, and those that its anchor has. */
export interface Rules {
  readonly rules: string;
  readonly before: string;
  readonly isLoaded: boolean;
}

/** Does an attachment need rules? */
export function needsRules({ masquerades, mappings }: Translated["settings"]): boolean {
  return masquerades || mappings.length > 0;
}

/** Finds out which rules an attachment needs. Throws a CniError of this code when the host cannot have them. */
export async function rulesFor(
  host: Host,
  wanted: Wanted,
  seen: Seen,
  { eiface, settings, addresses }: Translated,
  code: keyof typeof cniCode = "host",
): Promise<Rules> {
  const found = await observeTranslation(host, wanted, [eiface]);
  const { pf, forwards } = found;
  const why =
    whyNoPf(wanted, pf) ?? (pf.isEnabled ? undefined : "pf(4) does not run: service pf start");
  if (why !== undefined) fail(code, why);
  for (const { family, name, variable } of FORWARDING) {
    const isNeeded =
      family === "inet" || addresses.some(({ address }) => address.family === family);
    if (isNeeded && !forwards[family])
      fail(code, `this host hands no packets on: sysrc ${variable}=YES && sysctl ${name}=1`);
  }
  const iface = natInterface(wanted, seen, found, natOf(wanted, settings.bridge));
  if (iface === undefined)
    return fail(
      code,
      `there is no default route, so that nothing tells where NAT is to be done; say it: sysrc ngbuddy_${settings.bridge}_nat=INTERFACE`,
    );
  const rules = rulesOf(
    {
      nat: settings.masquerades ? true : undefined,
      // Its own address alone: the bridge may have guests that are not to leave.
      addresses: addresses.map(({ address: { family, address } }) => ({
        family,
        network: address,
      })),
    },
    settings.mappings.flatMap((mapping) => {
      const forwarded = forwardedTo(mapping, addresses);
      if (forwarded.length > 0) return forwarded;
      const to =
        mapping.hostAddress === undefined ? "" : ` that ${mapping.hostAddress} can lead to`;
      return fail(
        "configuration",
        `portMappings: ${mapping.protocol} ${mapping.port}: the container has no address${to}`,
      );
    }),
    iface,
  );
  return { rules, before: pf.anchors.get(eiface) ?? "", isLoaded: pf.isLoaded };
}

const FORWARDING = [
  { family: "inet", name: "net.inet.ip.forwarding", variable: "gateway_enable" },
  { family: "inet6", name: "net.inet6.ip6.forwarding", variable: "ipv6_gateway_enable" },
] as const;

/** The interface that rc.conf names for the bridge's NAT, else that of the default route. */
function natOf(wanted: Wanted, name: string) {
  const { nat } = readable(wanted.bridges.find((bridge) => bridge.name === name)?.network) ?? {};
  return nat ?? true;
}

/** The network of a bridge; undefined for one that cannot be read, which ngbuddy start says. */
function readable(texts: WantedBridge["network"]): Network | undefined {
  if (texts === undefined) return undefined;
  try {
    return readNetwork(texts);
  } catch (error) {
    if (!(error instanceof NetworkTextError)) throw error;
    return undefined;
  }
}

/** A port leads to the first address of each family. */
function forwardedTo(mapping: PortMapping, addresses: readonly GivenAddress[]) {
  const { hostAddress } = mapping;
  return (["inet", "inet6"] as const).flatMap((family) => {
    const to = addresses.find(({ address }) => address.family === family)?.address.address;
    const isMeant = hostAddress === undefined || hostAddress.includes(":") === (family === "inet6");
    return to === undefined || !isMeant ? [] : [{ ...mapping, address: to }];
  });
}

/** Throws a CniError when a port of the host leads elsewhere already: by rc.conf, or to another container that is there. */
export async function refuseTakenPorts(
  host: Host,
  netgraph: Netgraph,
  wanted: Wanted,
  eiface: string,
  mappings: readonly PortMapping[],
): Promise<void> {
  if (mappings.length === 0) return;
  for (const { name, forwarding } of forwardingsOf(wanted)) {
    const clash = mappings.find(
      ({ protocol, port }) => protocol === forwarding.protocol && port === forwarding.port,
    );
    if (clash !== undefined) refuseTaken(clash, `${forwarding.to}, by ngbuddy_${name}_rdr`);
  }
  for (const other of await readAttachments(host)) {
    if (other.eiface === eiface) continue;
    const clash = mappings.find((one) => other.forwards.some((two) => isSamePort(one, two)));
    if (clash === undefined) continue;
    // What is kept of one that went with a boot is in nobody's way.
    if ((await unlessGone(netgraph.nodeInfo(`${other.eiface}:`))) === undefined) continue;
    refuseTaken(clash, `container ${other.container} already`);
  }
}

function refuseTaken({ protocol, port }: PortMapping, to: string): never {
  fail("host", `port ${protocol} ${port} of this host leads to ${to}`);
}

/** The forwarded ports of rc.conf. */
function forwardingsOf({ bridges }: Wanted) {
  return bridges.flatMap(({ name, network }) =>
    (readable(network)?.forwardings ?? []).map((forwarding) => ({ name, forwarding })),
  );
}

function isSamePort(one: PortMapping, two: Attachment["forwards"][number]): boolean {
  const hosts = [one.hostAddress, two.hostAddress];
  return (
    one.protocol === two.protocol &&
    one.port === two.port &&
    (hosts[0] === hosts[1] || hosts.includes(undefined))
  );
}
