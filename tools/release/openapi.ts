/** The description of what `ngbuddy web` serves to programs, as a file. */
import { openApi } from "../../src/web/openapi.ts";

/** Returns the file's text. */
export function openApiText(): string {
  return `${JSON.stringify(openApi, null, 2)}\n`;
}
