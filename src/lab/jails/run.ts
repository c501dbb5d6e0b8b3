/** How a jail comes up and goes down: jail(8)'s order of creation, hooks and removal. */
import { runLine } from "../commands/sh.ts";
import type { Process } from "../process.ts";
import type { Jail } from "./jail.ts";
import type { Parameter } from "./jailconf.ts";

/** A jail as it is wanted: from jail.conf or from the command line. */
export interface WantedJail {
  /** What messages call it. */
  readonly label: string;
  readonly parameters: readonly Parameter[];
  /** Are "created" and "removed" said? For jails of jail.conf they are. */
  readonly announced: boolean;
}

/** A hook or a step that failed; it has been said. */
class StepFailed extends Error {}

export function valuesOf(wanted: WantedJail, name: string): readonly string[] | undefined {
  return wanted.parameters.find((parameter) => parameter.name === name)?.values;
}
function lastValue(wanted: WantedJail, name: string): string | undefined {
  return valuesOf(wanted, name)?.at(-1);
}
/** Is a boolean parameter on: named, or `true`? */
function isOn(wanted: WantedJail, name: string): boolean {
  const values = valuesOf(wanted, name);
  return values !== undefined && (values.length === 0 || /^(true|1|yes)$/i.test(values.at(-1)!));
}

/** Makes a jail with all its hooks. Gives jail(8)'s exit status; what was made is undone when a step fails. */
export async function startJail(process: Process, wanted: WantedJail): Promise<number> {
  const { lab } = process;
  let jail: Jail | undefined;
  try {
    await runHooks(process, wanted, "exec.prepare", undefined);
    await runHooks(process, wanted, "exec.prestart", undefined);
    const name = lastValue(wanted, "name");
    if (name !== undefined && lab.jails.find(name) !== undefined) {
      return say(process, `jail: "${name}" already exists`);
    }
    const vnet = valuesOf(wanted, "vnet");
    jail = lab.jails.create({
      name,
      path: lastValue(wanted, "path") ?? "/",
      hostname: lastValue(wanted, "host.hostname") ?? "",
      vnet: vnet !== undefined && vnet.at(-1) !== "inherit",
      parameters: wanted.parameters,
    });
    if (wanted.announced) process.out(`${wanted.label}: created\n`);
    for (const networkInterface of valuesOf(wanted, "vnet.interface") ?? []) {
      const argv = ["ifconfig", networkInterface, "vnet", String(jail.jid)];
      if ((await process.run(argv)) !== 0) fail(process, wanted, `/sbin/${argv.join(" ")}`);
    }
    await runHooks(process, wanted, "exec.created", undefined);
    await runHooks(process, wanted, "exec.start", jail);
    await runHooks(process, wanted, "command", jail);
    await runHooks(process, wanted, "exec.poststart", undefined);
    if (!staysAlive(wanted)) removeJail(process, wanted, jail, false);
    return 0;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    if (jail !== undefined) removeJail(process, wanted, jail, wanted.announced);
    return 1;
  }
}

/** Stops a jail with all its hooks. `quietly` when it is started again at once (`jail -rc`). */
export async function stopJail(
  process: Process,
  wanted: WantedJail,
  jail: Jail,
  quietly: boolean,
): Promise<number> {
  try {
    await runHooks(process, wanted, "exec.prestop", undefined);
    await runHooks(process, wanted, "exec.stop", jail);
    removeJail(process, wanted, jail, wanted.announced && !quietly);
    await runHooks(process, wanted, "exec.poststop", undefined);
    await runHooks(process, wanted, "exec.release", undefined);
    return 0;
  } catch (error) {
    if (error instanceof StepFailed) return 1;
    throw error;
  }
}

function removeJail(process: Process, wanted: WantedJail, jail: Jail, announce: boolean): void {
  process.lab.jails.remove(jail);
  if (announce) process.out(`${wanted.label}: removed\n`);
}

/** A jail without `persist` lives as long as a process of its own; /etc/rc leaves some behind. */
function staysAlive(wanted: WantedJail): boolean {
  const starts = [
    ...(valuesOf(wanted, "exec.start") ?? []),
    ...(valuesOf(wanted, "command") ?? []),
  ];
  return isOn(wanted, "persist") || starts.some((line) => line.includes("/etc/rc"));
}

/** Runs the commands of a hook in the host or in the jail. */
async function runHooks(
  process: Process,
  wanted: WantedJail,
  hook: string,
  jail: Jail | undefined,
): Promise<void> {
  for (const line of valuesOf(wanted, hook) ?? []) {
    if (line === "") continue;
    const child: Process = {
      ...process,
      jail: jail ?? process.jail,
      vnet: jail?.vnet ?? process.vnet,
      run: (argv, options) => process.run(argv, { ...(jail && { jail }), ...options }),
    };
    if ((await runLine(child, line)) !== 0) fail(process, wanted, line);
  }
}

function fail(process: Process, wanted: WantedJail, what: string): never {
  process.err(`jail: ${wanted.label}: ${what}: failed\n`);
  throw new StepFailed();
}

function say(process: Process, line: string): number {
  process.err(`${line}\n`);
  return 1;
}
