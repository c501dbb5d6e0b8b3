/** Commands on the network of a vnet jail, from outside: the host's own go into it by `-j`. What lies in the jail is never run. */
import { CommandError } from "./commanderror.ts";
import type { CommandResult, Host } from "./host.ts";

/** Nothing that is asked of one jail takes long; one that does must not keep the others waiting. Milliseconds. */
const JAIL_LIMIT = 2000;

/** Runs ifconfig, netstat or route on the host, or on a jail (by name or JID). */
export async function runIn(
  host: Host,
  jail: string | undefined,
  [command, ...args]: readonly [string, ...string[]],
): Promise<CommandResult> {
  if (jail === undefined) return await host.run([command, ...args]);
  return await host.run([command, "-j", jail, ...args], { timeLimit: JAIL_LIMIT });
}

/** The same for a command that must succeed. Throws a CommandError when it does not. */
export async function mustRunIn(
  host: Host,
  jail: string | undefined,
  argv: readonly [string, ...string[]],
): Promise<CommandResult> {
  const result = await runIn(host, jail, argv);
  if (result.status !== 0) throw new CommandError(result);
  return result;
}

/** The name of an interface as ifconfig's operand: whoever named it `-a` gives no option. */
export function operand(interfaceName: string): readonly string[] {
  return interfaceName.startsWith("-") ? ["--", interfaceName] : [interfaceName];
}

/** Did the command fail because the jail is not there, or not any more? */
export function isJailGone({ stderr }: CommandResult): boolean {
  // ifconfig.c, route.c and netstat's main.c. One that ends at this moment is found, but cannot be entered.
  return /\bjail (?:".*" |\d+ )?not found|cannot attach to jail: Invalid argument/i.test(stderr);
}
