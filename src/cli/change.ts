/** What all subcommands have in common that change something: `--dry-run`, `--json`, `-q`, and the way they report. */
import type { Recovered } from "../buddy/apply/recover.ts";
import { type CarriedOut, type CarryOutOptions, carryOut, preview } from "../buddy/carryout.ts";
import { counted } from "../buddy/counted.ts";
import type { Plan } from "../buddy/plan/step.ts";
import { jsonText, printable } from "../buddy/printable.ts";
import type { Request } from "../buddy/request.ts";
import type { Host } from "../host/host.ts";
import { exitStatus, Failure, listed } from "./io.ts";
import { makeSubcommand } from "./makesubcommand.ts";
import type { ProgressLine } from "./progress.ts";
import type {
  Argument,
  ArgumentValues,
  Described,
  Options,
  OptionValues,
  Subcommand,
  SubcommandContext,
} from "./subcommand.ts";

const OPTIONS = {
  "dry-run": { type: "boolean", short: "n", summary: "show the steps and change nothing" },
  json: { type: "boolean", summary: "the steps, or what was done, as JSON" },
  quiet: { type: "boolean", short: "q", summary: "print nothing when all goes well" },
  verbose: {
    type: "boolean",
    short: "v",
    summary: "show each message and command with its time, on standard error",
  },
} as const satisfies Options;

const CONFIRM = {
  confirm: {
    type: "string",
    value: "SECONDS",
    summary: "undo everything after so many seconds, unless ngbuddy confirm comes before",
  },
} as const satisfies Options;

/** Makes a subcommand that changes the host. `request` makes of what was typed what is asked of the buddy. */
export function makeChangingSubcommand<
  const A extends readonly Argument[],
  const O extends Options = Record<never, never>,
>(
  record: Omit<Described, "options"> & {
    readonly arguments: A;
    /** Options that only this subcommand has. */
    readonly options?: O;
    /** May it be undone after a time, unless it is confirmed? */
    readonly confirmable?: boolean;
    readonly onPage?: string;
    readonly inService?: boolean;
    request(
      args: ArgumentValues<A>,
      options: OptionValues<O>,
      context: SubcommandContext,
    ): Request | Promise<Request>;
  },
): Subcommand {
  const { request, confirmable, options: own, ...described } = record;
  return makeSubcommand({
    ...described,
    options: { ...own, ...OPTIONS, ...(confirmable ? CONFIRM : {}) } as typeof OPTIONS &
      Partial<typeof CONFIRM>,
    changes: true,
    async run(args, values, context) {
      const asked = await request(args, values as OptionValues<O>, context);
      const host = await traceable(context, await context.host(), values.verbose === true);
      const options = { confirmWithin: secondsOf(values.confirm) };
      const json = values.json === true;
      if (values["dry-run"]) {
        const plan = await preview(host, asked, options);
        show(context, plan, json);
        return tellUnmet(context, plan);
      }
      const plan = json
        ? await changeForPrograms(context, host, asked, options)
        : await change(context, host, asked, options, values.quiet === true);
      return tellUnmet(context, plan);
    },
  });
}

/** What was left out because of how things are is no success: a line each, whatever was asked for besides. */
function tellUnmet(context: SubcommandContext, { unmet = [] }: Plan): number {
  for (const line of unmet) context.err(`ngbuddy: ${printable(line)}\n`);
  return unmet.length === 0 ? exitStatus.ok : exitStatus.unavailable;
}

/** The host, which tells of each message and command where that is asked for. */
export async function traceable(
  context: SubcommandContext,
  host: Host,
  verbose: boolean,
): Promise<Host> {
  if (!verbose) return host;
  const { tracedHost } = await import("../host/traced.ts");
  return tracedHost(host, (line) => context.err(`${printable(line)}\n`));
}

/** The longest time that may be given for a confirmation, seconds: a day. */
const MAX_CONFIRM = 86_400;
/** A little later than the time that was given, so that it is surely over, seconds. */
const LATER = 0.5;

function secondsOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_CONFIRM) return seconds;
  throw new Failure(
    exitStatus.usage,
    `--confirm ${text}: give a number of seconds from 1 to ${MAX_CONFIRM}`,
  );
}

/** How far it has come, for whoever cannot see that. */
const NO_PROGRESS: ProgressLine = { show() {}, clear() {} };

/** Carries a request out, and says what is done. */
export async function change(
  context: SubcommandContext,
  host: Host,
  request: Request,
  options: CarryOutOptions,
  quiet: boolean,
): Promise<Plan> {
  const progress =
    context.terminal() === undefined
      ? NO_PROGRESS
      : (await import("./progress.ts")).progressLine(context, !quiet);
  const remark = (line: string) => quiet || context.err(`ngbuddy: ${printable(line)}\n`);
  const output = {
    say: (line: string) => {
      progress.clear();
      if (!quiet) context.out(`${shown(line)}\n`);
    },
    remark,
    recovered: (one: Recovered) => context.err(`ngbuddy: ${printable(recoveredLine(one))}\n`),
    progress: progress.show,
    signal: context.signal,
  };
  const plan = await carryOut(host, request, output, options).finally(progress.clear);
  if (undoneLater(context, plan, options))
    remark(`all of this is undone in ${options.confirmWithin} s, unless you say: ngbuddy confirm`);
  return plan;
}

/** The same, told in one JSON object when all is done. */
async function changeForPrograms(
  context: SubcommandContext,
  host: Host,
  request: Request,
  options: CarryOutOptions,
): Promise<Plan> {
  const says: string[] = [];
  const notes: string[] = [];
  const recovered: Recovered[] = [];
  const plan = await carryOut(
    host,
    request,
    {
      say: (line) => says.push(line),
      remark: (line) => notes.push(line),
      recovered: (one) => recovered.push(one),
      progress: () => {},
      signal: context.signal,
    },
    options,
  );
  const confirmWithin = undoneLater(context, plan, options) ? options.confirmWithin : undefined;
  const done = plan.steps.map(({ description }) => description);
  const { request: asked, unmet = [] } = plan;
  context.out(
    jsonText({ version: 1, request: asked, done, says, notes, unmet, recovered, confirmWithin }),
  );
  return plan;
}

/** Is all of it undone unless somebody confirms it? Then that is seen to. */
function undoneLater(
  context: SubcommandContext,
  plan: CarriedOut,
  { confirmWithin }: CarryOutOptions,
): boolean {
  if (confirmWithin === undefined || plan.awaiting === undefined) return false;
  context.later(confirmWithin + LATER, ["recover", "--quiet", "--until-gone", plan.awaiting]);
  return true;
}

/** What became of a request that was killed half way, in one line. */
export function recoveredLine({ request, pid, outcome, steps, unconfirmed }: Recovered): string {
  const why = unconfirmed ? "which nobody confirmed" : "which was killed";
  const what = `"${request}" of process ${pid}, ${why},`;
  switch (outcome) {
    case "undone":
      return `${what} was undone${steps.length === 0 ? "" : `: ${listed(steps)}`}`;
    case "finished":
      return `${what} was carried to its end: ${listed(steps)}`;
    case "complete":
      return `${what} had been done to its end`;
    case "dropped":
      return `${what} had changed nothing that is still there`;
  }
}

/** Shows a plan that is not carried out. */
export function show(context: SubcommandContext, plan: Plan, json: boolean): void {
  if (json) {
    const { done, says, ...rest } = plan;
    context.out(jsonText({ version: 1, plan: { ...rest, says: [...says, ...done] } }));
    return;
  }
  for (const note of plan.notes) context.err(`ngbuddy: ${printable(note)}\n`);
  if (plan.steps.length === 0) context.out(`${printable(plan.request)}: nothing to do\n`);
  else context.out(`${printable(plan.request)}: ${counted(plan.steps.length, "step")}\n`);
  for (const [index, { description }] of plan.steps.entries()) {
    context.out(
      `${String(index + 1).padStart(String(plan.steps.length).length + 2)}. ${printable(description)}\n`,
    );
  }
  for (const line of plan.shows ?? []) context.out(`${shown(line)}\n`);
}

/** A line made harmless; the tabs of a file that it is from stay. */
function shown(line: string): string {
  return line
    .split("\t")
    .map((part) => printable(part))
    .join("\t");
}
