/**
 * What is asked of a host and done to it besides netgraph: by its kernel's own calls where it offers them, else by a command of
 * the base system. Then, and whenever a jail is meant, every function starts one command, where it does not say otherwise.
 */

import { errno } from "../netgraph/errno.ts";
import { CommandError } from "./commanderror.ts";
import type { CommandResult, Host, RunOptions, Uptime } from "./host.ts";
import { type HostInterface, mayLie, parseIfconfig } from "./ifconfig.ts";
import { isJailGone, mustRunIn, operand, runIn } from "./injail.ts";
import { changesOf } from "./interfacechange.ts";
import { type JailInfo, jlsArguments, parseJls } from "./jls.ts";
import { OutputError } from "./json.ts";
import type { HostKernel, ValueName } from "./kernel.ts";
import { KernelError } from "./kernelerror.ts";
import { defaultInterface, parseNetstatRoutes, type RouteInfo } from "./netstat.ts";

/** Runs a command that must succeed. Throws a CommandError when it does not. */
export async function mustRun(
  host: Pick<Host, "run">,
  argv: readonly string[],
  options?: RunOptions,
): Promise<CommandResult> {
  const result = await host.run(argv, options);
  if (result.status !== 0) throw new CommandError(result);
  return result;
}

/** The same host without its kernel's calls: what is asked of it is asked by commands. */
export function byCommands(host: Host): Host {
  return { ...host, kernel: async () => undefined };
}

/** The kernel's calls, which reach into no jail; undefined where it is for the commands. */
async function kernelFor(host: Host, jail?: string): Promise<HostKernel | undefined> {
  return jail === undefined ? await host.kernel?.() : undefined;
}

/** The interfaces of the host, or of a vnet jail (by name or JID), in ifconfig's order. */
export async function interfaces(host: Host, jail?: string): Promise<HostInterface[]> {
  const kernel = await kernelFor(host, jail);
  if (kernel !== undefined) return await kernel.interfaces();
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
  const kernel = await kernelFor(host, jail);
  if (kernel !== undefined) return await kernel.interfaceNamed(name);
  const result = await runIn(host, jail, ["ifconfig", ...operand(name)]);
  // It exits with 1 for whatever went wrong; this is what it says when the interface is not there.
  const isMissing = /does not exist/.test(result.stderr) || isJailGone(result);
  if (result.status !== 0 && !isMissing) throw new CommandError(result);
  return parseIfconfig(result.stdout)[0];
}

/**
 * Does what ifconfig's arguments say to an interface of the host, or of a jail (by name or JID); what the kernel's calls do
 * not cover is left to ifconfig. Throws a CommandError or a KernelError.
 */
export async function configureInterface(
  host: Host,
  name: string,
  args: readonly string[],
  jail?: string,
): Promise<void> {
  const kernel = await kernelFor(host, jail);
  const changes = changesOf(args);
  if (kernel === undefined || changes === undefined) {
    await mustRunIn(host, jail, ["ifconfig", ...operand(name), ...args]);
    return;
  }
  let current = name;
  for (const change of changes) {
    await kernel.changeInterface(current, change);
    if (change.set === "name") current = change.to;
  }
}

/** Is it the host that refused something, by a command or a call? */
export function isRefused(error: unknown): error is CommandError | KernelError {
  return error instanceof CommandError || error instanceof KernelError;
}

/** Did an interface not get its new name because another one has it? */
export function isNameTaken(error: unknown): boolean {
  if (error instanceof CommandError) return /SIOCSIFNAME.*File exists/.test(error.result.stderr);
  return (
    error instanceof KernelError && error.call === "SIOCSIFNAME" && error.errno === errno.EEXIST
  );
}

/** Moves an interface from the host into a vnet jail (by name or JID), or back. Throws a CommandError or a KernelError. */
export async function moveToVnet(
  host: Host,
  name: string,
  to: "jail" | "host",
  jail: string,
): Promise<void> {
  const kernel = await kernelFor(host);
  if (kernel === undefined) {
    const direction = to === "jail" ? "vnet" : "-vnet";
    await mustRun(host, ["ifconfig", ...operand(name), direction, jail]);
  } else if (to === "jail") await kernel.moveIn(name, jail);
  else await kernel.takeBack(name, jail);
}

/** The jails that run. */
export async function jails(host: Host): Promise<JailInfo[]> {
  const kernel = await kernelFor(host);
  if (kernel !== undefined) return await kernel.jails();
  return parseJls((await mustRun(host, ["jls", ...jlsArguments])).stdout);
}

/** The routes of the host, or of a jail (by name or JID). */
async function routes(host: Host, jail?: string): Promise<RouteInfo[]> {
  const kernel = await kernelFor(host, jail);
  if (kernel !== undefined) return await kernel.routes();
  const { stdout } = await mustRunIn(host, jail, ["netstat", "-rn", "--libxo", "json"]);
  return parseNetstatRoutes(stdout);
}

/** The interface that the default route leaves by; undefined when there is none. */
export async function defaultRoute(host: Host): Promise<string | undefined> {
  return defaultInterface(await routes(host));
}

/** The routes that somebody has set on the host, or in a jail (by name or JID), by a gateway or to a link: they go when their interface does. */
export async function staticRoutes(host: Host, jail?: string): Promise<RouteInfo[]> {
  // The host's own addresses are such as well, by lo0.
  return (await routes(host, jail)).filter(
    ({ flags, interface: by }) => flags.includes("S") && (flags.includes("G") || by !== "lo0"),
  );
}

/** Loads kernel modules; those that are loaded stay so, quietly. */
export async function loadModules(host: Host, modules: readonly string[]): Promise<void> {
  const kernel = await kernelFor(host);
  if (kernel === undefined) await mustRun(host, ["kldload", "-nq", ...modules]);
  else for (const name of modules) await kernel.loadModule(name);
}

/** Is a module in the kernel, or loaded? */
export async function hasModule(host: Host, name: string): Promise<boolean> {
  const kernel = await kernelFor(host);
  if (kernel !== undefined) return await kernel.hasModule(name);
  return (await host.run(["kldstat", "-qm", name])).status === 0;
}

/** A value of sysctl(8); empty when there is none. */
export async function systemValue(host: Host, name: ValueName): Promise<string> {
  const kernel = await kernelFor(host);
  if (kernel !== undefined) return (await kernel.value(name)) ?? "";
  return (await host.run(["sysctl", "-n", name])).stdout.trim();
}

export async function hostname(host: Host): Promise<string> {
  const kernel = await kernelFor(host);
  const name = await kernel?.value("kern.hostname");
  return name ?? (await mustRun(host, ["hostname"])).stdout.trim();
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
