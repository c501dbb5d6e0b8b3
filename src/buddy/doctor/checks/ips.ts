/** Has every interface on a bridge IP addresses of its own? */
import { addressOf } from "../../../config/innetwork.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { losersOf } from "../losers.ts";
import { type Member, membersOf } from "../members.ts";
import { byIfconfig } from "../remedies.ts";

export const ips: DoctorCheck = {
  name: "ips",
  topic: "addresses",
  summary: "no two on a bridge have one IP address",
  async examine(sight) {
    const found: Found[] = [];
    for (const bridge of (await sight.topology()).bridges) {
      const all = new Map<string, Member[]>();
      for (const member of await membersOf(sight, bridge)) {
        const { guest } = member.link;
        // A NIC's addresses are the host's, behind its upper hook.
        if (guest.kind === "uplink" && guest.hook !== "upper") continue;
        for (const written of ownAddresses(member)) {
          const address = addressOf(written);
          const owners = all.get(address) ?? [];
          if (!owners.includes(member)) all.set(address, [...owners, member]);
        }
      }
      for (const [address, owners] of all) {
        const { keeper, losers } = losersOf(owners, (member) => ownAddresses(member).length);
        for (const member of losers) found.push(double(bridge.name, address, member, keeper));
      }
    }
    return found;
  },
};

/** Those that are shared by carp(4) several have, and link-local ones of IPv6 are told apart by the kernel. */
function ownAddresses({ interface: { inet, inet6, carp = [] } }: Member): readonly string[] {
  const shared = new Set(carp.flatMap(({ addresses }) => addresses));
  return [...inet, ...inet6].filter((one) => !shared.has(one) && !one.startsWith("fe80:"));
}

function double(bridge: string, address: string, loses: Member, keeps: Member): Found {
  const family = address.includes(":") ? "inet6" : "inet";
  const { interface: iface, jail, name } = loses;
  const own = [...iface.inet, ...iface.inet6].find((text) => text.startsWith(`${address}/`));
  return {
    severity: "error",
    about: name,
    found: `has the address ${address} on bridge ${bridge}, and so has ${keeps.name}`,
    why: `others reach whoever answered last: connections of both break. What is typed takes it from ${name}; give it another one`,
    ...byIfconfig(
      iface.name,
      [family, address, "-alias"],
      [family, own ?? address, "alias"],
      jail === undefined ? undefined : String(jail.jid),
    ),
  };
}
