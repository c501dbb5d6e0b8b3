/** A document that cannot be used. */
import { Refusal } from "../buddy/refusal.ts";

/** Where something stands in a document: `["bridges", "public", "if"]`. */
export type Path = readonly (string | number)[];

/** What is wrong with a document and where, in one line. */
export class DocumentError extends Refusal {
  constructor(
    readonly path: Path,
    readonly what: string,
    /** What the document is called, and where in it: `net.yaml:3:7`. */
    readonly place?: string,
  ) {
    const parts = [place, pathText(path), what].filter((part) => part !== undefined && part !== "");
    super("data", parts.join(": "));
  }
}

/** Returns a path as it is shown: `bridges.public.list[1]`. A name that is no plain word is in quotes. */
export function pathText(path: Path): string {
  return path
    .map((key, at) => {
      if (typeof key === "number") return `[${key}]`;
      const shown = /^[\w-]{1,64}$/.test(key) ? key : JSON.stringify(key.slice(0, 64));
      return at === 0 ? shown : `.${shown}`;
    })
    .join("");
}
