/** The JSON Schema of a host's document, for editors; it follows from what `ngbuddy apply` itself checks. */
import { toJsonSchema } from "@valibot/to-json-schema";
import { documentSchema } from "../../src/document/schema.ts";

/** Returns the file's text. What a schema cannot say (that a text is an address) its descriptions say. */
export function documentSchemaText(): string {
  const schema = toJsonSchema(documentSchema, {
    typeMode: "output",
    ignoreActions: ["check", "raw_check"],
  });
  const title = "The network of a host, for ngbuddy apply";
  return `${JSON.stringify({ title, ...schema }, null, 2)}\n`;
}
