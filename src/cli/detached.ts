/** Running this program again later, in a process of its own that outlives the terminal. */
import { selfCommand } from "./self.ts";

/**
 * sh waits with a page or two of memory, where we would take much more. What a lost terminal sends is ignored, also by
 * what comes after. A command that fails is run again, at last once a minute; one that is gone (126, 127), that does
 * not know its arguments any more (64) or whose lab is off (68) is not.
 */
const UNTIL_DONE = `pause=1
until "$@"; do
  case $? in 64|68|126|127) exit 1;; esac
  sleep $pause; [ $pause -ge 60 ] || pause=$((pause * 2))
done`;
const SCRIPT = `trap "" HUP INT; sleep "$1"; shift; ${UNTIL_DONE}`;
/** A line says that all went well; the end of the file, that whoever had to write it is gone. */
const IF_KILLED = `trap "" HUP INT; read -r line && exit 0; ${UNTIL_DONE}`;

/** With NO in this variable a lab that is off is not started. */
export const STARTS_LAB = "NGBUDDY_LAB_START";

/** A lab that was switched off meanwhile stays off: what is left there is seen to when it boots. */
const environment = () => ({ ...process.env, [STARTS_LAB]: "NO" });

/** The command line that runs another one after so many seconds, until it succeeds, whatever becomes of its terminal. */
export function laterCommand(seconds: number, command: readonly string[]): string[] {
  return ["/bin/sh", "-c", SCRIPT, "sh", String(seconds), ...command];
}

/** Starts a process that sleeps and then runs `ngbuddy` with these arguments until that succeeds, in a session of its own. */
export function runDetached(seconds: number, args: readonly string[]): void {
  const [shell, ...rest] = laterCommand(seconds, [...selfCommand(), ...args]);
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child = spawn(shell!, rest, {
    detached: true,
    stdio: "ignore",
    env: environment(),
  });
  child.unref();
}

/**
 * Starts a process that waits for ours to end, and runs a command line then until it succeeds, as a process that is killed
 * cannot. Returns the function that says that there is no need any more.
 */
export function runIfKilled(command: readonly string[]): () => void {
  const { spawn } = process.getBuiltinModule("node:child_process");
  const child = spawn("/bin/sh", ["-c", IF_KILLED, "sh", ...command], {
    detached: true,
    stdio: ["pipe", "ignore", "ignore"],
    env: environment(),
  });
  // Where no process can be started, whoever comes next clears up.
  child.on("error", () => {});
  child.stdin.on("error", () => {});
  child.unref();
  // It is a socket here, and must not keep us either.
  (child.stdin as unknown as { unref?(): void }).unref?.();
  return () => {
    child.stdin.end("done\n");
  };
}
