/** Has every guest of the fleet IP addresses of its own? */
import { losersOf } from "../../../buddy/doctor/losers.ts";
import { addressOf } from "../../../config/innetwork.ts";
import type { AcrossCheck } from "../check.ts";
import { areMet, hostsOf, type Owner, ownerName, sharedBy } from "../owners.ts";
import { ifconfig, type Typed, typedOn } from "../typed.ts";

export const ips: AcrossCheck = {
  name: "ips",
  summary: "no guests of two hosts that are on one network have one IP address",
  examine(across) {
    const shared = sharedBy(across, ({ inet, inet6 }) => [...inet, ...inet6].map(addressOf));
    // The same private network at two places is no fault.
    return [...shared]
      .filter(([, owners]) => areMet(owners))
      .map(([address, owners]) => {
        const count = ({ member: { inet, inet6 } }: Owner) => inet.length + inet6.length;
        const { losers } = losersOf(owners, count);
        return {
          severity: "error" as const,
          hosts: hostsOf(owners),
          about: address,
          found: `is the address of ${owners.map(ownerName).join(" and of ")}`,
          why: `they are on one network, where others reach whoever answered last: connections of both break. What is typed takes it from ${losers.map(ownerName).join(" and from ")}; give ${losers.length === 1 ? "that another one" : "those others"}`,
          type: losers.flatMap((owner) => takenFrom(address, owner)),
        };
      });
  },
};

function takenFrom(address: string, { place, member: { jid, interface: name } }: Owner): Typed {
  if (name === undefined) return [];
  const family = address.includes(":") ? "inet6" : "inet";
  return typedOn(place.host, ifconfig({ jid, interface: name }, family, address, "-alias"));
}
