/** Is everything there that rc.conf wants? */

import type { Step } from "../../plan/step.ts";
import { Refusal } from "../../refusal.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { byStart } from "../remedies.ts";
import { withoutTunnels } from "../tunnelsteps.ts";

/** As many steps are told. */
const FEW = 6;

export const rcconf: DoctorCheck = {
  name: "rcconf",
  topic: "configuration",
  summary: "bridges and interfaces are as rc.conf wants them",
  async examine(sight) {
    const { bridges } = await sight.wanted();
    if (bridges.length === 0) return [];
    try {
      const { steps, unmet = [] } = await sight.startPlan();
      const missing = withoutTunnels(steps)
        .filter(isNotToldElsewhere)
        .map(({ description }) => description);
      const found: Found[] = unmet.map((line) => ({
        severity: "error",
        about: "rc.conf",
        found: "wants what cannot be as things are",
        why: line,
        type: [],
      }));
      if (missing.length > 0)
        found.push({
          severity: "warning",
          about: "rc.conf",
          found: `wants what is not there; to do: ${missing.slice(0, FEW).join("; ")}${missing.length > FEW ? ` and ${missing.length - FEW} more` : ""}`,
          why: "guests lack what rc.conf promises them, until the next boot or until somebody makes it",
          ...byStart(),
        });
      return found;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return [
        {
          severity: "error",
          about: "rc.conf",
          found: "wants what ngbuddy start refuses",
          why: error.message,
          type: [],
        },
      ];
    }
  },
};

/** What a NIC on a bridge has lost is told by its own checks, with the NIC's name. */
function isNotToldElsewhere({ do: action }: Step): boolean {
  if (action.op === "load") return false;
  if (action.op !== "message") return true;
  return action.command !== "setpromisc" && action.command !== "setautosrc";
}
