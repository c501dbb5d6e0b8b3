/** What is asked of a host by a command of the base system. Every function starts one command, where it does not say otherwise. */
import type { CommandResult, Host } from "./host.ts";
import { type HostInterface, parseIfconfig } from "./ifconfig.ts";
import { type JailInfo, jlsArguments, parseJls } from "./jls.ts";
import { defaultInterface, parseNetstatRoutes, type RouteInfo } from "./netstat.ts";

/** A command of the base system that failed: its words, its exit status and what it said. */
export class CommandError extends Error {
  override readonly name = "CommandError";
  constructor(readonly result: CommandResult) {
    // Some, such as service(8), say on standard output what is wrong.
    const printed = result.stdout.trim().replaceAll("\n", " ");
    const said = result.stderr.trim().split("\n").at(-1) || printed;
    super(`${result.argv.join(" ")}: ${said === "" ? `exit status ${result.status}` : said}`);
  }
}

/** Runs a command that must succeed. Throws a CommandError when it does not. */
export async function mustRun(host: Host, argv: readonly string[]): Promise<CommandResult> {
  const result = await host.run(argv);
  if (result.status !== 0) throw new CommandError(result);
  return result;
}

/** The interfaces of the host, or of a vnet jail (by name or JID), in ifconfig's order. */
export async function interfaces(host: Host, jail?: string): Promise<HostInterface[]> {
  const argv = jail === undefined ? ["ifconfig", "-a"] : ["jexec", jail, "ifconfig", "-a"];
  return parseIfconfig((await mustRun(host, argv)).stdout);
}

/**
 * One interface of the host, or of a vnet jail (by name or JID); undefined when there is none of this name, no such jail,
 * or no ifconfig in it: a jail may hold a Linux system.
 */
export async function interfaceNamed(
  host: Host,
  name: string,
  jail?: string,
): Promise<HostInterface | undefined> {
  const result = await host.run([...(jail === undefined ? [] : ["jexec", jail]), "ifconfig", name]);
  // Both commands exit with 1 for whatever went wrong; this is what they say when it is not there.
  const isMissing =
    /does not exist|jexec: (jail ".*" not found|jail_attach\(\d+\): Invalid argument|execvp)/.test(
      result.stderr,
    );
  if (result.status !== 0 && !isMissing) throw new CommandError(result);
  return parseIfconfig(result.stdout)[0];
}

/** The jails that run. */
export async function jails(host: Host): Promise<JailInfo[]> {
  return parseJls((await mustRun(host, ["jls", ...jlsArguments])).stdout);
}

/** Does a vnet jail that runs have an interface of this name? One command a jail. */
export async function isInJail(host: Host, name: string): Promise<boolean> {
  for (const { jid, vnet } of await jails(host))
    if (vnet && (await interfaceNamed(host, name, String(jid))) !== undefined) return true;
  return false;
}

/** The interface that the default route leaves by; undefined when there is none. */
export async function defaultRoute(host: Host): Promise<string | undefined> {
  const { stdout } = await mustRun(host, ["netstat", "-rn", "--libxo", "json"]);
  return defaultInterface(parseNetstatRoutes(stdout));
}

/** The routes by a gateway that somebody has set on the host, or in a jail (by name or JID): they go when their interface does. */
export async function staticRoutes(host: Host, jail?: string): Promise<RouteInfo[]> {
  const netstat = ["netstat", "-rn", "--libxo", "json"];
  const { stdout } = await mustRun(
    host,
    jail === undefined ? netstat : ["jexec", jail, ...netstat],
  );
  return parseNetstatRoutes(stdout).filter(
    ({ flags }) => flags.includes("G") && flags.includes("S"),
  );
}

/** Loads kernel modules; those that are loaded stay so, quietly. */
export async function loadModules(host: Host, modules: readonly string[]): Promise<void> {
  await mustRun(host, ["kldload", "-nq", ...modules]);
}

export async function hostname(host: Host): Promise<string> {
  return (await mustRun(host, ["hostname"])).stdout.trim();
}

/** When the host was booted, seconds since the epoch; 0 when it does not say. */
export async function bootTime(host: Host): Promise<number> {
  const { stdout } = await host.run(["sysctl", "-n", "kern.boottime"]);
  return Number(/\bsec = (\d+)/.exec(stdout)?.[1] ?? 0);
}
