/** `pfctl -t TABLE -T COMMAND` (pfctl_table.c). */
import { formatPfAddress, isIn, pfAddress } from "../../net/pf/address.ts";
import type { Pf } from "../../net/pf/pf.ts";
import { isInTable, type PfTable, type TableEntry } from "../../net/pf/rulesets.ts";
import { errx } from "../../process/failure.ts";
import type { Names } from "./expand.ts";
import { PfConfError } from "./lex.ts";
import { addressItem, addressItems, entriesOf, type ReadFile } from "./load.ts";

/** One run of pfctl on a table. */
export interface TableRequest {
  readonly pf: Pf;
  readonly anchor: string;
  readonly table: string;
  /** The addresses of the command line, and of a file (`-f`). */
  readonly words: readonly string[];
  readonly file: string | undefined;
  readonly names: Names;
  readonly read: ReadFile;
  readonly out: (text: string) => void;
  /** Says what was done, on standard error, unless pfctl is quiet. */
  readonly say: (text: string) => void;
}

const same = (a: TableEntry, b: TableEntry) =>
  a.prefix === b.prefix && formatPfAddress(a.address) === formatPfAddress(b.address);

function wanted({ words, file, names, read }: TableRequest): TableEntry[] {
  try {
    const text = file === undefined ? "" : read(file);
    if (text === undefined) errx(1, `${file}: No such file or directory`);
    return entriesOf([...words.map(addressItem), ...addressItems(text)], names);
  } catch (error) {
    if (error instanceof PfConfError) errx(1, error.message);
    throw error;
  }
}

function existing({ pf, anchor, table }: TableRequest): PfTable {
  return pf.rulesets.find(anchor)?.tables.get(table) ?? errx(1, "Table does not exist.");
}

/** A table that addresses are added to is made when there is none. */
function made(request: TableRequest): PfTable {
  const { pf, anchor, table, say } = request;
  const { tables } = pf.rulesets.make(anchor);
  const known = tables.get(table);
  if (known !== undefined) return known;
  const fresh: PfTable = { name: table, persists: true, isConst: false, entries: [] };
  tables.set(table, fresh);
  say("1 table created.");
  return fresh;
}

const commands: { readonly [name: string]: (request: TableRequest) => number } = {
  kill(request) {
    existing(request);
    request.pf.rulesets.find(request.anchor)?.tables.delete(request.table);
    request.say("1 table deleted.");
    return 0;
  },
  flush(request) {
    const table = existing(request);
    request.say(`${table.entries.length} addresses deleted.`);
    table.entries = [];
    return 0;
  },
  add(request) {
    const table = made(request);
    const asked = wanted(request);
    const fresh = asked.filter((entry) => !table.entries.some((one) => same(one, entry)));
    table.entries = [...table.entries, ...fresh];
    request.say(`${fresh.length}/${asked.length} addresses added.`);
    return 0;
  },
  delete(request) {
    const table = existing(request);
    const asked = wanted(request);
    const gone = table.entries.filter((entry) => asked.some((one) => same(one, entry)));
    table.entries = table.entries.filter((entry) => !gone.includes(entry));
    request.say(`${gone.length}/${asked.length} addresses deleted.`);
    return 0;
  },
  replace(request) {
    const table = made(request);
    const asked = wanted(request);
    const added = asked.filter((entry) => !table.entries.some((one) => same(one, entry)));
    const gone = table.entries.filter((entry) => !asked.some((one) => same(one, entry)));
    table.entries = asked;
    const changes = [
      ...(added.length > 0 ? [`${added.length} addresses added.`] : []),
      ...(gone.length > 0 ? [`${gone.length} addresses deleted.`] : []),
    ];
    request.say(changes.length > 0 ? changes.join("\n") : "no changes.");
    return 0;
  },
  show(request) {
    const { entries } = existing(request);
    for (const entry of entries) request.out(`  ${formatEntry(entry)}\n`);
    return 0;
  },
  test(request) {
    const table = existing(request);
    const found = request.words.filter((word) => {
      const address = pfAddress(word.replace(/^!/, "").split("/")[0] ?? "");
      if (address === undefined) errx(1, `no IP address found for ${word}`);
      return isInTable(table, address) !== word.startsWith("!");
    });
    request.say(`${found.length}/${request.words.length} addresses match.`);
    return found.length === request.words.length ? 0 : 2;
  },
};

function formatEntry({ address, prefix, not }: TableEntry): string {
  const length = prefix < address.length * 8 ? `/${prefix}` : "";
  // pfctl leaves room for the sign of an exception.
  return ` ${not ? "!" : ""}${formatPfAddress(address)}${length}`;
}

/** Runs a command on a table, by its name or the beginning of it. Returns pfctl's exit status. */
export function runTableCommand(word: string, request: TableRequest): number {
  const name = [...Object.keys(commands), "load", "zero", "expire", "reset"].find((one) =>
    one.startsWith(word),
  );
  if (name === undefined) errx(1, `unknown command: ${word}`);
  const run = commands[name] ?? errx(1, `-T ${name}: not emulated in a lab`);
  return run(request);
}

/** Is an address one of those that a word of the command line means? */
export function isMeantBy(word: string, address: Uint8Array): boolean {
  const [text = "", length] = word.split("/");
  const network = pfAddress(text);
  if (network === undefined) return false;
  return isIn(address, { address: network, prefix: Number(length ?? network.length * 8) });
}
