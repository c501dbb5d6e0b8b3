/** Files that sh(1) or jail(8) would refuse as a whole. */
import type { ConfigRule } from "../rule.ts";

export const syntax: ConfigRule = {
  id: "syntax",
  summary: "a file that sh(1) or jail(8) cannot read",
  examine: ({ refused, jails }) => [...refused, ...(jails?.refused ?? [])],
};
