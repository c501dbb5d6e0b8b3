/** JSON that a command of the base system prints (--libxo json). */

/** An answer that is not what the command prints on any release we know. */
export class OutputError extends Error {
  override readonly name = "OutputError";
  constructor(command: string, text: string) {
    super(`${command} printed what is not understood: ${JSON.stringify(text.slice(0, 60))}`);
  }
}

/** Parses what should be JSON. Throws an OutputError naming the command. */
export function readJson(command: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new OutputError(command, text);
  }
}

/** A field of a value that may be anything. */
export function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null
    ? (value as { [name: string]: unknown })[name]
    : undefined;
}
