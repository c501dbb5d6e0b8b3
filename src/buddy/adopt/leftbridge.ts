/** What is left of a network that jails have moved away from: an if_bridge(4) on the NIC that netgraph has, too. */
import type { Plan } from "../plan/step.ts";
import type { Wanted } from "../plan/wanted.ts";
import type { FoundJails } from "./find.ts";

/**
 * Returns the plan with a note for each bridge whose NIC is on an if_bridge(4) as well: what the host itself sends goes out by
 * that, past netgraph (if_ethersubr.c, ether_output), so that it does not reach the jails on the bridge.
 */
export function withLeftBridges(plan: Plan, { bridges }: Wanted, { interfaces }: FoundJails): Plan {
  if (plan.steps.length === 0) return plan;
  const notes = bridges.flatMap(({ name, interface: nic }) =>
    interfaces
      .filter(({ members, groups }) => members.includes(nic) && groups.includes("bridge"))
      .map(
        (left) =>
          `${nic} stays on the if_bridge ${left.name}, by which this host goes on sending: it does not reach the guests of ${name}; when nobody needs ${left.name} any more: ngbuddy adopt --host ${left.name} ${name}`,
      ),
  );
  return { ...plan, notes: [...plan.notes, ...notes] };
}
