/** `start`: every bridge and every listed eiface of rc.conf, as far as they are not there. */
import { planBridge } from "./bridge.ts";
import { newDraft } from "./draft.ts";
import { loadStep } from "./load.ts";
import { lackNotes } from "./losses.ts";
import type { Plan } from "./step.ts";
import { vlanNotes } from "./vlans.ts";
import { linkCount, type Seen, type Wanted } from "./wanted.ts";

/** What is said where there is nothing to make. */
export const NO_BRIDGE =
  "rc.conf names no bridge; ngbuddy enable adds the usual two, ngbuddy bridge NAME INTERFACE any other";

export function planStart(wanted: Wanted, seen: Seen): Plan {
  const draft = newDraft(wanted, seen);
  for (const bridge of wanted.bridges) planBridge(draft, bridge);
  const { steps, notes, unmet, expect } = draft;
  const says = ["Starting ngbuddy."];
  const links = linkCount(seen.nodes);
  if (wanted.bridges.length === 0) {
    notes.push(NO_BRIDGE);
  }
  return {
    request: "start",
    steps: steps.length === 0 ? [] : [...loadStep(seen, steps), ...steps],
    says,
    done:
      steps.length === 0 && links > 0
        ? [`Netgraph already initialized with ${links} links.`]
        : [`Created ${draft.links} links.`],
    notes: [...notes, ...vlanNotes(wanted.bridges, seen.interfaces), ...lackNotes(wanted, seen)],
    unmet,
    expect,
    whenKilled: "undo",
  };
}
