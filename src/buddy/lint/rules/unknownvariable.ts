/** Variables that are written as ngbuddy's, and that it does not know. */
import { findUnknown } from "../../../config/unknown.ts";
import type { ConfigRule } from "../rule.ts";

export const unknownVariable: ConfigRule = {
  id: "unknown-variable",
  summary: "a variable that is called as ngbuddy's are, and has no effect",
  *examine({ rc }) {
    if (rc === undefined) return;
    for (const { variable, why, kind } of findUnknown(rc, [])) {
      // A bridge that it is of may be set where it cannot be seen.
      const isSure = kind === "name" && rc.obscured === undefined;
      const message = `${variable}${kind === "hash" ? "" : " "}${why}`;
      yield { at: rc.at(variable), severity: isSure ? "error" : "warning", message };
    }
  },
};
