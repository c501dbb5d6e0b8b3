/** The document that a command line names. */
import type { Document } from "../document/schema.ts";
import { readDocument } from "../document/text.ts";
import { exitStatus, Failure } from "./io.ts";
import { filesNamed, STDIN } from "./namedfiles.ts";
import type { SubcommandContext } from "./subcommand.ts";

/** Reads a document. Throws a Failure where there is none, and a DocumentError for one that cannot be used. */
export async function documentNamed(
  context: SubcommandContext,
  subcommand: string,
  path: string,
): Promise<Document> {
  const source = await (await filesNamed(context, subcommand)).read(path);
  if (source === undefined)
    throw new Failure(exitStatus.noInput, `${subcommand}: there is no file ${path}`);
  return readDocument(source, path === STDIN ? "standard input" : path);
}
