/** Which of those behind links are guests. */
import type { Guest } from "../topology.ts";

/** Is it somebody who wants to reach others: a jail, a machine, or what nobody knows? */
export function isGuest({ kind }: Guest): boolean {
  return kind === "jail" || kind === "vm";
}
