/** JSON that a command of the base system prints (--libxo json). */

/** An answer that is not what the command prints on any release we know. */
export class OutputError extends Error {
  override readonly name = "OutputError";
  constructor(command: string, text: string) {
    super(`${command} printed what is not understood: ${JSON.stringify(text.slice(0, 60))}`);
  }
}

/**
 * Parses what should be JSON, with control characters as they are in its strings: libxo(3) escapes line feeds and carriage
 * returns alone, and a jail may call itself anything. Throws an OutputError naming the command.
 */
export function readJson(command: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(STRING, escapeControls));
  } catch {
    throw new OutputError(command, text);
  }
}

const STRING = /"[^"\\]*(?:\\[\s\S][^"\\]*)*"/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are not allowed in JSON.
const CONTROL = /[\x00-\x1f]/g;

function escapeControls(string: string): string {
  return string.replace(
    CONTROL,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** A field of a value that may be anything. */
export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as { [name: string]: unknown })[name]
    : undefined;
}
