/** Has every interface a MAC address of its own? */
import { nameOf } from "../../guestname.ts";
import type { Bridge, Guest, Link } from "../../topology.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { freshEther } from "../freshether.ts";
import { byIfconfig, byMessage, inTurn } from "../remedies.ts";
import { isVirtualRouter } from "../virtualrouter.ts";

export const macs: DoctorCheck = {
  name: "macs",
  topic: "addresses",
  summary: "no two interfaces of a bridge have one MAC address",
  async examine(sight) {
    const { bridges } = await sight.topology();
    const found: Found[] = [];
    const told = new Set<string>();
    for (const bridge of bridges) {
      const { links, hosts = [] } = bridge;
      const byEther = new Map<string, Link>();
      for (const link of links) {
        const ether = etherOf(link.guest);
        if (ether === undefined) continue;
        const first = byEther.get(ether);
        if (first === undefined) {
          byEther.set(ether, link);
          continue;
        }
        told.add(ether);
        found.push(double(bridge, ether, first.guest, link.guest));
      }
      for (const [ether, link] of byEther) {
        if (told.has(ether)) continue;
        const heard = hosts.find(({ addr }) => addr === ether);
        if (heard === undefined || heard.hook === link.hook) continue;
        told.add(ether);
        const other = links.find(({ hook }) => hook === heard.hook);
        found.push(elsewhere(bridge, ether, link, other, heard.hook));
      }
    }
    return found;
  },
};

/** The address of whoever is behind a link; a NIC's is the host's, which is behind its upper hook. */
function etherOf(guest: Guest): string | undefined {
  if (guest.kind === "uplink") return guest.hook === "upper" ? guest.interface.ether : undefined;
  if (guest.kind !== "jail" && guest.kind !== "host") return undefined;
  const { ether } = guest.interface;
  return ether === undefined || isVirtualRouter(ether) ? undefined : ether;
}

function double(bridge: Bridge, ether: string, one: Guest, other: Guest): Found {
  const [first, second] = [nameOf(one), nameOf(other)];
  return {
    severity: "error",
    about: second,
    found: `has the MAC address ${ether} on bridge ${bridge.name}, and so has ${first}`,
    why: "the bridge takes turns in sending to one of them, and mutes a link: connections of both break",
    ...newAddress(bridge, other),
  };
}

/** Gives the guest another address, and has the bridge forget who had the old one. */
function newAddress(bridge: Bridge, guest: Guest): Pick<Found, "type" | "fix"> {
  if (guest.kind !== "jail" && guest.kind !== "host") return { type: [] };
  const { name, ether } = guest.interface;
  const jail = guest.kind === "jail" ? String(guest.jid) : undefined;
  const fresh = freshEther(`${jail ?? ""} ${name} ${ether}`);
  return inTurn(
    byIfconfig(name, ["ether", fresh], ["ether", ether!], jail),
    byMessage(bridge, "bridge", "reset"),
  );
}

function elsewhere(
  bridge: Bridge,
  ether: string,
  link: Link,
  other: Link | undefined,
  hook: string,
): Found {
  const who = nameOf(link.guest, link.peerName);
  const by = other === undefined ? hook : `${hook} (${nameOf(other.guest, other.peerName)})`;
  const isOutside = other?.guest.kind === "uplink" && other.guest.hook === "lower";
  return {
    severity: "error",
    about: who,
    found: `has the MAC address ${ether} on ${link.hook} of bridge ${bridge.name}, which heard it last by ${by}`,
    why: isOutside
      ? "another host of the LAN has the same address, or a loop there brings back what was sent: frames for the guest go out and not to it"
      : "somebody else sends with the guest's address, or there is a loop: frames for the guest go elsewhere",
    ...newAddress(bridge, link.guest),
  };
}
