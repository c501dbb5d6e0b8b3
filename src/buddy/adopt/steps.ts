/** Steps that jails are moved by, in either direction. */
import type { Step } from "../plan/step.ts";
import { refuse } from "../refusal.ts";
import type { FoundJail } from "./find.ts";

/** Refuses to change what describes jails that run: they are stopped by what describes them. */
export function refuseRunning(jails: readonly FoundJail[]): void {
  const running = jails.filter(({ jid }) => jid !== undefined).map(({ setup }) => setup.name);
  if (running.length === 0) return;
  refuseElsewhere(jails);
  const [verb, pronoun] = running.length === 1 ? ["runs", "it"] : ["run", "them"];
  refuse(
    "unavailable",
    `${running.join(", ")} ${verb}; stop ${pronoun} first, or have ${pronoun} restarted: --restart`,
  );
}

/** Refuses jails that run and that jail(8) alone would not stop and start as they are used to. */
export function refuseElsewhere(jails: readonly FoundJail[]): void {
  for (const { jid, setup } of jails)
    if (jid !== undefined && setup.stoppedBy !== undefined)
      refuse("unavailable", `${setup.name} runs; stop it first: ${setup.stoppedBy}`);
}

/** Stops a jail; undone, it is started as it is described then. */
export function stopStep(name: string, conf: string): Step {
  const jail = { op: "jail", name, conf } as const;
  return {
    description: `stop jail ${name}`,
    do: { ...jail, action: "stop" },
    undo: [{ ...jail, action: "start" }],
  };
}

/** Starts a jail, and sees whether it reaches the address that it reached before. */
export function startSteps(name: string, conf: string, gateway: string | undefined): Step[] {
  const jail = { op: "jail", name, conf } as const;
  const start: Step = {
    description: `start jail ${name}`,
    do: { ...jail, action: "start" },
    undo: [{ ...jail, action: "stop" }],
  };
  if (gateway === undefined) return [start];
  const reach: Step = {
    description: `see whether jail ${name} reaches ${gateway}`,
    do: { op: "reach", jail: name, address: gateway },
    undo: [],
  };
  return [start, reach];
}
