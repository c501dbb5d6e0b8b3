/** A change that waits to be confirmed, in one line. */
import type { Waiting } from "./topology.ts";

/** What is said of a change that is undone unless it is confirmed. */
export function waitingLine({ request, secondsLeft }: Waiting): string {
  return `"${request}" is undone in ${Math.ceil(secondsLeft)} s, unless you say: ngbuddy confirm`;
}
