/** Is every variable of ngbuddy's one that something reads? */
import { readWanted } from "../../configuration.ts";
import type { SelfTestCheck } from "../check.ts";

export const variables: SelfTestCheck = {
  name: "variables",
  async find(host) {
    const warnings = (await readWanted(host, () => {})).warnings();
    if (warnings.length > 0) throw new Error(warnings.join("; "));
    return "all that are ngbuddy's are known";
  },
};
