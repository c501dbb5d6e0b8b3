/** `ngbuddy recover`. */
import { leftBehind, recover as recoverAll } from "../../buddy/apply/recover.ts";
import { withNetgraph } from "../../buddy/carryout.ts";
import { readArguments } from "../arguments.ts";
import { recoveredLine } from "../change.ts";
import { exitStatus } from "../io.ts";
import type { Word } from "../word.ts";

const usage = "recover [-nq] [--json]";
const OPTIONS = {
  "dry-run": { type: "boolean", short: "n" },
  quiet: { type: "boolean", short: "q" },
  json: { type: "boolean" },
} as const;

export const recover: Word = {
  usage,
  summary:
    "clear up after a command that was killed half way (every changing command does so first)",
  details: `options:
  -n, --dry-run  show what was left behind and change nothing
  -q, --quiet    print nothing when all goes well
`,
  async run(args, context) {
    const { values } = readArguments(args, usage, OPTIONS, 0, 0);
    const host = await context.host();
    if (values["dry-run"]) {
      const left = await leftBehind(host);
      const rows = left.map(({ plan, pid, started, begun, awaiting }) => ({
        request: plan.request,
        pid,
        started,
        begun: plan.steps.slice(0, begun + 1).map(({ description }) => description),
        would: begun < 0 ? "drop" : awaiting !== undefined ? "undo" : plan.whenKilled,
      }));
      if (values.json) context.out(`${JSON.stringify({ version: 1, left: rows })}\n`);
      else if (rows.length === 0) context.out("Nothing was left behind.\n");
      else
        for (const row of rows)
          context.out(
            `"${row.request}" of process ${row.pid}, begun: ${row.begun.join("; ") || "nothing"}; to ${row.would}\n`,
          );
      return exitStatus.ok;
    }
    const recovered = await withNetgraph(host, (netgraph) => recoverAll(host, netgraph));
    if (values.quiet) return exitStatus.ok;
    if (values.json) context.out(`${JSON.stringify({ version: 1, recovered })}\n`);
    else if (recovered.length === 0) context.out("Nothing was left behind.\n");
    else for (const one of recovered) context.out(`${recoveredLine(one)}\n`);
    return exitStatus.ok;
  },
};
