/** How a jail comes up and goes down: jail(8)'s order of its steps, and what is undone when one fails (usr.sbin/jail/command.c). */
import { wordsOf } from "../../../config/list.ts";
import { errnoText, NetgraphError } from "../../../netgraph/errno.ts";
import type { Jail } from "../../jails/jail.ts";
import { isGiven } from "../../jails/parameters.ts";
import { whyNot } from "../../process/process.ts";
import { makeJail } from "./create.ts";
import { complain, note, type Running, valuesOf, type WantedJail } from "./wanted.ts";

/** One command of a step, and the one that undoes it. */
interface Action {
  run(): Promise<boolean>;
  undo?(): Promise<unknown>;
}

/** Makes a jail with all its steps. False when one failed; what was done is undone then. */
export async function startJail(running: Running): Promise<boolean> {
  const { wanted, voice } = running;
  let jail: Jail | undefined;
  const creation: Action = {
    async run() {
      jail = makeJail(running);
      if (jail === undefined) return false;
      if (voice.numbers) running.process.out(`${jail.jid}\n`);
      if (voice.verbose > 0 || (voice.verbose === 0 && wanted.label !== undefined)) {
        note(running, "created");
      }
      return true;
    },
    async undo() {
      remove(running, jail!, wanted.label !== undefined);
    },
  };
  const steps: (() => readonly Action[])[] = [
    () => outside(running, "exec.prepare"),
    () => addresses(running),
    () => outside(running, "exec.prestart"),
    () => [creation],
    () => outside(running, "exec.created"),
    () => interfaces(running, jail!),
    () => inside(running, "exec.start", jail!),
    () => commandLine(running, jail!),
    () => outside(running, "exec.poststart"),
  ];
  const done: Action[] = [];
  for (const step of steps) {
    for (const action of step()) {
      if (await action.run()) {
        done.unshift(action);
        continue;
      }
      for (const { undo } of done) await undo?.();
      return false;
    }
  }
  // A jail that is not to persist was kept for its commands only; the lab has no processes that would keep it longer.
  if (!isGiven(wanted.parameters, "persist") && !leavesProcesses(wanted)) {
    if (voice.verbose > 0) note(running, `jail_set(JAIL_UPDATE) jid=${jail!.jid} nopersist`);
    running.process.lab.jails.remove(jail!);
  }
  return true;
}

/** /etc/rc leaves daemons behind. */
function leavesProcesses(wanted: WantedJail): boolean {
  return ["exec.start", "command"].some((hook) =>
    valuesOf(wanted, hook).some((line) => line.includes("/etc/rc")),
  );
}

/** Stops a jail with all its steps. False when one failed; before the removal that ends it. */
export async function stopJail(running: Running, jail: Jail): Promise<boolean> {
  for (const action of [
    ...outside(running, "exec.prestop"),
    ...inside(running, "exec.stop", jail),
  ]) {
    if (!(await action.run())) return false;
  }
  remove(running, jail, running.voice.removals);
  let good = true;
  for (const action of outside(running, "exec.poststop")) good = (await action.run()) && good;
  for (const { undo } of addresses(running).toReversed()) await undo?.();
  for (const action of outside(running, "exec.release")) good = (await action.run()) && good;
  return good;
}

function remove(running: Running, jail: Jail, said: boolean): void {
  const { verbose } = running.voice;
  running.process.lab.jails.remove(jail);
  if (verbose > 0 || (verbose === 0 && said)) note(running, "removed");
}

function outside(running: Running, hook: string): Action[] {
  return hookActions(running, hook, undefined);
}

function inside(running: Running, hook: string, jail: Jail): Action[] {
  return hookActions(running, hook, jail);
}

function hookActions(running: Running, hook: string, jail: Jail | undefined): Action[] {
  return valuesOf(running.wanted, hook)
    .map(argvOf)
    .filter((argv) => argv.length > 0)
    .map((argv) => ({ run: () => runCommand(running, argv, jail) }));
}

/** What a shell is needed for, but for a single `&` at the end. */
const FOR_SHELL = /[!"$&'()*;<>?[\\\]`{|}~]/;

/** jail(8) runs plain words itself and leaves the rest to sh (command.c, run_command). */
function argvOf(line: string): string[] {
  const special = FOR_SHELL.exec(line);
  if (special !== null && !(special[0] === "&" && special.index === line.length - 1)) {
    return ["/bin/sh", "-c", line];
  }
  return wordsOf(line.replace(/&$/, ""));
}

/** `command`: from the command line its words are an argument vector; from a file it is like the hooks. */
function commandLine(running: Running, jail: Jail): Action[] {
  if (running.wanted.label !== undefined) return inside(running, "command", jail);
  const argv = valuesOf(running.wanted, "command");
  return argv.length === 0 ? [] : [{ run: () => runCommand(running, argv, jail) }];
}

/** `vnet.interface`: into the jail, and back when a later step fails. */
function interfaces(running: Running, jail: Jail): Action[] {
  if (jail.vnet === undefined) return [];
  return valuesOf(running.wanted, "vnet.interface")
    .filter((name) => name !== "")
    .map((name) => {
      const move = (verb: string) =>
        runCommand(running, ["/sbin/ifconfig", name, verb, String(jail.jid)], undefined);
      return { run: () => move("vnet"), undo: () => move("-vnet") };
    });
}

/** `ip4.addr = "vtnet0|10.0.0.3/32"`: addresses that the host gets for the time of the jail. */
function addresses(running: Running): Action[] {
  const { wanted } = running;
  const standard = valuesOf(wanted, "interface").at(-1);
  return valuesOf(wanted, "ip4.addr").flatMap((value) => {
    const [given = "", ...options] = value.split(" ").filter((word) => word !== "");
    const bar = given.indexOf("|");
    const name = bar < 0 ? standard : given.slice(0, bar);
    if (name === undefined) return [];
    const address = given.slice(bar + 1);
    const [host = "", length] = address.split("/");
    const mask = length === undefined ? "255.255.255.255" : length;
    const words = /[.]/.test(mask) ? [host, "netmask", mask] : [address];
    const ifconfig = (...rest: string[]) =>
      runCommand(running, ["/sbin/ifconfig", name, "inet", ...words, ...rest], undefined);
    return [{ run: () => ifconfig(...options, "alias"), undo: () => ifconfig("-alias") }];
  });
}

/** Opens the log of a jail's console as jail(8) does before each command; says when it cannot. */
function opens(running: Running, log: string): boolean {
  try {
    running.process.lab.files.append(log, "");
    return true;
  } catch (error) {
    if (!(error instanceof NetgraphError)) throw error;
    complain(running, `open ${log}: ${errnoText(error.errno)}`);
    return false;
  }
}

/** Runs a command in the host or in the jail; says when it fails. */
async function runCommand(
  running: Running,
  argv: readonly string[],
  jail: Jail | undefined,
): Promise<boolean> {
  const { process, voice, wanted } = running;
  const line = argv.join(" ");
  if (voice.verbose > 0) {
    note(running, `run command${jail === undefined ? "" : " in jail"}: ${line}`);
  }
  const program = process.lab.program(argv[0]!, { jail });
  if (program.kind !== "command") {
    complain(running, `exec ${argv[0]}: ${whyNot[program.kind]}`);
  } else {
    const log = jail === undefined ? undefined : valuesOf(wanted, "exec.consolelog").at(-1);
    const append = (text: string) => process.lab.files.append(log!, text);
    if (log !== undefined && !opens(running, log)) return false;
    const status = await process.run(argv, {
      ...(jail !== undefined && { jail }),
      ...(log !== undefined && { out: append, err: append }),
    });
    if (status === 0) return true;
  }
  complain(running, `${line}: failed`);
  return false;
}
