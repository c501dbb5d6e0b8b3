/** The table of addresses as DHCP servers read it, a record a format. */
import type { MacRow } from "./mactable.ts";
import { jsonText } from "./printable.ts";

/** One interface that a server can be told of. */
interface KnownMac {
  readonly name: string;
  readonly address: string;
}

/** How all of the table is written, by the name of the server that reads it. */
const serverFormats: { readonly [name: string]: (rows: readonly KnownMac[]) => string } = {
  dnsmasq: (rows) => rows.map(({ name, address }) => `dhcp-host=${address},${name}\n`).join(""),
  // What Kea's `reservations` is set to.
  kea: (rows) =>
    jsonText(rows.map(({ name, address }) => ({ "hw-address": address, hostname: name }))),
  isc: (rows) =>
    rows.map(({ name, address }) => `host ${name} { hardware ethernet ${address}; }\n`).join(""),
};

/** The formats there are. */
export const MAC_FORMATS: readonly string[] = [...Object.keys(serverFormats), "json"];

/** Returns the table in a format, and a line for each interface that a server cannot be told of. */
export function writeMacs(
  rows: readonly MacRow[],
  format: string,
): { readonly text: string; readonly notes: readonly string[] } {
  const write = Object.hasOwn(serverFormats, format) ? serverFormats[format] : undefined;
  if (write === undefined) {
    const addresses = rows.map(({ address = null, bridge = null, ...row }) => ({
      ...row,
      address,
      bridge,
    }));
    return { text: jsonText({ version: 1, addresses }), notes: [] };
  }
  const { known, notes } = knownMacs(rows);
  return { text: write(known), notes };
}

/** What a host may be called in every one of the formats: whoever names a node must not write lines of a server's configuration. */
const HOST_NAME = /^[A-Za-z0-9](?:[\w-]{0,61}[A-Za-z0-9])?$/;
const ETHER = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;

/** The rows that a server can be told of, and a line for each of the others with why it cannot. */
function knownMacs(rows: readonly MacRow[]) {
  const known: KnownMac[] = [];
  const notes: string[] = [];
  for (const { name, address } of rows) {
    if (!HOST_NAME.test(name))
      notes.push(`"${name}" is left out: no DHCP server takes that for a host's name`);
    else if (address === undefined)
      notes.push(`${name} is left out: the kernel chooses its address when it is made`);
    else if (ETHER.test(address)) known.push({ name, address });
  }
  return { known, notes };
}
