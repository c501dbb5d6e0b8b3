/** Breaking a command at a chosen moment, and what must hold afterwards. */
import { expect } from "bun:test";
import type { Host } from "../../src/host/host.ts";
import { ownPlaces } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { adviceIn } from "./advice.ts";
import { type BuddyLab, buddyLab, snapshot } from "./buddylab.ts";
import { observing } from "./faultplaces.ts";
import { type Fault, faultyHost, type Operation } from "./faultyhost.ts";
import { repeated, restoreFiles, type SavedFiles, saveFiles } from "./savedbuddylab.ts";
import { via } from "./via.ts";

/** How a host came to be as it is, and what is asked of it then. */
export interface Situation {
  /** The situation whose host its own host was before; a host that was just booted otherwise. */
  readonly from?: Situation;
  /** Command lines, split at spaces, and whatever no command does. */
  readonly setup: readonly (string | ((lab: BuddyLab) => unknown))[];
  readonly request: string;
}

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

/** Hosts as their setups leave them: that takes longer than most requests, and one situation is broken a hundred times. */
const arrangements = new WeakMap<Situation, () => Promise<BuddyLab>>();

function arrange(situation: Situation): Promise<BuddyLab> {
  const known = arrangements.get(situation) ?? repeated(() => arrangeAnew(situation));
  arrangements.set(situation, known);
  return known();
}

async function arrangeAnew({ from, setup }: Situation): Promise<BuddyLab> {
  const lab = from === undefined ? buddyLab() : await arrange(from);
  // Modules stay loaded, whatever becomes of the command that wanted them.
  if (from === undefined) await lab.out("kldload -n ng_ether ng_bridge ng_eiface");
  for (const line of setup) await (typeof line === "string" ? lab.run(line) : line(lab));
  return lab;
}

const outcomes = new WeakMap<Situation, ReturnType<typeof runUndisturbed>>();

/** Lets go of what was kept of a situation: what hundreds of hosts are made of would have to be looked through again and again for what is garbage. */
export function forget(situation: Situation): void {
  arrangements.delete(situation);
  outcomes.delete(situation);
}

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
  /** The files before each operation, and after the last one. */
  const files: SavedFiles[] = [];
  const note = (last?: Operation) => {
    const isSame = last?.kind === "read" || last?.kind === "message";
    files.push(isSame ? files.at(-1)! : (saveFiles(lab.files) ?? []));
  };
  const { host, operations } = faultyHost(via(labHost(lab.lab), lab), undefined, (at) =>
    note(operations[at - 1]),
  );
  const { status, stderr } = await ask(lab, situation.request, host);
  note();
  return { before, after: snapshot(lab), operations, files, status, stderr };
}
export type Outcome = Awaited<ReturnType<typeof runUndisturbed>>;

/**
 * Breaks one operation after the other. Each time the host must be as before or as asked; if it is as before, it is the very
 * one that is broken next, and with the last of them the request must work. Tells of each that was broken.
 */
export async function injectEach(
  situation: Situation,
  faults: Iterable<Fault>,
  outcome: Outcome,
  done: (fault: Fault) => void,
): Promise<void> {
  let lab: BuddyLab | undefined;
  for (const fault of faults) {
    let found = lab && (await inject(lab, situation, fault, outcome));
    // What broke before may have left less to do, such as modules that stay loaded.
    if (found === undefined || found === "elsewhere") {
      lab = await arrange(situation);
      found = await inject(lab, situation, fault, outcome);
      expect([situation.request, fault, found]).not.toEqual([
        situation.request,
        fault,
        "elsewhere",
      ]);
    }
    done(fault);
    if (found !== "before") lab = undefined;
  }
  if (lab !== undefined) await expectNext(lab, situation, outcome);
}

/** A host that is as before does what is asked of it. */
async function expectNext(lab: BuddyLab, { request }: Situation, outcome: Outcome): Promise<void> {
  const what = `${request}, after all that broke`;
  const { status, stderr } = await ask(lab, request);
  expect({ what, status, stderr }).toEqual({ what, status: 0, stderr: outcome.stderr });
  expect({ what, ...snapshot(lab) }).toEqual({ what, ...outcome.after });
}

/** Did a command ask the same as the undisturbed one, up to there? */
function isSame(operations: readonly Operation[], wanted: readonly Operation[], at: number) {
  return wanted.slice(0, at + 1).every(({ kind }, index) => operations[index]?.kind === kind);
}

/** Breaks one operation. The host must be as before or as asked: returns which, or `elsewhere` when the command did not come there as the undisturbed one did. */
async function inject(
  lab: BuddyLab,
  { request }: Situation,
  fault: Fault,
  outcome: Outcome,
): Promise<"before" | "after" | "gone" | "elsewhere"> {
  const { before, after } = outcome;
  const { host, fired, operations } = faultyHost(via(labHost(lab.lab), lab), fault);
  const { status, stderr } = await ask(lab, request, host).catch((error: unknown) => {
    // The process is gone: nothing of it comes back.
    if (fault.kind !== "kill") throw error;
    return { status: 137, stderr: "" };
  });
  if (!fired() || !isSame(operations, outcome.operations, fault.at)) return "elsewhere";
  if (fault.kind === "dead lab") {
    await bootAgain(lab.files, `${request}, ${fault.kind} at operation ${fault.at}`, outcome);
    return "gone";
  }
  const what = `${request}, ${fault.kind} ${fault.when} operation ${fault.at}: ${status} ${stderr}`;
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
    if (!asBefore) expectToBe(what, now, after);
    return asBefore;
  };
  let asBefore = beforeOrAfter();
  // What could not even remove its journal leaves it to the next one, which finds nothing to do.
  if (fault.kind !== "error" && fault.kind !== "kill") {
    expect((await lab.ngbuddy("recover")).status).toBe(0);
    const found = asBefore;
    asBefore = beforeOrAfter();
    expect({ what, asBefore }).toEqual({ what, asBefore: found });
  }
  if (status === 0) expectToBe(what, snapshot(lab), after);
  expect({ what, left: (await lab.ngbuddy("recover -n")).stdout }).toEqual({
    what,
    left: "Nothing was left behind.\n",
  });
  if (asBefore) return "before";
  const again = await ask(lab, "status");
  expect({ what, status: again.status, stderr: again.stderr }).toEqual({
    what,
    status: 0,
    stderr: "",
  });
  return "after";
}

/** What is equal is found so much faster by deepEquals. */
function expectToBe(what: string, now: Outcome["after"], wanted: Outcome["after"]): void {
  if (!Bun.deepEquals(now, wanted)) expect({ what, ...now }).toEqual({ what, ...wanted });
}

/**
 * The whole host dies, and boots again with the files it had: wherever something else than a journal has changed, and where
 * the journals have, every so many times, which begin elsewhere with each `turn`.
 */
export async function crash(
  { request }: Situation,
  outcome: Outcome,
  stride: number,
  turn: number,
  done: () => void,
): Promise<void> {
  const isJournal = ({ path }: SavedFiles[number]) => path.startsWith(`${ownPlaces.run}/`);
  let [all, others, changes] = ["", "", turn];
  for (const [at, files] of outcome.files.entries()) {
    if (files === outcome.files[at - 1]) continue;
    const [lastAll, lastOthers] = [all, others];
    all = JSON.stringify(files);
    others = JSON.stringify(files.filter((one) => !isJournal(one)));
    if (all === lastAll || (changes++ % stride !== 0 && others === lastOthers)) continue;
    await bootAgain(
      restoreFiles(files),
      `${request}, the host dies before operation ${at}`,
      outcome,
    );
    done();
  }
}

/** Another boot with the same files: rc.conf is one of the two, and start works. */
async function bootAgain(
  files: BuddyLab["files"],
  what: string,
  { before, after }: Outcome,
): Promise<void> {
  const rebooted = buddyLab({ files });
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
  const fits = [before, after]
    .filter((one) => one.rcConf === rcConf)
    .some(
      (one) =>
        Bun.deepEquals(one.network.files, network.files) && Bun.deepEquals(one.ofJails, ofJails),
    );
  expect({ what, files: network.files, ofJails, fits }).toEqual({
    what,
    files: network.files,
    ofJails,
    fits: true,
  });
  expect((await rebooted.ngbuddy("recover -n")).stdout).toBe("Nothing was left behind.\n");
}

/** A host that has something to be cleared up, and how it may be afterwards. */
export interface ToClearUp {
  readonly what: string;
  readonly host: () => Promise<BuddyLab>;
  readonly wanted: readonly Outcome["before"][];
  /** What `recover` asks of it. */
  readonly operations: readonly Operation[];
}

async function toClearUp(rest: Omit<ToClearUp, "operations">): Promise<ToClearUp> {
  const lab = await rest.host();
  const { host, operations } = faultyHost(via(labHost(lab.lab), lab), undefined);
  expect({ what: rest.what, ...(await lab.ngbuddy("recover", host)) }).toMatchObject({ status: 0 });
  return { ...rest, operations };
}

/** A host on which a request was killed after one of its operations. */
export function killed(situation: Situation, at: number, outcome: Outcome): Promise<ToClearUp> {
  const host = repeated(async () => {
    const lab = await arrange(situation);
    const dying = faultyHost(via(labHost(lab.lab), lab), { at, kind: "kill", when: "after" });
    await ask(lab, situation.request, dying.host).catch(() => {});
    return lab;
  });
  const wanted = [outcome.before, outcome.after];
  return toClearUp({ what: `${situation.request}, killed at ${at}`, host, wanted });
}

/** A host on which the time to confirm a request has passed. */
export function unconfirmed(situation: Situation, { before }: Outcome): Promise<ToClearUp> {
  const request = `${situation.request} --confirm 60`;
  const host = repeated(async () => {
    const lab = await arrange(situation);
    await ask(lab, request);
    lab.lab.clock.advance(61_000);
    return lab;
  });
  return toClearUp({ what: request, host, wanted: [before] });
}

/** Breaks what clears up. However often that has to be tried, the host is as it may be. */
export async function breakClearingUp(
  { host: make, wanted, what: before }: ToClearUp,
  fault: Fault,
): Promise<void> {
  const lab = await make();
  const { host, fired } = faultyHost(via(labHost(lab.lab), lab), fault);
  await lab.ngbuddy("recover", host).catch(() => {});
  const what = `${before}, then recover, ${fault.kind} ${fault.when} operation ${fault.at}`;
  expect({ what, fired: fired() }).toEqual({ what, fired: true });
  const again = await lab.ngbuddy("recover");
  expect({ what, status: again.status, stderr: again.stderr }).toEqual({
    what,
    status: 0,
    stderr: "",
  });
  const now = snapshot(lab);
  if (!wanted.some((one) => Bun.deepEquals(now, one))) expectToBe(what, now, wanted[0]!);
  expect((await lab.ngbuddy("recover -n")).stdout).toBe("Nothing was left behind.\n");
}

/** The user presses Control-C at one operation after the other: the host is as before or as asked, and it says so. */
export async function interruptEach(
  situation: Situation,
  places: readonly number[],
  { before, after, operations }: Outcome,
  done: () => void,
): Promise<void> {
  let lab: BuddyLab | undefined;
  for (const place of places) {
    lab ??= await arrange(situation);
    const controller = new AbortController();
    const { host } = faultyHost(via(labHost(lab.lab), lab), undefined, (at) => {
      if (at === place) controller.abort();
    });
    const { status, stderr } = await ask(lab, situation.request, host, controller.signal);
    const what = `${situation.request}, Control-C at operation ${place}: ${status} ${stderr}`;
    // What was loaded before has not to be loaded again: a few operations less.
    if (controller.signal.aborted) done();
    else expect({ what, status }).toEqual({ what, status: 0 });
    expectToBe(what, snapshot(lab), status === 0 ? after : before);
    // Whoever is told before the first step takes none.
    if (place < observing(operations)) expect({ what, status }).not.toEqual({ what, status: 0 });
    if (status !== 0) expect(stderr).toMatch(/interrupted; /);
    expect((await lab.ngbuddy("recover -n")).stdout).toBe("Nothing was left behind.\n");
    if (status === 0) lab = undefined;
  }
}
