/** `ngbuddy lab reach`: who can ping whom, as a table. */
import { basename } from "node:path";
import { columnsOf, padded } from "../../buddy/columns.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import { reachAcross } from "../../lab/daemon/reachacross.ts";
import { type Reach, type ReachParty, type ReachPing, speaks } from "../../lab/reach.ts";
import { exitStatus, type Io } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { ensureLab } from "./started.ts";

export const subcommand = makeSubcommand({
  name: "lab reach",
  summary: "show who can ping whom: the host, each jail, each host of the LANs",
  details: `Everybody pings each address of everybody else, for real, which takes a second or two of the lab's clock. "1/2" is one
of two addresses, "none" is one who has no address to be pinged at. Those who have IPv6 addresses have a table of their own for them. The hosts and jails of labs that are joined by a cable
are in it, too; "?" is an address that somebody in the own lab has as well.`,
  arguments: [],
  options: { json: { type: "boolean", summary: "as JSON, with each ping" } },
  async run(_, values, context) {
    const { directory, self } = labOf(context);
    await ensureLab(directory, self, context);
    if (values.json) context.out(jsonText({ version: 1, ...(await reachAcross(directory)) }));
    else await showReach(directory, context);
    return exitStatus.ok;
  },
});

/** Measures who can ping whom, and prints it as a table. */
export async function showReach(directory: LabDirectory, io: Pick<Io, "out">): Promise<void> {
  io.out(tableOf(await reachAcross(directory)));
}

/** A row is who pings, a column who is pinged: a table by IPv4, and one by IPv6 of those who have such addresses, when somebody but the LAN has. */
export function tableOf({ parties, pings }: Reach): string {
  const isSix = ({ address }: ReachPing) => address.includes(":");
  const everybody = parties.map((party, place) => ({ party, place }));
  const four = everybody.filter(({ party }) => speaks(party, "inet"));
  const six = everybody.filter(({ party }) => speaks(party, "inet6"));
  const table = tableFor(
    "pings",
    four,
    pings.filter((ping) => !isSix(ping)),
  );
  if (six.every(({ party }) => party.kind === "lan")) return table;
  return `${table}\n${tableFor("pings by IPv6", six, pings.filter(isSix))}`;
}

interface Placed {
  readonly party: ReachParty;
  /** Among all parties. */
  readonly place: number;
}

function tableFor(title: string, parties: readonly Placed[], pings: readonly ReachPing[]): string {
  const answered = new Map<string, { yes: number; all: number }>();
  for (const ping of pings) {
    const key = `${ping.from} ${ping.to}`;
    const cell = answered.get(key) ?? { yes: 0, all: 0 };
    answered.set(key, { yes: cell.yes + (ping.answered ? 1 : 0), all: cell.all + 1 });
  }
  const own = parties.map(({ party }) => nameOf(party));
  const names = own.map((name, at) => {
    const { lab } = parties[at]!.party;
    const isTaken = own.some((other, place) => other === name && place !== at);
    return lab === undefined || !isTaken ? name : `${name} in ${printable(basename(lab))}`;
  });
  const rows = [
    [title, ...names],
    ...parties.map(({ place: from }, at) => [
      names[at]!,
      ...parties.map(({ party, place: to }) =>
        from === to ? "·" : (cellOf(answered.get(`${from} ${to}`)) ?? noneFor(party)),
      ),
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

/** Why somebody was not pinged: he has no address, or one that somebody near to the other one has. */
const noneFor = ({ addresses, addresses6 }: ReachParty) =>
  addresses.length + addresses6.length === 0 ? "none" : "?";

function cellOf(cell: { yes: number; all: number } | undefined): string | undefined {
  if (cell === undefined) return undefined;
  if (cell.yes === 0) return "no";
  return cell.yes === cell.all ? "yes" : `${cell.yes}/${cell.all}`;
}

/** The host by its name, marked; a jail by its name; one of a LAN by its address. */
function nameOf({ kind, name }: ReachParty): string {
  return printable(kind === "host" ? `${name} (host)` : name);
}
