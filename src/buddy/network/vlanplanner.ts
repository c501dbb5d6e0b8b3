/** The planner of VLANs, as it is loaded where there are some. */
import type { VlanPlanner } from "../plan/vlanplanner.ts";
import { clearSplitters, tagsAgain } from "./clearing.ts";
import { isAmongVlans, planAmongVlans } from "./vlans.ts";

export const vlanPlanner: VlanPlanner = {
  isAmongVlans,
  planAmongVlans,
  clearSplitters,
  tagsAgain,
};
