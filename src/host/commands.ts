/** What is asked of a host by a command of the base system. Every function starts one command, where it does not say otherwise. */
import { CommandError } from "./commanderror.ts";
import type { CommandResult, Host, Uptime } from "./host.ts";
import { type HostInterface, mayLie, parseIfconfig } from "./ifconfig.ts";
import { isJailGone, mustRunIn, operand, runIn } from "./injail.ts";
import { type JailInfo, jlsArguments, parseJls } from "./jls.ts";
import { OutputError } from "./json.ts";
import { defaultInterface, parseNetstatRoutes, type RouteInfo } from "./netstat.ts";

/** Runs a command that must succeed. Throws a CommandError when it does not. */
export async function mustRun(host: Host, argv: readonly string[]): Promise<CommandResult> {
  const result = await host.run(argv);
  if (result.status !== 0) throw new CommandError(result);
  return result;
}

/** The interfaces of the host, or of a vnet jail (by name or JID), in ifconfig's order. */
export async function interfaces(host: Host, jail?: string): Promise<HostInterface[]> {
  const { stdout } = await mustRunIn(host, jail, ["ifconfig", "-a"]);
  const found = parseIfconfig(stdout);
  if (!mayLie(stdout)) return found;
  // A list of names cannot be added to, unless a name has a blank.
  const list = (await mustRunIn(host, jail, ["ifconfig", "-l"])).stdout;
  const there = new Set(list.trimEnd().split(" "));
  if (found.some(({ name }) => /\s/.test(name))) throw new OutputError("ifconfig", list);
  return found.filter(({ name }) => there.has(name));
}

/** One interface of the host, or of a vnet jail (by name or JID); undefined when there is none of this name, or no such jail. */
export async function interfaceNamed(
  host: Host,
  name: string,
  jail?: string,
): Promise<HostInterface | undefined> {
  const result = await runIn(host, jail, ["ifconfig", ...operand(name)]);
  // It exits with 1 for whatever went wrong; this is what it says when the interface is not there.
  const isMissing = /does not exist/.test(result.stderr) || isJailGone(result);
  if (result.status !== 0 && !isMissing) throw new CommandError(result);
  return parseIfconfig(result.stdout)[0];
}

/** The jails that run. */
export async function jails(host: Host): Promise<JailInfo[]> {
  return parseJls((await mustRun(host, ["jls", ...jlsArguments])).stdout);
}

/** The interface that the default route leaves by; undefined when there is none. */
export async function defaultRoute(host: Host): Promise<string | undefined> {
  const { stdout } = await mustRun(host, ["netstat", "-rn", "--libxo", "json"]);
  return defaultInterface(parseNetstatRoutes(stdout));
}

/** The routes by a gateway that somebody has set on the host, or in a jail (by name or JID): they go when their interface does. */
export async function staticRoutes(host: Host, jail?: string): Promise<RouteInfo[]> {
  const { stdout } = await mustRunIn(host, jail, ["netstat", "-rn", "--libxo", "json"]);
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

/**
 * How long the host has been up, by two commands. The kernel moves its boot time by as much as its clock is set, so that
 * `now` (seconds since the epoch) less the boot time is a clock that nobody sets. Kernels without kern.boot_id do not say which boot it is.
 */
export async function hostUptime(run: Host["run"], now: number): Promise<Uptime> {
  const [time, id] = await Promise.all([
    run(["sysctl", "-n", "kern.boottime"]),
    run(["sysctl", "-nx", "kern.boot_id"]),
  ]);
  const [, seconds, micros] = /\bsec = (\d+), usec = (\d+)/.exec(time.stdout) ?? [];
  return {
    boot: /\bDump:0x([0-9a-f]+)/.exec(id.stdout)?.[1] ?? "",
    seconds: seconds === undefined ? 0 : now - Number(seconds) - Number(micros) / 1e6,
  };
}
