/** The document that a command line names. */
import type { Document } from "../document/schema.ts";
import type { DocumentsOfHosts } from "../document/template.ts";
import { readDocument, readDocuments } from "../document/text.ts";
import { exitStatus, Failure } from "./io.ts";
import { filesNamed, STDIN } from "./namedfiles.ts";
import type { SubcommandContext } from "./subcommand.ts";

/** Reads a document. Throws a Failure where there is none, and a DocumentError for one that cannot be used. */
export async function documentNamed(
  context: SubcommandContext,
  subcommand: string,
  path: string,
): Promise<Document> {
  return readDocument(...(await textNamed(context, subcommand, path)));
}

/** Reads a document, or a template of those of many hosts. Throws as `documentNamed` does. */
export async function documentsNamed(
  context: SubcommandContext,
  subcommand: string,
  path: string,
): Promise<Document | DocumentsOfHosts> {
  return readDocuments(...(await textNamed(context, subcommand, path)));
}

/** Returns a text, and what it is called. */
async function textNamed(
  context: SubcommandContext,
  subcommand: string,
  path: string,
): Promise<[source: string, name: string]> {
  const source = await (await filesNamed(context, subcommand)).read(path);
  if (source === undefined)
    throw new Failure(exitStatus.noInput, `${subcommand}: there is no file ${path}`);
  return [source, path === STDIN ? "standard input" : path];
}
