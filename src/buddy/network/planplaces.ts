/** Where in a plan further steps go. */
import type { Plan, Step } from "../plan/step.ts";

/** Adds to a plan what the networks of its bridges need. */
export type PlanChange = (plan: Plan) => Plan;

/** The plan with these steps at its end, and what is recorded in rc.conf behind them. */
export function withLast(plan: Plan, steps: readonly Step[]): Plan {
  return { ...plan, steps: beforeRecord(plan.steps, steps) };
}

/** Returns steps with others behind them, and what is recorded in rc.conf behind those. */
export function beforeRecord(steps: readonly Step[], added: readonly Step[]): Step[] {
  const at = steps.findLastIndex((step) => step.do.op !== "rcconf") + 1;
  return [...steps.slice(0, at), ...added, ...steps.slice(at)];
}

/** The plan with these steps before all that it does to the graph. */
export function withFirst(plan: Plan, steps: readonly Step[]): Plan {
  const at = plan.steps.findIndex((step) => step.do.op !== "rcconf");
  const before = at < 0 ? plan.steps.length : at;
  return {
    ...plan,
    steps: [...plan.steps.slice(0, before), ...steps, ...plan.steps.slice(before)],
  };
}
