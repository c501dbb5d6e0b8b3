/** Have all on a bridge the same MTU? */
import type { DoctorCheck, Found } from "../check.ts";
import { membersOf } from "../members.ts";
import { byIfconfig } from "../remedies.ts";

export const mtu: DoctorCheck = {
  name: "mtu",
  topic: "bridges",
  summary: "all on a bridge have the MTU of its NIC, or the same",
  async examine(sight) {
    const found: Found[] = [];
    for (const bridge of (await sight.topology()).bridges) {
      const members = await membersOf(sight, bridge);
      const nic = members.find(({ link }) => link.guest.kind === "uplink");
      const others = members.filter(({ link }) => link.guest.kind !== "uplink");
      const right = nic?.interface.mtu ?? mostOf(others.map((one) => one.interface.mtu));
      for (const { name, jail, interface: one } of others) {
        if (one.mtu === right) continue;
        const isLarger = one.mtu > right!;
        found.push({
          severity: isLarger ? "error" : "warning",
          about: name,
          found: `sends frames of up to ${one.mtu} bytes by ${one.name}, and ${nic === undefined ? `most on bridge ${bridge.name}` : `${nic.interface.name} of bridge ${bridge.name}`} of up to ${right}`,
          why: isLarger
            ? "its long frames are lost and nobody says so: connections open and then hang"
            : "it gets longer frames than it sends; connections of UDP that it cannot answer in one piece are slower, or fail",
          ...byIfconfig(
            one.name,
            ["mtu", String(right)],
            ["mtu", String(one.mtu)],
            jail === undefined ? undefined : String(jail.jid),
          ),
        });
      }
    }
    return found;
  },
};

/** Returns the number that there is most often, the smaller one of two. */
function mostOf(numbers: readonly number[]): number | undefined {
  const count = (number: number) => numbers.filter((one) => one === number).length;
  return [...numbers].sort((a, b) => count(b) - count(a) || a - b)[0];
}
