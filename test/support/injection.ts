/** Breaking a command at a chosen moment, and what must hold afterwards. */
import { expect } from "bun:test";
import type { Host } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { adviceIn } from "./advice.ts";
import { type BuddyLab, buddyLab, snapshot } from "./buddylab.ts";
import { type Fault, faultyHost } from "./faultyhost.ts";
import { restored, type SavedBuddyLab, saveBuddyLab } from "./savedbuddylab.ts";
import { via } from "./via.ts";

/** How a host came to be as it is, and what is asked of it then. */
export interface Situation {
  /** Command lines, split at spaces, and whatever no command does. */
  readonly setup: readonly (string | ((lab: BuddyLab) => unknown))[];
  readonly request: string;
}

/** The ways in which a command can break. */
export const FAULTS: readonly Omit<Fault, "at">[] = [
  { kind: "error", when: "before" },
  { kind: "error", when: "after" },
  { kind: "stays", when: "before" },
  { kind: "kill", when: "before" },
  { kind: "kill", when: "after" },
  { kind: "full disk", when: "before" },
  { kind: "read-only rc.conf", when: "before" },
  { kind: "dead lab", when: "before" },
];

/** How many faults of each kind were injected, and while which subcommand ran. */
export class Tally {
  private readonly counts = new Map<string, number>();
  private total = 0;

  add(kind: string, { request }: Situation): void {
    this.total++;
    for (const key of [kind, request.split(" ")[0]!])
      this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  has(key: string): boolean {
    return this.counts.has(key);
  }

  toString(): string {
    const parts = [...this.counts].sort(([a], [b]) => (a < b ? -1 : 1));
    return `${this.total} faults injected (${parts.map(([key, count]) => `${key}: ${count}`).join(", ")})`;
  }
}

/** A host as its setup leaves it: that takes longer than most requests, and one situation is broken a hundred times. */
const arrangements = new WeakMap<Situation, SavedBuddyLab>();

async function arrange(situation: Situation): Promise<BuddyLab> {
  const saved = arrangements.get(situation);
  if (saved !== undefined) return restored(saved);
  const lab = await arrangeAnew(situation);
  const kept = saveBuddyLab(lab);
  // A socket that a setup holds open does not come back.
  if (kept !== undefined && Bun.deepEquals(snapshot(restored(kept)), snapshot(lab)))
    arrangements.set(situation, kept);
  return lab;
}

async function arrangeAnew({ setup }: Situation): Promise<BuddyLab> {
  const lab = buddyLab();
  // Modules stay loaded, whatever becomes of the command that wanted them.
  await lab.out("kldload -n ng_ether ng_bridge ng_eiface");
  for (const line of setup) await (typeof line === "string" ? lab.run(line) : line(lab));
  return lab;
}

const outcomes = new WeakMap<Situation, ReturnType<typeof runUndisturbed>>();

/** Runs a request; files that it names are the lab's. */
function ask(lab: BuddyLab, words: string, host?: Host, signal?: AbortSignal) {
  return lab.ngbuddy(words, host, signal, "/");
}

/** What a request does to a host on which nothing breaks. */
export function undisturbed(situation: Situation): Promise<Outcome> {
  const known = outcomes.get(situation) ?? runUndisturbed(situation);
  outcomes.set(situation, known);
  return known;
}

async function runUndisturbed(situation: Situation) {
  const lab = await arrange(situation);
  const before = snapshot(lab);
  const { host, operations } = faultyHost(via(labHost(lab.lab), lab), undefined);
  const { status, stderr } = await ask(lab, situation.request, host);
  return { before, after: snapshot(lab), operations: operations(), status, stderr };
}
export type Outcome = Awaited<ReturnType<typeof runUndisturbed>>;

/** Breaks one operation. The host must be as before or as asked, and the next command must work. Returns false when the command never came that far. */
export async function inject(
  situation: Situation,
  fault: Fault,
  outcome: Outcome,
): Promise<boolean> {
  const { before, after } = outcome;
  const lab = await arrange(situation);
  const { host, fired } = faultyHost(via(labHost(lab.lab), lab), fault);
  const { status, stderr } = await ask(lab, situation.request, host).catch((error: unknown) => {
    // The process is gone: nothing of it comes back.
    if (fault.kind !== "kill") throw error;
    return { status: 137, stderr: "" };
  });
  if (!fired()) return false;
  if (fault.kind === "dead lab") {
    await bootAgain(lab, `${situation.request}, ${fault.kind} at operation ${fault.at}`, outcome);
    return true;
  }
  const what = `${situation.request}, ${fault.kind} ${fault.when} operation ${fault.at}: ${status} ${stderr}`;
  if (fault.kind === "kill" || /ngbuddy recover/.test(stderr)) {
    const recovered = await lab.ngbuddy("recover");
    expect({ what, status: recovered.status, stderr: recovered.stderr }).toEqual({
      what,
      status: 0,
      stderr: "",
    });
  }
  // What a jail did not get back is named, with what to type.
  if (status === 0 && stderr.includes("to give it that again")) {
    for (const command of stderr.split("\n").flatMap(adviceIn)) await lab.out(command);
  }
  const beforeOrAfter = () => {
    const now = snapshot(lab);
    const asBefore = Bun.deepEquals(now, before);
    if (!asBefore) expect({ what, ...now }).toEqual({ what, ...after });
    return asBefore;
  };
  const asBefore = beforeOrAfter();
  // What could not even remove its journal leaves it to the next one, which finds nothing to do.
  if (fault.kind !== "error" && fault.kind !== "kill") {
    expect((await lab.ngbuddy("recover")).status).toBe(0);
    expect({ what, asBefore: beforeOrAfter() }).toEqual({ what, asBefore });
  }
  if (status === 0) expect({ what, ...snapshot(lab) }).toEqual({ what, ...after });
  expect({ what, left: (await lab.ngbuddy("recover -n")).stdout }).toEqual({
    what,
    left: "Nothing was left behind.\n",
  });
  const again = await ask(lab, asBefore ? situation.request : "status");
  expect({ what, status: again.status, stderr: again.stderr }).toEqual({
    what,
    status: 0,
    stderr: asBefore ? outcome.stderr : "",
  });
  expect({ what, ...snapshot(lab) }).toEqual({ what, ...after });
  return true;
}

/** The whole host dies at an operation, and boots again with the files it had. */
export async function crash(situation: Situation, at: number, outcome: Outcome): Promise<void> {
  const lab = await arrange(situation);
  const { host } = faultyHost(via(labHost(lab.lab), lab), {
    at,
    kind: "kill",
    when: at % 2 === 0 ? "before" : "after",
  });
  await ask(lab, situation.request, host).catch(() => {});
  await bootAgain(lab, `${situation.request}, the host dies at operation ${at}`, outcome);
}

/** Another boot with the same files: rc.conf is one of the two, and start works. */
async function bootAgain(lab: BuddyLab, what: string, { before, after }: Outcome): Promise<void> {
  const rebooted = buddyLab({ files: lab.files });
  const start = await rebooted.ngbuddy("start");
  expect({ what, status: start.status, said: start.status === 0 ? "" : start.stderr }).toEqual({
    what,
    status: 0,
    said: "",
  });
  const { rcConf, network, ofJails } = snapshot(rebooted);
  expect({ what, whole: rcConf === before.rcConf || rcConf === after.rcConf }).toEqual({
    what,
    whole: true,
  });
  // A whole file outlives the boot: it must be what rc.conf asks for.
  const { files } = network;
  const fits = [before, after]
    .filter((one) => one.rcConf === rcConf)
    .some(
      (one) => Bun.deepEquals(one.network.files, files) && Bun.deepEquals(one.ofJails, ofJails),
    );
  expect({ what, files, ofJails, fits }).toEqual({ what, files, ofJails, fits: true });
  expect((await rebooted.ngbuddy("recover -n")).stdout).toBe("Nothing was left behind.\n");
}

/**
 * Kills a command at one operation, and breaks at another what clears up after it. However often that has to be tried,
 * the host is as before or as asked. Returns false when clearing up never came that far.
 */
export async function breakRecovery(
  situation: Situation,
  killed: number,
  fault: Fault,
  { before, after }: Outcome,
): Promise<boolean> {
  const lab = await arrange(situation);
  const dying = faultyHost(via(labHost(lab.lab), lab), { at: killed, kind: "kill", when: "after" });
  await ask(lab, situation.request, dying.host).catch(() => {});
  return await recoverBroken(
    lab,
    fault,
    [before, after],
    `${situation.request}, killed at ${killed}`,
  );
}

/** Lets the time for a confirmation pass, and breaks what undoes the request then. */
export async function breakUndoing(
  situation: Situation,
  fault: Fault,
  { before }: Outcome,
): Promise<boolean> {
  const lab = await arrange(situation);
  await ask(lab, `${situation.request} --confirm 60`);
  lab.lab.clock.advance(61_000);
  return await recoverBroken(lab, fault, [before], `${situation.request} --confirm`);
}

async function recoverBroken(
  lab: BuddyLab,
  fault: Fault,
  wanted: readonly Outcome["before"][],
  request: string,
): Promise<boolean> {
  const { host, fired } = faultyHost(via(labHost(lab.lab), lab), fault);
  await lab.ngbuddy("recover", host).catch(() => {});
  if (!fired()) return false;
  const what = `${request}, then recover, ${fault.kind} ${fault.when} operation ${fault.at}`;
  const again = await lab.ngbuddy("recover");
  expect({ what, status: again.status, stderr: again.stderr }).toEqual({
    what,
    status: 0,
    stderr: "",
  });
  const now = snapshot(lab);
  if (!wanted.some((one) => Bun.deepEquals(now, one)))
    expect({ what, ...now }).toEqual({ what, ...wanted[0]! });
  expect((await lab.ngbuddy("recover -n")).stdout).toBe("Nothing was left behind.\n");
  return true;
}

/** The user presses Control-C at an operation. Returns false when the command never came that far. */
export async function interrupt(
  situation: Situation,
  at: number,
  { before, after }: Outcome,
): Promise<boolean> {
  const lab = await arrange(situation);
  const controller = new AbortController();
  let count = 0;
  const notice = () => {
    if (count++ === at) controller.abort();
  };
  const host = noticing(via(labHost(lab.lab), lab), notice);
  const { status, stderr } = await ask(lab, situation.request, host, controller.signal);
  if (!controller.signal.aborted) return false;
  const what = `${situation.request}, Control-C at operation ${at}: ${status} ${stderr}`;
  const wanted = status === 0 ? after : before;
  expect({ what, ...snapshot(lab) }).toEqual({ what, ...wanted });
  if (status !== 0) expect(stderr).toMatch(/interrupted; /);
  expect((await lab.ngbuddy("recover -n")).stdout).toBe("Nothing was left behind.\n");
  return true;
}

/** A host that tells of each operation before it is done. */
function noticing(host: Host, notice: () => void): Host {
  return {
    ...host,
    run: (argv, options) => {
      notice();
      return host.run(argv, options);
    },
    files: {
      ...host.files,
      append: (path, text) => {
        notice();
        return host.files.append(path, text);
      },
    },
  };
}
