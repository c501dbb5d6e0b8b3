/** Where in the fleet a jail, an interface or an address is. */
import * as v from "valibot";
import type { Topology } from "../buddy/topology.ts";
import { toldTopologySchema } from "./answershapes.ts";
import type { Fleet } from "./owner.ts";
import { unpack } from "./pack.ts";
import { type Member, streams, subjectsOf } from "./subjects.ts";
import { lastMessage } from "./told.ts";

/** One place where it is. */
export interface Place {
  readonly host: string;
  readonly bridge: string;
  /** The bridge's hook. */
  readonly hook: string;
  /** Who is behind it. */
  readonly guest: string;
  /** How it is known: it is set there, or the bridge has heard it from there. */
  readonly by: "name" | "address" | "heard";
  /** When the host told so: ISO 8601. */
  readonly time: string;
}

/** Returns the last topology that a host told; undefined when it told none, or nonsense. */
export async function toldBy(
  fleet: Pick<Fleet, "manager">,
  member: Member,
): Promise<Topology | undefined> {
  const data = await lastMessage(fleet, streams.topologies, subjectsOf(member).topology);
  if (data === undefined) return undefined;
  const { success, output } = v.safeParse(toldTopologySchema, unpack(data));
  return success ? output.topology : undefined;
}

/** Returns all places of a jail, a machine, an interface, a MAC or an IP address among the hosts of a fleet. */
export async function find(fleet: Fleet, wanted: string): Promise<readonly Place[]> {
  const told = await Promise.all(
    fleet.file.hosts.map(async (member) => ({ member, topology: await toldBy(fleet, member) })),
  );
  return told.flatMap(({ member, topology }) =>
    topology === undefined ? [] : placesIn(member.name, topology, wanted),
  );
}

/** Returns its places on one host. */
function placesIn(host: string, topology: Topology, wanted: string): Place[] {
  const key = plain(wanted);
  return topology.bridges.flatMap(({ name: bridge, links, hosts = [] }) => {
    const found: Place[] = [];
    for (const { hook, peerName, guest } of links) {
      const nic = "interface" in guest ? guest.interface : undefined;
      const names = [
        guest.kind === "jail" ? guest.jail : "name" in guest ? guest.name : "",
        nic?.name ?? "",
        peerName,
      ];
      const addresses = [nic?.ether ?? "", ...(nic?.inet ?? []), ...(nic?.inet6 ?? [])];
      const by = names.some((one) => one !== "" && one.toLowerCase() === key)
        ? "name"
        : addresses.some((one) => plain(one) === key)
          ? "address"
          : hosts.some((one) => one.hook === hook && one.addr.toLowerCase() === key)
            ? "heard"
            : undefined;
      if (by === undefined) continue;
      const who = guest.kind === "jail" ? guest.jail : (nic?.name ?? names[0]!);
      found.push({ host, bridge, hook, guest: who || peerName, by, time: topology.time });
    }
    return found;
  });
}

/** An address without the length of its network and its zone, in small letters. */
function plain(address: string): string {
  return address
    .toLowerCase()
    .replace(/\/\d+$/, "")
    .replace(/%.*$/, "");
}
