/** `restart`: stop and start in one plan. */
import { planRemake } from "./remake.ts";
import type { Plan } from "./step.ts";
import type { Seen, Wanted } from "./wanted.ts";

/** Stops and starts. Jails that run have their interfaces again afterwards, with what they had there. */
export function planRestart(wanted: Wanted, seen: Seen): Plan {
  return planRemake("restart", wanted, wanted, seen, {
    remade: new Set(wanted.bridges.map(({ name }) => name)),
    gone: new Set(),
    dropped: new Set(),
    keepsOthers: false,
  });
}
