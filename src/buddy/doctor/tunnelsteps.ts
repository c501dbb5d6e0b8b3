/** What of a plan makes tunnels to other hosts, or takes them away. */
import { readPeerName } from "../peername.ts";
import type { Step } from "../plan/step.ts";

/** Returns the other steps: what is the matter with a tunnel is told by its own check, with the peer's address. */
export function withoutTunnels(steps: readonly Step[]): Step[] {
  return steps.filter(({ do: action }, at) => {
    if (action.op === "mkpeer") return !isNaming(steps[at + 1]);
    if (action.op === "name" || action.op === "shutdown") return !isOfTunnel(action.name ?? "");
    return action.op !== "message" || !isOfTunnel(action.path.replace(/:.*/, ""));
  });
}

/** A node has its name from the step behind the one that makes it. */
function isNaming(step: Step | undefined): boolean {
  return step?.do.op === "name" && isOfTunnel(step.do.name);
}

function isOfTunnel(name: string): boolean {
  return readPeerName(name) !== undefined;
}
