/** What `ngbuddy status --brief` prints: a line a guest, with its jail and its addresses. */
import { columnsOf, padded } from "./columns.ts";
import { printable } from "./printable.ts";
import { linkName } from "./status.ts";
import type { Guest, InterfaceInfo, Link, Topology } from "./topology.ts";
import { waitingLine } from "./waiting.ts";

const HEAD = ["bridge", "link", "jail", "JID", "addresses"];

/** A table of all links, the newest last, and a line for each change that waits to be confirmed. */
export function briefText({ bridges, waiting = [] }: Topology): string {
  const rows = bridges.flatMap(({ name, links }) =>
    links.length === 0
      ? [[name, "", "", "", ""]]
      : links.toReversed().map((link) => [name, ...cellsOf(link)]),
  );
  const table = [HEAD, ...rows.map((row) => row.map((cell) => printable(cell) || "-"))];
  const widths = HEAD.map((_, at) => Math.max(...table.map((row) => columnsOf(row[at]!))));
  const lines = table.map((row) =>
    row
      .map((cell, at) => padded(cell, widths[at]!))
      .join("  ")
      .trimEnd(),
  );
  return [...lines, ...waiting.map((one) => printable(waitingLine(one)))]
    .map((line) => `${line}\n`)
    .join("");
}

function cellsOf(link: Link): string[] {
  const { guest } = link;
  const [jail, jid] = guest.kind === "jail" ? [guest.jail, String(guest.jid)] : ["", ""];
  return [linkName(link), jail, jid, addressesOf(interfaceOf(guest))];
}

/** A NIC's addresses are the host's, which is behind its upper hook. */
function interfaceOf(guest: Guest): InterfaceInfo | undefined {
  if (guest.kind === "uplink" && guest.hook === "lower") return undefined;
  return "interface" in guest ? guest.interface : undefined;
}

/** Those that somebody gave it: each interface has a link-local one. */
function addressesOf(iface: InterfaceInfo | undefined): string {
  const given = iface?.inet6.filter((address) => !/^fe[89ab]/i.test(address)) ?? [];
  return [...(iface?.inet ?? []), ...given].join(" ");
}
