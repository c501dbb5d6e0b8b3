/** What is kept of a jail that was adopted, so that it can be released: a file a jail in /var/db/ngbuddy. */
import * as v from "valibot";
import { type Host, ownPlaces } from "../../host/host.ts";
import { type RecordKind, readRecords, recordFile, recordText } from "./records.ts";

const kept = v.object({
  version: v.literal(1),
  jail: v.string(),
  /** The file that jail(8) is given. */
  conf: v.string(),
  /** The jail's own block, in a file that may have others: its text before and after. */
  block: v.object({ file: v.string(), before: v.string(), after: v.string() }),
  /** The jail's own rc.conf; null for none. */
  rc: v.optional(v.object({ root: v.string(), before: v.nullable(v.string()), after: v.string() })),
  interfaces: v.array(v.object({ from: v.string(), to: v.string() })),
  /** Variables of rc.conf that were set, and what they were; null for those that were not there. */
  variables: v.record(v.string(), v.nullable(v.string())),
});

/** What is kept of a jail. */
export type Kept = v.InferOutput<typeof kept>;

const kind: RecordKind<Kept> = {
  directory: `${ownPlaces.db}/adopted`,
  schema: kept,
  nameOf: ({ jail }) => jail,
  what: "an adopted jail",
};

/** The file for a jail. A jail's name has no slash (jail(8)). */
export function keptOf(jail: string): string {
  return recordFile(kind, jail);
}

/** The text of that file. */
export function keptText(record: Kept): string {
  return recordText(record);
}

/** All that is kept, by jail. What cannot be read is no record. Throws a FileError. */
export async function readKept(host: Host): Promise<Map<string, Kept>> {
  const records = await readRecords(host, kind);
  return new Map(records.map((record) => [record.jail, record]));
}
