/** What all subcommands have in common that change something: `--dry-run`, `--json`, `-q`, and the way they report. */
import type { Recovered } from "../buddy/apply/recover.ts";
import { carryOut, preview } from "../buddy/carryout.ts";
import type { Plan } from "../buddy/plan/step.ts";
import type { Request } from "../buddy/request.ts";
import type { Host } from "../host/host.ts";
import { tracedHost } from "../host/traced.ts";
import { readArguments } from "./arguments.ts";
import { exitStatus } from "./io.ts";
import { progressLine } from "./progress.ts";
import type { Word, WordContext } from "./word.ts";

const OPTIONS = {
  "dry-run": { type: "boolean", short: "n" },
  json: { type: "boolean" },
  quiet: { type: "boolean", short: "q" },
  verbose: { type: "boolean", short: "v" },
} as const;

const DETAILS = `options:
  -n, --dry-run  show the steps and change nothing; with --json as JSON
  -q, --quiet    print nothing when all goes well
  -v, --verbose  show each message and command with its time, on standard error
`;

/** A subcommand that changes something. `request` makes of its arguments what is asked of the buddy. */
export function changingWord(word: {
  readonly usage: string;
  readonly summary: string;
  readonly details?: string;
  /** How many positional arguments it takes, at least and at most. */
  readonly takes: readonly [least: number, most: number];
  /** Flags of its own. */
  readonly flags?: { readonly [name: string]: { readonly type: "boolean" } };
  request(positionals: readonly string[], flags: { readonly [name: string]: unknown }): Request;
}): Word {
  const [least, most] = word.takes;
  return {
    usage: word.usage,
    summary: word.summary,
    details: `${word.details ?? ""}${DETAILS}`,
    async run(args, context) {
      const { values, positionals } = readArguments(
        args,
        word.usage,
        { ...OPTIONS, ...word.flags },
        least,
        most,
      );
      const flags: { readonly [name: string]: unknown } = values;
      const request = word.request(positionals, flags);
      const host = traceable(context, await context.host(), flags.verbose === true);
      if (flags["dry-run"]) show(context, await preview(host, request), flags.json === true);
      else await change(context, host, request, flags.quiet === true);
      return exitStatus.ok;
    },
  };
}

function traceable(context: WordContext, host: Host, verbose: boolean): Host {
  return verbose ? tracedHost(host, (line) => context.err(`${line}\n`)) : host;
}

async function change(
  context: WordContext,
  host: Host,
  request: Request,
  quiet: boolean,
): Promise<void> {
  const progress = progressLine(context, !quiet && context.isTerminal);
  await carryOut(host, request, {
    say: (line) => {
      progress.clear();
      if (!quiet) context.out(`${line}\n`);
    },
    remark: (line) => quiet || context.err(`ngbuddy: ${line}\n`),
    recovered: (one) => context.err(`ngbuddy: ${recoveredLine(one)}\n`),
    progress: progress.show,
    signal: context.signal,
  }).finally(progress.clear);
}

/** What became of a request that was killed half way, in one line. */
export function recoveredLine({ request, pid, outcome, steps }: Recovered): string {
  const what = `"${request}" of process ${pid}, which was killed,`;
  switch (outcome) {
    case "undone":
      return `${what} was undone${steps.length === 0 ? "" : `: ${steps.join("; ")}`}`;
    case "finished":
      return `${what} was carried to its end: ${steps.join("; ")}`;
    case "complete":
      return `${what} had been done to its end`;
    case "dropped":
      return `${what} had changed nothing that is still there`;
  }
}

function show(context: WordContext, plan: Plan, json: boolean): void {
  if (json) {
    context.out(`${JSON.stringify({ version: 1, plan })}\n`);
    return;
  }
  for (const note of plan.notes) context.err(`ngbuddy: ${note}\n`);
  if (plan.steps.length === 0) context.out(`${plan.request}: nothing to do\n`);
  else
    context.out(
      `${plan.request}: ${plan.steps.length} ${plan.steps.length === 1 ? "step" : "steps"}\n`,
    );
  for (const [index, { description }] of plan.steps.entries()) {
    context.out(
      `${String(index + 1).padStart(String(plan.steps.length).length + 2)}. ${description}\n`,
    );
  }
}
