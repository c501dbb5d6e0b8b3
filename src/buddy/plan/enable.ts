/** `enable` and `disable`: rc.conf alone. */
import { refuse } from "../refusal.ts";
import { rcStep } from "./rcchange.ts";
import type { Plan, RcChange } from "./step.ts";
import type { Seen, Wanted } from "./wanted.ts";

/** Switches the service on; a host without bridges gets the usual two. */
export function planEnable(wanted: Wanted, seen: Seen): Plan {
  const changes: RcChange[] = [{ variable: "ngbuddy_enable", set: "YES" }];
  const notes: string[] = [];
  if (wanted.bridges.length === 0) {
    const left = seen.defaultRoute;
    const usable = left === undefined || isEthernet(seen, left);
    const card = usable ? left : undefined;
    const says = `Adding default ${card === undefined ? "" : "public and "}private ${card === undefined ? "bridge" : "bridges"}.`;
    if (card === undefined) {
      const why = usable
        ? "there is no default route"
        : `the default route leaves by ${left}, which is no Ethernet interface`;
      notes.push(
        `${why}, so no public bridge was added; to add one: ngbuddy bridge public INTERFACE`,
      );
    } else {
      if (seen.byName.get("public")?.type === "ether" || seen.interfaces?.has("public")) {
        refuse(
          "unavailable",
          `an interface is called "public"; choose the bridges yourself: ngbuddy bridge NAME INTERFACE`,
        );
      }
      changes.push({ variable: "ngbuddy_public_if", set: card, says });
      const members = seen.interfaces?.get(card)?.members ?? [];
      if (seen.interfaces?.get(card)?.groups.includes("bridge") && members.length > 0) {
        notes.push(
          `the default route leaves by ${card}, an if_bridge(4) of ${members.join(", ")}; to bridge its member instead: sysrc ngbuddy_public_if=${members[0]}`,
        );
      }
    }
    changes.push({
      variable: "ngbuddy_private_if",
      set: "nghost0",
      ...(card === undefined && { says }),
    });
  }
  return rcPlan(wanted, "enable", changes, [], notes);
}

/** A tunnel has no address of Ethernet's, and no bridge can be on it. */
function isEthernet({ interfaces }: Seen, name: string): boolean {
  return interfaces?.get(name)?.ether !== undefined;
}

export function planDisable(wanted: Wanted): Plan {
  const changes: RcChange[] = [{ variable: "ngbuddy_enable", set: "NO", quiet: true }];
  return rcPlan(wanted, "disable", changes, ["ngbuddy disabled in /etc/rc.conf"], []);
}

function rcPlan(
  wanted: Wanted,
  request: string,
  changes: readonly RcChange[],
  done: readonly string[],
  notes: readonly string[],
): Plan {
  const description = changes
    .map((change) => ("set" in change ? `${change.variable}="${change.set}"` : change.variable))
    .join(", ");
  const { steps, lines } = rcStep(wanted, `set ${description} in rc.conf`, changes);
  return {
    request,
    says: [],
    steps,
    done: [...lines, ...done],
    notes,
    expect: [],
    whenKilled: "undo",
  };
}
