/** An interface that two bridges want. */
import type { BridgeSettings } from "../../../config/settings.ts";
import { isSameVlan, tagsText } from "../../../config/vlans.ts";
import { nodeNameOf } from "../../names.ts";
import type { RcReading } from "../rcreading.ts";
import type { ConfigRule } from "../rule.ts";

export const twoBridges: ConfigRule = {
  id: "two-bridges",
  summary: "an interface that is given to two bridges",
  *examine({ rc }) {
    const bridges = rc === undefined ? [] : inOrder(rc);
    for (const [number, bridge] of bridges.entries()) {
      const first = bridges.slice(0, number).find((one) => isOnSame(one, bridge));
      if (first === undefined) continue;
      const { name, vlan } = bridge;
      const what = `${vlan === undefined ? "" : `VLAN ${tagsText(vlan)} of `}${bridge.interface}`;
      const { line } = rc!.at(variableOf(first));
      yield {
        at: rc!.at(variableOf(bridge)),
        severity: "error",
        message: `ngbuddy_${name}_if: ${what} is on bridge ${first.name} already (line ${line}); an interface is on one bridge${vlan === undefined ? ", unless each has a VLAN of its own (ngbuddy_BRIDGE_vlan)" : ""}`,
      };
    }
  },
};

function isOnSame(one: BridgeSettings, other: BridgeSettings): boolean {
  return (
    nodeNameOf(one.interface) === nodeNameOf(other.interface) && isSameVlan(one.vlan, other.vlan)
  );
}

function variableOf({ name }: BridgeSettings): string {
  return `ngbuddy_${name}_if`;
}

/** The bridges as their variables come in the files: the later one is one too many. */
function inOrder(rc: RcReading): BridgeSettings[] {
  const files = rc.files.map(({ file }) => file);
  const key = (bridge: BridgeSettings) => {
    const { file, line = 0 } = rc.at(variableOf(bridge));
    return [files.indexOf(file), line] as const;
  };
  return rc.settings.bridges.toSorted((one, other) => {
    const [[a, b], [c, d]] = [key(one), key(other)];
    return a - c || b - d;
  });
}
