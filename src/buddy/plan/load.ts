/** The kernel modules that a plan needs. */
import type { Step } from "./step.ts";
import type { Seen } from "./wanted.ts";

/** The modules that netgraph's part of a bridge needs, by the node types they bring. */
const MODULES = { ether: "ng_ether", bridge: "ng_bridge", eiface: "ng_eiface" };

/** A step that loads what is not loaded yet; none when all is. `steps` are those that follow: some make nodes of further types. */
export function loadStep(seen: Seen, steps: readonly Step[]): Step[] {
  const makesVlan = steps.some(
    ({ do: action }) => action.op === "mkpeer" && action.type === "vlan",
  );
  const modules = Object.entries({ ...MODULES, ...(makesVlan && { vlan: "ng_vlan" }) })
    .filter(([type]) => seen.types?.has(type) !== true)
    .map(([, module]) => module);
  if (modules.length === 0) return [];
  return [{ description: `load ${modules.join(", ")}`, do: { op: "load", modules }, undo: [] }];
}
