/** A file as a whole, in a plan. */
import type { Step } from "./step.ts";

/** A step that writes a file's whole text; undone by the old one. */
export function fileStep(
  description: string,
  path: string,
  before: string | null,
  text: string | null,
  root?: string,
): Step {
  const where = { op: "file", path, ...(root !== undefined && { root }) } as const;
  return {
    description,
    do: { ...where, text, before },
    undo: [{ ...where, text: before, before: text }],
  };
}
