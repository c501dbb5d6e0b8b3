/** Can interfaces that have IPv6 use it? */
import { byCommands, interfaces } from "../../../host/commands.ts";
import type { HostInterface } from "../../../host/ifconfig.ts";
import type { Guest } from "../../topology.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { byIfconfig, commandLine } from "../remedies.ts";
import type { Sight } from "../sight.ts";

export const ipv6: DoctorCheck = {
  name: "ipv6",
  topic: "ipv6",
  summary: "interfaces use their IPv6 addresses, and take one where a router gives them",
  async examine(sight) {
    const places = await placesOf(sight);
    const found = places.flatMap((place) => [...duplicates(place), ...disabled(place)]);
    return [...found, ...(await withoutAddress(sight, places))];
  },
};

/** An interface of the host or of a jail. */
interface Place {
  /** A jail's name and JID; absent for the host. */
  readonly jail?: { readonly name: string; readonly jid: number };
  readonly interface: HostInterface;
}

/** Of IPv6's settings only ifconfig tells, on the host, too. */
async function placesOf(sight: Sight): Promise<readonly Place[]> {
  const host = await interfaces(byCommands(sight.host));
  const { read } = await sight.insides();
  return [
    ...host.map((one) => ({ interface: one })),
    ...read.flatMap(({ jail, found }) => found.map((one) => ({ jail, interface: one }))),
  ];
}

function nameOf({ jail, interface: { name } }: Place): string {
  return jail === undefined ? name : `${name} in jail ${jail.name}`;
}

function isLinkLocal(address: string): boolean {
  return address.startsWith("fe80:");
}

/** Duplicate address detection (RFC 4862) has found somebody else with the address, which is then not used. */
function duplicates(place: Place): Found[] {
  const { name, marks6 = [] } = place.interface;
  return marks6
    .filter(({ marks }) => marks.includes("duplicated"))
    .map(({ address }) => {
      const [plain = "", length = "64"] = address.split("/");
      const within = place.jail === undefined ? [] : ["-j", String(place.jail.jid)];
      return {
        severity: "error",
        about: nameOf(place),
        found: `does not use its address ${address}: somebody else has it (duplicated)`,
        why: isLinkLocal(address)
          ? "without a link-local address there is no IPv6 at all on it; the other one has the same MAC address, most often: ngbuddy doctor addresses. Once that is mended, what is typed has it tried again"
          : "two on the network have one address: give one of them another. What is typed has it tried again",
        type: [
          ...commandLine("ifconfig", ...within, name, "inet6", plain, "delete"),
          ...commandLine("ifconfig", ...within, name, "inet6", plain, "prefixlen", length),
          ...commandLine("ifconfig", ...within, name, "inet6", "-ifdisabled"),
        ],
      };
    });
}

/** The kernel does that when a link-local address is a duplicate, and it stays so (nd6.c). */
function disabled(place: Place): Found[] {
  const { name, inet6, nd6 = [], marks6 = [] } = place.interface;
  const address = inet6.find((one) => !isLinkLocal(one));
  const isTold = marks6.some(({ marks }) => marks.includes("duplicated"));
  if (!nd6.includes("IFDISABLED") || address === undefined || isTold) return [];
  return [
    {
      severity: "error",
      about: nameOf(place),
      found: `has the address ${address}, and IPv6 is switched off on it (ifdisabled)`,
      why: "nothing of IPv6 goes out or comes in; the kernel does that when the link-local address is a duplicate, and it was so before the interface got its address",
      ...byIfconfig(
        name,
        ["inet6", "-ifdisabled"],
        ["inet6", "ifdisabled"],
        place.jail === undefined ? undefined : String(place.jail.jid),
      ),
    },
  ];
}

/** On a bridge where a router has given somebody an address, others with IPv6 do not take one. */
async function withoutAddress(sight: Sight, places: readonly Place[]): Promise<Found[]> {
  const found: Found[] = [];
  for (const bridge of (await sight.topology()).bridges) {
    const here = bridge.links.flatMap(({ guest }) => places.filter((one) => isPlace(guest, one)));
    const taker = here.find(({ interface: { marks6 = [] } }) =>
      marks6.some(({ marks }) => marks.includes("autoconf")),
    );
    if (taker === undefined) continue;
    for (const place of here) {
      const { name, inet6, nd6 = [] } = place.interface;
      if (nd6.includes("ACCEPT_RTADV") || nd6.includes("IFDISABLED") || inet6.length === 0)
        continue;
      if (inet6.some((one) => !isLinkLocal(one))) continue;
      found.push({
        severity: "warning",
        about: nameOf(place),
        found: `has IPv6 and only a link-local address, as it does not listen to routers (no ACCEPT_RTADV); one on bridge ${bridge.name} gives addresses, as to ${nameOf(taker)}`,
        why: `it reaches nobody beyond the bridge by IPv6; for good, in its rc.conf: ifconfig_${name}_ipv6="inet6 accept_rtadv"`,
        ...byIfconfig(
          name,
          ["inet6", "accept_rtadv"],
          ["inet6", "-accept_rtadv"],
          place.jail === undefined ? undefined : String(place.jail.jid),
        ),
      });
    }
  }
  return found;
}

function isPlace(guest: Guest, { jail, interface: { name } }: Place): boolean {
  if (guest.kind === "jail") return guest.jid === jail?.jid && guest.interface.name === name;
  if (jail !== undefined) return false;
  const isHosts = guest.kind === "host" || (guest.kind === "uplink" && guest.hook === "upper");
  return isHosts && guest.interface.name === name;
}
