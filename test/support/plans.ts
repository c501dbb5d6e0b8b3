/** Tables of plans for the planners' tests: a configuration, a host, and what is planned for them or refused. */
import { expect, test } from "bun:test";
import type { Plan, Step } from "../../src/buddy/plan/step.ts";
import type { Seen, Wanted } from "../../src/buddy/plan/wanted.ts";
import { Refusal, type RefusalKind } from "../../src/buddy/refusal.ts";
import { NameError } from "../../src/config/names.ts";
import { type Scene, seenOf, wantedBy } from "./seen.ts";

/** The two bridges that `enable` sets up. */
export const both = ["public_if=vtnet0", "private_if=nghost0"];
/** A host on which these two are up. */
export const running: Required<Pick<Scene, "nodes" | "links" | "interfaces">> = {
  nodes: ["nghost0 eiface", "private bridge", "public bridge"],
  links: ["private link0 nghost0 ether", "public link1 vtnet0 lower", "public link2 vtnet0 upper"],
  interfaces: ["nghost0"],
};
/** The same with more nodes and links. */
export const withMore = (nodes: string[], links: string[]): Scene => ({
  nodes: [...running.nodes, ...nodes],
  links: [...running.links, ...links],
  interfaces: running.interfaces,
});

export type Planner = (wanted: Wanted, seen: Seen) => Plan;

export const planned = (rc: readonly string[], scene: Scene, plan: Planner): Plan =>
  plan(wantedBy(...rc), seenOf(scene));

/** What the steps do, in words. */
const described = (steps: readonly Step[]): string[] => steps.map(({ description }) => description);

/** A plan that is made: its steps in words, and what is said when all was done. */
export type PlanRow = [
  name: string,
  rc: string[],
  scene: Scene,
  plan: Planner,
  steps: string[],
  done?: string[],
];

/** What makes or removes something; all else leaves no trace, or can be said only where it was seen. */
const MAKERS = ["eiface", "mkpeer", "connect", "rcconf", "shutdown"];

/** Tests each plan, and of all of them what holds for every plan: it can be taken back, and written down. */
export function itPlans(table: readonly PlanRow[]): void {
  for (const [name, rc, scene, plan, expected, done] of table) {
    test(name, () => {
      const result = planned(rc, scene, plan);
      expect(described(result.steps)).toEqual(expected);
      if (done !== undefined) expect(result.done).toEqual(done);
    });
    test(`${name}: every step that makes something can be taken back`, () => {
      for (const step of planned(rc, scene, plan).steps)
        if (MAKERS.includes(step.do.op)) expect(step.undo).not.toEqual([]);
    });
    test(`${name}: the plan is data that JSON gives back`, () => {
      const result = planned(rc, scene, plan);
      expect(JSON.parse(JSON.stringify(result))).toEqual(result);
    });
  }
}

/** A plan that is refused, with the kind of fault and the reason. */
export type RefusalRow = [
  name: string,
  rc: string[],
  scene: Scene,
  plan: Planner,
  kind: RefusalKind,
  message: RegExp,
];

/** Tests that each is refused, with the reason and the kind of fault. */
export function itRefuses(table: readonly RefusalRow[]): void {
  for (const [name, rc, scene, plan, kind, message] of table) {
    test(name, () => {
      let error: unknown;
      try {
        planned(rc, scene, plan);
      } catch (caught) {
        error = caught;
      }
      expect((error as Error).message).toMatch(message);
      expect(kindOf(error)).toBe(kind);
    });
  }
}

/** A name that cannot be one is refused by config/ already. */
function kindOf(error: unknown): RefusalKind | undefined {
  if (error instanceof NameError) return "data";
  return error instanceof Refusal ? error.kind : undefined;
}
