/** A stream of text as lines, in time that grows with its length only. */

/** The longest line, characters. Texts of any length are sent in pieces. */
export const MAX_LINE = 1024 * 1024;
/** So long a text goes into one line, whatever becomes of it there. */
const PIECE = 64 * 1024;

/** A line that is too long: the stream is of no use from here on. */
export class LineError extends Error {
  override readonly name = "LineError";
}

/** Cuts a stream of text into lines: feed it chunks, it calls back with each whole line. Throws a LineError as soon as one is too long. */
export function lineSplitter(onLine: (line: string) => void): (chunk: string) => void {
  let pieces: string[] = [];
  let length = 0;
  const keep = (piece: string) => {
    length += piece.length;
    if (length > MAX_LINE) throw new LineError(`a line of more than ${MAX_LINE} characters`);
    if (piece !== "") pieces.push(piece);
  };
  return (chunk) => {
    let from = 0;
    for (let end = chunk.indexOf("\n"); end >= 0; end = chunk.indexOf("\n", from)) {
      keep(chunk.slice(from, end));
      const line = pieces.join("");
      pieces = [];
      length = 0;
      from = end + 1;
      onLine(line);
    }
    keep(chunk.slice(from));
  };
}

/** Returns a text in pieces that fit a line each. */
export function piecesOf(text: string): string[] {
  if (text.length <= PIECE) return [text];
  return Array.from({ length: Math.ceil(text.length / PIECE) }, (_, index) =>
    text.slice(index * PIECE, (index + 1) * PIECE),
  );
}
