/** Running this program again later, in a process of its own that outlives the terminal. */
import { spawn } from "node:child_process";
import { selfCommand } from "./self.ts";

/** Starts a process that sleeps and then runs `ngbuddy` with these arguments. It is in a session of its own, so that a lost terminal does not end it. */
export function runDetached(seconds: number, args: readonly string[]): void {
  const [program, ...own] = selfCommand();
  const script = 'sleep "$1"; shift; exec "$@"';
  // sh waits with a page or two of memory, where we would take much more.
  const child = spawn("/bin/sh", ["-c", script, "sh", String(seconds), program!, ...own, ...args], {
    detached: true,
    stdio: "ignore",
  });
  child.unref();
}
