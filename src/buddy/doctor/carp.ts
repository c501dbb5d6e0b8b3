/** The virtual hosts of carp(4) on the host and in its jails, joined to groups that share an address. */
import { byCommands, hasModule, interfaces } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import type { HostInterface } from "../../host/ifconfig.ts";
import type { JailReadings } from "../../host/jailreading.ts";
import type { JailInfo } from "../../host/jls.ts";
import type { Bridge, Link, Topology } from "../topology.ts";

/** One that shares an address. */
export interface CarpMember {
  /** Absent: the host itself. */
  readonly jail?: JailInfo;
  readonly interface: HostInterface;
  readonly state: string;
  /** The link of a bridge that it is behind; absent for one that no bridge of netgraph has. */
  readonly link?: Link;
}

/** Those of this host that share an address. */
export interface CarpGroup {
  readonly vhid: number;
  readonly addresses: readonly string[];
  /** The bridge of netgraph that they are on; absent when they are on none. */
  readonly bridge?: Bridge;
  readonly members: readonly CarpMember[];
}

/** What the groups are read from. */
interface CarpSight {
  readonly host: Host;
  topology(): Promise<Topology>;
  insides(): Promise<JailReadings<readonly HostInterface[]>>;
}

/** Reads the groups. Without the module there are none. */
export async function readCarp(sight: CarpSight): Promise<readonly CarpGroup[]> {
  const { host } = sight;
  if (!(await hasModule(host, "carp"))) return [];
  const { read } = await sight.insides();
  const { bridges } = await sight.topology();
  const places = [
    { jail: undefined, found: await interfaces(byCommands(host)) },
    ...read.map(({ jail, found }) => ({ jail, found })),
  ];
  const groups = new Map<string, CarpGroup & { members: CarpMember[] }>();
  for (const { jail, found } of places)
    for (const one of found)
      for (const { vhid, state, addresses } of one.carp ?? []) {
        const place = placeOf(bridges, jail, one);
        const key = `${vhid} ${place?.bridge.id ?? ""} ${place === undefined ? addresses.join(" ") : ""}`;
        const group = groups.get(key) ?? {
          vhid,
          addresses,
          ...(place && { bridge: place.bridge }),
          members: [],
        };
        groups.set(key, group);
        group.members.push({
          ...(jail && { jail }),
          interface: one,
          state,
          ...(place && { link: place.link }),
        });
      }
  return [...groups.values()];
}

function placeOf(
  bridges: readonly Bridge[],
  jail: JailInfo | undefined,
  { name }: HostInterface,
): { readonly bridge: Bridge; readonly link: Link } | undefined {
  for (const bridge of bridges)
    for (const link of bridge.links) {
      const { guest } = link;
      const isIt =
        jail === undefined
          ? (guest.kind === "host" || (guest.kind === "uplink" && guest.hook === "upper")) &&
            guest.interface.name === name
          : guest.kind === "jail" && guest.jid === jail.jid && guest.interface.name === name;
      if (isIt) return { bridge, link };
    }
  return undefined;
}

/** Returns the members that believe to be the master. */
export function mastersOf({ members }: CarpGroup): readonly CarpMember[] {
  return members.filter(({ state }) => state === "MASTER");
}

/** Returns what a member is called: its jail, or the host's interface. */
export function memberName({ jail, interface: { name } }: CarpMember): string {
  return jail === undefined ? `the host (${name})` : jail.name;
}
