/** An attachment's interface, its rules and what is kept of it go. What is not there any more is no failure. */

import { attachmentFile } from "../buddy/attachments.ts";
import { anchorSteps } from "../buddy/network/anchor.ts";
import { rulesInAnchor } from "../buddy/network/observe.ts";
import { removeGuest } from "../buddy/plan/between.ts";
import { fileStep } from "../buddy/plan/filestep.ts";
import type { Plan } from "../buddy/plan/step.ts";
import type { Seen, Wanted } from "../buddy/plan/wanted.ts";
import { makeRequest, type Request } from "../buddy/request.ts";
import { hasModule } from "../host/commands.ts";
import { keptOf } from "./attachment.ts";

interface Found {
  /** The file's text; null when there is none. */
  readonly text: string | null;
  readonly rules: string;
}

/** Returns the request that removes all there is of an attachment, by its eiface's name. */
export function removalRequest(eiface: string, why = `cni DEL ${eiface}`): Request {
  return makeRequest<Found>({
    needsNoConfiguration: true,
    needs: () => ({ nodes: [eiface], hooks: [eiface] }),
    async find(host) {
      const { text, kept } = await keptOf(host, eiface);
      // Of one that nothing is kept of, nobody knows.
      const mayHaveRules = kept === undefined || kept.isAnchored;
      const rules =
        mayHaveRules && (await hasModule(host, "pf")) ? await rulesInAnchor(host, eiface) : "";
      return { text, rules };
    },
    plan: (wanted, seen, found) => planRemoval(wanted, seen, found, eiface, why),
  });
}

function planRemoval(
  wanted: Wanted,
  seen: Seen,
  { text, rules }: Found,
  eiface: string,
  why: string,
): Plan {
  const node = seen.byName.get(eiface);
  const gone = node?.type === "eiface" ? removeGuest(wanted, seen, node) : undefined;
  const file = attachmentFile(eiface);
  return {
    request: why,
    says: [],
    steps: [
      ...anchorSteps(eiface, rules, ""),
      ...(gone?.steps ?? []),
      // Last, so that the next one finds what this one may have left.
      ...(text === null ? [] : [fileStep(`remove ${file}`, file, text, null)]),
    ],
    done: [],
    notes: gone?.notes ?? [],
    expect: gone === undefined ? [] : [{ absent: eiface }],
    whenKilled: "finish",
  };
}
