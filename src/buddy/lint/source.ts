/** The text of a file that is checked, and places in it. */
import { lineCounter } from "../../config/lines.ts";
import type { Found, Place } from "./finding.ts";

/** A file as it was read. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

/** The longest file that is looked through, bytes. */
const MAX_TEXT = 1024 * 1024;

/** Returns a function that says where a position is: UTF-16 units from the beginning of the text. */
export function placesIn({ file, text }: Source): (position: number) => Place {
  const lineOf = lineCounter(text);
  return (position) => {
    const begin = position === 0 ? 0 : text.lastIndexOf("\n", position - 1) + 1;
    return { file, line: lineOf(position), column: position - begin + 1 };
  };
}

/** The same for a position in bytes, as jail.conf's readers count. */
export function bytePlacesIn({ file, text }: Source): (position: number) => Place {
  const bytes = Buffer.from(text);
  const lineOf = lineCounter(bytes.toString("latin1"));
  return (position) => {
    const begin = position === 0 ? 0 : bytes.lastIndexOf(10, position - 1) + 1;
    const before = bytes.subarray(begin, position).toString();
    return { file, line: lineOf(position), column: before.length + 1 };
  };
}

/** Returns why a text cannot be a configuration, whatever is in it; undefined when it may be one. */
export function whyNoText(source: Source): Found | undefined {
  const { file, text } = source;
  const error = (message: string, at: Place = { file }): Found => ({
    ...{ at, severity: "error", message },
  });
  if (text.length > MAX_TEXT)
    return error(`has ${text.length} characters; no configuration is that large`);
  const control = /[^\P{Cc}\s\x80-\x9f]/u.exec(text);
  if (control === null) return undefined;
  const code = control[0].charCodeAt(0).toString(16).padStart(2, "0");
  return error(
    `has the control character 0x${code}: it is no text file, or was damaged`,
    placesIn(source)(control.index),
  );
}
