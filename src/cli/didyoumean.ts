/** What is offered to somebody who mistyped a name. */
import { nearest } from "../config/nearest.ts";

/** Returns `; did you mean status?`, and nothing when no known name is near. */
export function didYouMean(typed: string, known: readonly string[]): string {
  const meant = nearest(typed, known);
  return meant === undefined ? "" : `; did you mean ${meant}?`;
}
