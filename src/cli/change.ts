/** What all subcommands have in common that change something: `--dry-run`, `--json`, `-q`, and the way they report. */
import type { Recovered } from "../buddy/apply/recover.ts";
import { type CarryOutOptions, carryOut, preview } from "../buddy/carryout.ts";
import { counted } from "../buddy/counted.ts";
import type { Plan } from "../buddy/plan/step.ts";
import { jsonText, printable } from "../buddy/printable.ts";
import type { Request } from "../buddy/request.ts";
import type { Host } from "../host/host.ts";
import { tracedHost } from "../host/traced.ts";
import { readArguments } from "./arguments.ts";
import { exitStatus, Failure, listed } from "./io.ts";
import { progressLine } from "./progress.ts";
import type { Word, WordContext } from "./word.ts";

const OPTIONS = {
  "dry-run": { type: "boolean", short: "n" },
  json: { type: "boolean" },
  quiet: { type: "boolean", short: "q" },
  verbose: { type: "boolean", short: "v" },
} as const;
const CONFIRM = { confirm: { type: "string" } } as const;

const DETAILS = `  -n, --dry-run  show the steps and change nothing
  --json         the steps, or what was done, as JSON
  -q, --quiet    print nothing when all goes well
  -v, --verbose  show each message and command with its time, on standard error
`;

const CONFIRM_DETAILS = `  --confirm SECONDS
                 undo everything after so many seconds, unless ngbuddy confirm comes before
`;

/** A subcommand that changes something. `request` makes of its arguments what is asked of the buddy. */
export function changingWord(word: {
  readonly usage: string;
  readonly summary: string;
  readonly details?: string;
  /** Lines of the options that only this word has. */
  readonly options?: string;
  /** How many positional arguments it takes, at least and at most. */
  readonly takes: readonly [least: number, most: number];
  /** Flags of its own. */
  readonly flags?: { readonly [name: string]: { readonly type: "boolean" } };
  /** May it be undone after a time, unless it is confirmed? */
  readonly confirmable?: boolean;
  request(positionals: readonly string[], flags: { readonly [name: string]: unknown }): Request;
}): Word {
  const [least, most] = word.takes;
  return {
    usage: word.usage,
    summary: word.summary,
    details: `${word.details ?? ""}options:\n${word.options ?? ""}${DETAILS}${word.confirmable ? CONFIRM_DETAILS : ""}`,
    changes: true,
    async run(args, context) {
      const { values, positionals } = readArguments(
        args,
        word.usage,
        { ...OPTIONS, ...(word.confirmable ? CONFIRM : {}), ...word.flags },
        least,
        most,
      );
      const flags: { readonly [name: string]: unknown } = values;
      const request = word.request(positionals, flags);
      const host = traceable(context, await context.host(), flags.verbose === true);
      const options = { confirmWithin: secondsOf(flags.confirm) };
      const json = flags.json === true;
      if (flags["dry-run"]) show(context, await preview(host, request, options), json);
      else if (json) await changeForPrograms(context, host, request, options);
      else await change(context, host, request, options, flags.quiet === true);
      return exitStatus.ok;
    },
  };
}

function traceable(context: WordContext, host: Host, verbose: boolean): Host {
  return verbose ? tracedHost(host, (line) => context.err(`${printable(line)}\n`)) : host;
}

/** The longest time that may be given for a confirmation: a day. */
const LONGEST = 86_400;
/** A little later than the time that was given, so that it is surely over, seconds. */
const LATER = 0.5;

function secondsOf(text: unknown): number | undefined {
  if (text === undefined) return undefined;
  const seconds = Number(text);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= LONGEST) return seconds;
  throw new Failure(
    exitStatus.usage,
    `--confirm ${text}: give a number of seconds from 1 to ${LONGEST}`,
  );
}

async function change(
  context: WordContext,
  host: Host,
  request: Request,
  options: CarryOutOptions,
  quiet: boolean,
): Promise<void> {
  const progress = progressLine(context, !quiet && context.isTerminal);
  const remark = (line: string) => quiet || context.err(`ngbuddy: ${printable(line)}\n`);
  const audience = {
    say: (line: string) => {
      progress.clear();
      if (!quiet) context.out(`${printable(line)}\n`);
    },
    remark,
    recovered: (one: Recovered) => context.err(`ngbuddy: ${printable(recoveredLine(one))}\n`),
    progress: progress.show,
    signal: context.signal,
  };
  const plan = await carryOut(host, request, audience, options).finally(progress.clear);
  if (undoneLater(context, plan, options))
    remark(`all of this is undone in ${options.confirmWithin} s, unless you say: ngbuddy confirm`);
}

/** The same, told in one JSON object when all is done. */
async function changeForPrograms(
  context: WordContext,
  host: Host,
  request: Request,
  options: CarryOutOptions,
): Promise<void> {
  const said: string[] = [];
  const notes: string[] = [];
  const recovered: Recovered[] = [];
  const plan = await carryOut(
    host,
    request,
    {
      say: (line) => said.push(line),
      remark: (line) => notes.push(line),
      recovered: (one) => recovered.push(one),
      progress: () => {},
      signal: context.signal,
    },
    options,
  );
  const confirmWithin = undoneLater(context, plan, options) ? options.confirmWithin : undefined;
  const done = plan.steps.map(({ description }) => description);
  const { request: asked } = plan;
  context.out(
    jsonText({ version: 1, request: asked, done, said, notes, recovered, confirmWithin }),
  );
}

/** Is all of it undone unless somebody confirms it? Then that is seen to. */
function undoneLater(
  context: WordContext,
  plan: Plan,
  { confirmWithin }: CarryOutOptions,
): boolean {
  if (confirmWithin === undefined || plan.steps.length === 0) return false;
  context.later(confirmWithin + LATER, ["recover", "--quiet"]);
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

function show(context: WordContext, plan: Plan, json: boolean): void {
  if (json) {
    context.out(jsonText({ version: 1, plan }));
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
}
