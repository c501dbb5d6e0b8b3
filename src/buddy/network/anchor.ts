/** The rules in an anchor of ours as a step. */
import type { Step } from "../plan/step.ts";
import { isSameRules } from "./nat.ts";
import { anchorOf } from "./observe.ts";

/** Returns the step that puts rules in the place of those that an anchor has; none when it has them. `name`: the bridge's, or the eiface's. */
export function anchorSteps(name: string, before: string, rules: string): Step[] {
  if (isSameRules(before, rules)) return [];
  const anchor = anchorOf(name);
  return [
    {
      description:
        rules === ""
          ? `empty pf's anchor ${anchor}`
          : `put into pf's anchor ${anchor}: ${rules.trim().split("\n").join("; ")}`,
      do: { op: "pfanchor", anchor, rules, before },
      undo: [{ op: "pfanchor", anchor, rules: before, before: rules }],
    },
  ];
}
