/** Do the gateways answer that the host and its jails send to? */
import type { Bridge } from "../../topology.ts";
import type { DoctorCheck, Found } from "../check.ts";
import type { Gateway } from "../gateways.ts";
import { membersOf } from "../members.ts";
import { ask } from "../probe.ts";
import type { Sight } from "../sight.ts";
import { whyUnanswered } from "../unanswered.ts";

export const gateway: DoctorCheck = {
  name: "gateway",
  topic: "addresses",
  summary:
    "the gateways of host and jails answer by ARP, asked on the bridges with an address of nobody's",
  async examine(sight) {
    const found: Found[] = [];
    const gateways = await sight.gateways();
    for (const bridge of (await sight.topology()).bridges) {
      for (const address of await addressesOn(sight, bridge, gateways)) {
        const asked = await ask(sight.host, bridge, { address });
        if (asked.ether !== undefined) continue;
        const why = await whyUnanswered(sight, bridge, address, asked);
        if (why !== undefined) found.push(why);
      }
    }
    return found;
  },
};

/** The gateways that somebody on a bridge sends to, each once. */
async function addressesOn(
  sight: Sight,
  bridge: Bridge,
  gateways: readonly Gateway[],
): Promise<readonly string[]> {
  const members = await membersOf(sight, bridge);
  const asked = gateways.filter((one) =>
    members.some(
      ({ jail, interface: { name }, link: { guest } }) =>
        one.jid === jail?.jid &&
        one.interface === name &&
        !(guest.kind === "uplink" && guest.hook !== "upper"),
    ),
  );
  return [...new Set(asked.map(({ address }) => address))];
}
