/** The JSON Schema of a lab's host description, for editors; it follows from what the lab itself checks. */
import { toJsonSchema } from "@valibot/to-json-schema";
import { hostSchema } from "../../src/lab/hostschema.ts";

/** Returns the file's text. What a schema cannot say (that a text is an address) its descriptions say. */
export function hostSchemaText(): string {
  const schema = toJsonSchema(hostSchema, { typeMode: "output", ignoreActions: ["check"] });
  const title = "The host that a lab of ngbuddy emulates";
  return `${JSON.stringify({ title, ...schema }, null, 2)}\n`;
}
