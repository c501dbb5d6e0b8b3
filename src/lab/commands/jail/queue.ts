/** In which order jails are started and stopped: dependencies first (usr.sbin/jail/state.c). One jail is finished before the next. */

import type { ConfiguredJail } from "../../../config/jailconf/jailconf.ts";
import type { Parameter } from "../../../config/jailconf/own.ts";
import type { Jail } from "../../jails/jail.ts";
import { importParameters, ownErrors } from "../../jails/parameters.ts";
import type { Process } from "../../process/process.ts";
import { changeJail, firstFixed } from "./create.ts";
import { startJail, stopJail } from "./run.ts";
import { complain, type Running, type Voice, valuesOf, type WantedJail } from "./wanted.ts";

/** What is to become of a jail: `-c`, `-m`, `-r` and their combinations. */
export interface Operation {
  readonly start: boolean;
  readonly set: boolean;
  readonly stop: boolean;
}

/** A jail of the configuration, and how far it has come. */
export interface Entry {
  readonly wanted: WantedJail;
  /** Wrong in the configuration, which has been said. */
  failed: boolean;
  /** It was handled, or is being handled. */
  seen: boolean;
}

export function entryOf(label: string | undefined, parameters: readonly Parameter[]): Entry {
  return { wanted: { label, parameters }, failed: false, seen: false };
}

/**
 * The jails of a configuration in the order in which to start or stop them. A jail that depends on what is not there, or on
 * itself, is failed from the beginning, which is said.
 */
export class JailQueue {
  /** The jails of the configuration, in its order. */
  readonly entries: readonly Entry[];

  constructor(
    private readonly process: Process,
    private readonly voice: Voice,
    configured: readonly ConfiguredJail[] = [],
  ) {
    this.entries = configured.map(({ name, parameters, errors }) => {
      for (const error of errors) process.err(`jail: ${error}\n`);
      return { ...entryOf(name, parameters), failed: errors.length > 0 };
    });
    for (const entry of this.entries) this.checkDependencies(entry);
    this.checkLoops();
  }

  named(name: string): Entry | undefined {
    return this.entries.find(({ wanted }) => wanted.label === name);
  }

  private running(entry: Entry): Running {
    return { process: this.process, wanted: entry.wanted, voice: this.voice };
  }

  private checkDependencies(entry: Entry): void {
    if (entry.failed) return;
    for (const name of valuesOf(entry.wanted, "depend")) {
      if (this.named(name) !== undefined) continue;
      complain(this.running(entry), `depends on undefined jail "${name}"`);
      entry.failed = true;
    }
  }

  /** Of jails that wait for each other the first one is given up, until none is left. */
  private checkLoops(): void {
    const left = new Set(this.entries);
    for (;;) {
      const waiting = [...left].filter((entry) =>
        this.dependencies(entry).some((other) => left.has(other)),
      );
      if (waiting.length === 0) return;
      if (waiting.length < left.size) {
        for (const entry of [...left]) if (!waiting.includes(entry)) left.delete(entry);
        continue;
      }
      const [first] = waiting;
      complain(this.running(first!), "dependency loop");
      first!.failed = true;
      left.delete(first!);
    }
  }

  private dependencies({ wanted }: Entry): Entry[] {
    return valuesOf(wanted, "depend").flatMap((name) => this.named(name) ?? []);
  }

  private dependents(entry: Entry): Entry[] {
    return this.entries.filter((other) => this.dependencies(other).includes(entry));
  }

  /** The jail that runs, by its number when it is given, else by its name. */
  private runningJail({ wanted }: Entry): Jail | undefined {
    const jid = valuesOf(wanted, "jid").at(-1);
    const name = valuesOf(wanted, "name").at(-1);
    const { jails } = this.process.lab;
    if (jid !== undefined) return /^\d+$/.test(jid) ? jails.find(jid) : undefined;
    return name === undefined ? undefined : jails.all().find((jail) => jail.name === name);
  }

  /** `optional` for jails that nobody named: what is as it should be already is passed over then. */
  async run(entry: Entry, operation: Operation, optional: boolean): Promise<boolean> {
    if (entry.failed) return false;
    if (entry.seen) return true;
    entry.seen = true;
    const good = await this.handle(entry, operation, optional);
    if (!good) entry.failed = true;
    return good;
  }

  private async handle(entry: Entry, operation: Operation, optional: boolean): Promise<boolean> {
    const running = this.running(entry);
    const imported = importParameters(entry.wanted.parameters);
    const checksAll = operation.start || operation.set;
    const faults = ownErrors(entry.wanted.parameters);
    if (faults.length === 0 && checksAll) faults.push(...imported.errors);
    for (const fault of faults) complain(running, fault);
    if (faults.length > 0) return false;

    const jail = this.runningJail(entry);
    if (operation.set) {
      if (jail === undefined) {
        if (operation.start) return await this.start(entry, undefined, optional);
        this.sayOf(entry, "not found");
        return false;
      }
      if (!operation.stop || firstFixed(jail, imported.settings) === undefined) {
        return changeJail(running, jail);
      }
      return (await this.stop(entry, jail, optional)) && (await this.start(entry, undefined, true));
    }
    if (!operation.stop) return await this.start(entry, jail, optional);
    const stopped = await this.stop(entry, jail, optional);
    return stopped && operation.start ? await this.start(entry, undefined, true) : stopped;
  }

  private async start(entry: Entry, jail: Jail | undefined, optional: boolean): Promise<boolean> {
    if (jail !== undefined) {
      if (!optional) this.sayOf(entry, "already exists");
      return optional;
    }
    for (const other of this.dependencies(entry)) {
      if (await this.run(other, { start: true, set: false, stop: false }, true)) continue;
      if (this.voice.verbose >= 0) complain(this.running(entry), "skipped");
      return false;
    }
    return await startJail(this.running(entry));
  }

  private async stop(entry: Entry, jail: Jail | undefined, optional: boolean): Promise<boolean> {
    for (const other of this.dependents(entry)) {
      if (await this.run(other, { start: false, set: false, stop: true }, true)) continue;
      if (this.voice.verbose >= 0) complain(this.running(entry), "skipped");
      return false;
    }
    if (jail === undefined) {
      if (!optional && this.voice.verbose >= 0) this.sayOf(entry, "not found");
      return optional;
    }
    return await stopJail(this.running(entry), jail);
  }

  /** jail.c, jail_quoted_warnx. */
  private sayOf({ wanted }: Entry, what: string): void {
    const name = wanted.label ?? valuesOf(wanted, "jid").at(-1) ?? valuesOf(wanted, "name").at(-1);
    this.process.err(
      name === undefined ? "jail: no jail specified\n" : `jail: "${name}" ${what}\n`,
    );
  }
}
