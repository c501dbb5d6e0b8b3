/** `ngbuddy recover`. */

import { isAwaiting } from "../../buddy/apply/confirming.ts";
import type { ReadJournal } from "../../buddy/apply/journal.ts";
import { forget, leftBehind, recover as recoverAll } from "../../buddy/apply/recover.ts";
import { strangeLine } from "../../buddy/apply/strange.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { recoveredLine } from "../change.ts";
import { exitStatus, type Io, listed } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "recover",
  summary:
    "clear up after a command that was killed half way (whatever changes the host does so first)",
  arguments: [],
  options: {
    "dry-run": {
      type: "boolean",
      short: "n",
      summary: "show what was left behind and change nothing",
    },
    quiet: { type: "boolean", short: "q", summary: "print nothing when all goes well" },
    json: { type: "boolean", summary: "as JSON" },
    forget: {
      type: "boolean",
      summary: "leave the host as it is, and do not try again: for what cannot be cleared up",
    },
    // Fails with 75 as long as this journal is there: for what undoes a change that nobody confirms.
    "until-gone": { type: "string", value: "JOURNAL" },
  },
  changes: true,
  async run(_, values, context) {
    const host = await context.host();
    const remark = (line: string) => context.err(`ngbuddy: ${printable(line)}\n`);
    if (values["dry-run"]) {
      const { journals, strange } = await leftBehind(host);
      for (const one of strange) remark(strangeLine(one));
      const rows = journals.map(rowOf);
      if (values.json) context.out(jsonText({ version: 1, left: rows }));
      else say(context, rows, ({ would }) => `to ${would}`);
      return exitStatus.ok;
    }
    if (values.forget) {
      const rows = (await forget(host)).map(rowOf);
      if (values.quiet) return exitStatus.ok;
      if (values.json) context.out(jsonText({ version: 1, forgotten: rows }));
      else say(context, rows, () => "forgotten, not undone");
      return exitStatus.ok;
    }
    const recovered = await withNetgraph(host, (netgraph) => recoverAll(host, netgraph, remark));
    const awaited = values["until-gone"];
    const end =
      awaited !== undefined && (await isAwaiting(host, awaited))
        ? exitStatus.temporary
        : exitStatus.ok;
    if (values.quiet) return end;
    if (values.json) context.out(jsonText({ version: 1, recovered }));
    else if (recovered.length === 0) context.out("Nothing was left behind.\n");
    else for (const one of recovered) context.out(`${printable(recoveredLine(one))}\n`);
    return end;
  },
});

/** A request that was left behind, and what would become of it. */
function rowOf({ plan, pid, started, begun, awaiting }: ReadJournal) {
  return {
    request: plan.request,
    pid,
    started,
    begun: plan.steps.slice(0, begun + 1).map(({ description }) => description),
    would: begun < 0 ? "drop" : awaiting !== undefined ? "undo" : plan.whenKilled,
  };
}

type Row = ReturnType<typeof rowOf>;

function say({ out }: Io, rows: readonly Row[], end: (row: Row) => string): void {
  if (rows.length === 0) out("Nothing was left behind.\n");
  for (const row of rows) {
    const begun = listed(row.begun) || "nothing";
    const line = `"${row.request}" of process ${row.pid}, begun: ${begun}; ${end(row)}`;
    out(`${printable(line)}\n`);
  }
}
