/** What plans VLANs, as it is loaded. */
export { clearSplitters, tagsAgain } from "./clearing.ts";
export { isAmongVlans, planAmongVlans } from "./vlans.ts";
