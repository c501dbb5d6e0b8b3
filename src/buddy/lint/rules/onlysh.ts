/** What only sh(1) can tell, and what is said of nobody because of it. */
import type { ConfigRule } from "../rule.ts";

export const onlySh: ConfigRule = {
  id: "only-sh",
  summary: "a variable of ngbuddy's that could not be checked, as only sh(1) can tell its value",
  *examine({ rc }) {
    if (rc === undefined) return;
    if (rc.obscured !== undefined) {
      const { file, line, needsSh } = rc.obscured;
      yield {
        at: { file, line },
        severity: "note",
        message: `what this sets is not checked: ${needsSh}`,
      };
      return;
    }
    for (const [variable, { needsSh }] of rc.untold) {
      if (variable.startsWith("ngbuddy_"))
        yield {
          at: rc.at(variable),
          severity: "note",
          message: `${variable} is not checked, as only sh(1) can tell its value: ${needsSh}`,
        };
    }
  },
};
