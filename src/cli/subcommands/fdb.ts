/** `ngbuddy fdb`. */

import { preview } from "../../buddy/carryout.ts";
import { padded } from "../../buddy/columns.ts";
import { flushRequest, type TableEntry, tableEntries } from "../../buddy/fdb.ts";
import { narrowed } from "../../buddy/narrow.ts";
import { observe } from "../../buddy/observe/observe.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { change, show } from "../change.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

const FLUSH = "flush";

export const subcommand = makeSubcommand({
  name: "fdb",
  summary: "show which addresses the bridges have learned, and behind whom; or forget them",
  details: `With flush the tables are emptied, of BRIDGE or of all bridges of rc.conf: what is behind interfaces of this host
is put in again, everything else is learned by its next frame. The counters of the links begin at 0 again.`,
  arguments: [
    { name: "BRIDGE", of: "bridges", optional: true },
    { name: "FLUSH", optional: true },
  ],
  options: {
    "dry-run": {
      type: "boolean",
      short: "n",
      summary: "show the steps of flush and change nothing",
    },
    json: { type: "boolean", summary: "as JSON" },
  },
  example: "ngbuddy fdb lan flush",
  changes: true,
  async run(args, values, context) {
    const host = await context.host();
    const words = [args.bridge, args.flush].filter((word) => word !== undefined);
    const isFlush = words.at(-1) === FLUSH;
    const bridge = isFlush && words.length === 1 ? undefined : words[0];
    if (words.length === 2 && !isFlush)
      throw new Failure(
        exitStatus.usage,
        `fdb: ${printable(words[1] ?? "")}: the word after a bridge is flush`,
      );
    const json = values.json === true;
    if (isFlush) {
      const request = flushRequest(bridge);
      if (values["dry-run"]) show(context, await preview(host, request), json);
      else {
        const { request: asked } = await change(context, host, request, {}, json);
        if (json) context.out(jsonText({ version: 1, request: asked }));
      }
      return exitStatus.ok;
    }
    const topology = await withNetgraph(host, (netgraph) =>
      observe(host, netgraph, { counters: false, guests: true, tables: true }),
    );
    const entries = tableEntries(narrowed(topology, { bridge }));
    if (json) context.out(jsonText({ version: 1, entries }));
    else context.out(tableText(entries));
    return exitStatus.ok;
  },
});

function tableText(entries: readonly TableEntry[]): string {
  if (entries.length === 0) return "No address has been learned.\n";
  const rows = [
    ["bridge", "address", "age", "behind"],
    ...entries.map(({ bridge, address, age, link, guest }) => {
      const who = guest === "" || link.startsWith(guest) ? link : `${link}, ${guest}`;
      return [bridge, address, `${age} s`, who].map((one) => printable(one));
    }),
  ];
  return rows
    .map(([bridge = "", address = "", age = "", who = ""]) =>
      [padded(bridge, widthOf(rows, 0)), padded(address, 17), age.padStart(7), who].join("  "),
    )
    .map((line) => `${line}\n`)
    .join("");
}

function widthOf(rows: readonly (readonly string[])[], column: number): number {
  return Math.max(...rows.map((row) => row[column]?.length ?? 0));
}
