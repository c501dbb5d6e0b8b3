/** `ngbuddy lab reach`: who can ping whom, as a table. */
import { columnsOf, padded } from "../../buddy/columns.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { reach } from "../../lab/daemon/client.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import type { Reach, ReachParty } from "../../lab/reach.ts";
import { exitStatus, type Io } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { ensureLab } from "./started.ts";

export const subcommand = makeSubcommand({
  name: "lab reach",
  summary: "show who can ping whom: the host, each jail, each host of the LANs",
  details: `Everybody pings each IPv4 address of everybody else, for real, which takes a second or two of the lab's clock. "1/2" is one
of two addresses, "none" is one who has no address to be pinged at.`,
  arguments: [],
  options: { json: { type: "boolean", summary: "as JSON, with each ping" } },
  async run(_, values, context) {
    const { directory, self } = labOf(context);
    await ensureLab(directory, self, context);
    if (values.json) context.out(jsonText({ version: 1, ...(await reach(directory)) }));
    else await showReach(directory, context);
    return exitStatus.ok;
  },
});

/** Measures who can ping whom, and prints it as a table. */
export async function showReach(directory: LabDirectory, io: Pick<Io, "out">): Promise<void> {
  io.out(tableOf(await reach(directory)));
}

/** A row is who pings, a column is who is pinged. */
export function tableOf({ parties, pings }: Reach): string {
  const answered = new Map<string, { yes: number; all: number }>();
  for (const ping of pings) {
    const key = `${ping.from} ${ping.to}`;
    const cell = answered.get(key) ?? { yes: 0, all: 0 };
    answered.set(key, { yes: cell.yes + (ping.answered ? 1 : 0), all: cell.all + 1 });
  }
  const names = parties.map(nameOf);
  const rows = [
    ["pings", ...names],
    ...parties.map((_, from) => [
      names[from]!,
      ...parties.map((_, to) => (from === to ? "·" : cellOf(answered.get(`${from} ${to}`)))),
    ]),
  ];
  const widths = rows[0]!.map((_, column) =>
    Math.max(...rows.map((row) => columnsOf(row[column]!))),
  );
  return rows
    .map((row) =>
      row
        .map((cell, column) => padded(cell, widths[column]!))
        .join("  ")
        .trimEnd(),
    )
    .map((line) => `${line}\n`)
    .join("");
}

function cellOf(cell: { yes: number; all: number } | undefined): string {
  if (cell === undefined) return "none";
  if (cell.yes === 0) return "no";
  return cell.yes === cell.all ? "yes" : `${cell.yes}/${cell.all}`;
}

/** The host by its name, marked; a jail by its name; one of a LAN by its address. */
function nameOf({ kind, name }: ReachParty): string {
  return printable(kind === "host" ? `${name} (host)` : name);
}
