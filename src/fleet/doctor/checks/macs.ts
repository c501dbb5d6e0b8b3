/** Has every guest of the fleet a MAC address of its own? */
import { freshEther } from "../../../buddy/doctor/freshether.ts";
import { isVirtualRouter } from "../../../buddy/doctor/virtualrouter.ts";
import type { AcrossCheck } from "../check.ts";
import { areMet, hostsOf, type Owner, ownerName, sharedBy } from "../owners.ts";
import { forgotten, ifconfig, type Typed, typedOn } from "../typed.ts";

export const macs: AcrossCheck = {
  name: "macs",
  summary: "no guests of two hosts have one MAC address",
  examine(across) {
    const shared = sharedBy(across, ({ ether }) =>
      ether === undefined || isVirtualRouter(ether) ? [] : [ether],
    );
    return [...shared].flatMap(([ether, owners]) => {
      const isMet = areMet(owners);
      // What NICs have is for the makers of machines to look after, until two of them meet.
      if (!isMet && owners.some(({ member }) => member.kind === "host")) return [];
      return {
        severity: isMet ? ("error" as const) : ("warning" as const),
        hosts: hostsOf(owners),
        about: ether,
        found: `is the MAC address of ${owners.map(ownerName).join(" and of ")}`,
        why: isMet
          ? "they are on one network, which sends to whoever spoke last: connections of both break. Where ngbuddy_set_mac is the same text on several hosts, guests of one name get one address"
          : "whether they are on one network is not known; when they are, connections of both break",
        type: newAddresses(ether, owners),
      };
    });
  },
};

/** All but one of them get other addresses: who has no interface that we could give one keeps it, else a NIC, else the first. */
function newAddresses(ether: string, owners: readonly Owner[]): Typed {
  const keeper =
    owners.find(({ member }) => member.interface === undefined) ??
    owners.find(({ member }) => member.kind === "host") ??
    owners[0];
  const given = owners
    .filter((owner) => owner !== keeper)
    .flatMap(({ place: { host }, member: { jid, interface: name } }) =>
      name === undefined
        ? []
        : typedOn(
            host,
            ifconfig({ jid, interface: name }, "ether", freshEther(`${host} ${name} ${ether}`)),
          ),
    );
  return given.length === 0 ? [] : [...given, ...forgotten(owners.map(({ place }) => place))];
}
