/** What is kept of something that was adopted, so that it can be released: a file each in a directory of /var/db/ngbuddy. */
import * as v from "valibot";
import { FileError, type Host } from "../../host/host.ts";

/** Records of one kind. */
export interface RecordKind<T> {
  /** The directory that has a file for each. */
  readonly directory: string;
  readonly schema: v.GenericSchema<unknown, T>;
  /** What a record is of: the name of its file. */
  nameOf(record: T): string;
  /** What a record is of, in a message: `an adopted jail`. */
  readonly what: string;
}

/** The file for one of a name, which has no slash. */
export function recordFile({ directory }: Pick<RecordKind<never>, "directory">, name: string) {
  return `${directory}/${name}.json`;
}

/** The text of a record's file. */
export function recordText(record: object): string {
  return `${JSON.stringify(record, null, 1)}\n`;
}

/** Returns all that is kept of a kind. Throws a FileError for what is no record. */
export async function readRecords<T>(host: Host, kind: RecordKind<T>): Promise<T[]> {
  const records: T[] = [];
  for (const name of await host.files.list(kind.directory)) {
    if (!name.endsWith(".json")) continue;
    const path = `${kind.directory}/${name}`;
    const read = v.safeParse(kind.schema, json((await host.files.read(path)) ?? ""));
    if (!read.success || recordFile(kind, kind.nameOf(read.output)) !== path)
      throw new FileError("read", path, 0, `it is no record of ${kind.what}`);
    records.push(read.output);
  }
  return records;
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
