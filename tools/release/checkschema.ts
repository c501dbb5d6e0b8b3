/** The JSON Schema of what `ngbuddy check --json` prints. */
import { toJsonSchema } from "@valibot/to-json-schema";
import { reportSchema } from "../../src/buddy/lint/reportschema.ts";

/** Returns the file's text. */
export function checkSchemaText(): string {
  const title = "What ngbuddy check --json prints";
  return `${JSON.stringify({ title, ...toJsonSchema(reportSchema) }, null, 2)}\n`;
}
