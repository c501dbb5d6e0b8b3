/** `enable` and `disable`: rc.conf alone. */
import { isBridgeName } from "../../config/names.ts";
import { nodeNameOf } from "../names.ts";
import { refuse } from "../refusal.ts";
import { hostChanges, leftNotes } from "./hostchanges.ts";
import { sharedNotes, type Unfit, unfitFor } from "./nic.ts";
import { rcStep } from "./rcchange.ts";
import type { Plan, RcChange } from "./step.ts";
import { hooksSeen, nodeOf, type Seen, type Wanted } from "./wanted.ts";

/**
 * Switches the service on; a host without bridges gets the usual two, and addresses from a seed of its own. `seed`: that
 * seed; undefined when none is wanted, null when the host has nothing to make one of. `hostEiface`: is the host to be on an
 * eiface of the public bridge?
 */
export function planEnable(
  wanted: Wanted,
  seen: Seen,
  seed: string | null | undefined,
  hostEiface = false,
): Plan {
  const changes: RcChange[] = [{ variable: "ngbuddy_enable", set: "YES" }];
  const notes: string[] = [];
  if (hostEiface && wanted.bridges.length > 0) {
    refuse(
      "data",
      "rc.conf has bridges already; to put the host on an eiface of one: ngbuddy bridge BRIDGE NIC --host EIFACE",
    );
  }
  if (wanted.bridges.length === 0) {
    const left = seen.defaultRoute;
    const unfit = whyNoPublic(wanted, seen);
    const nic = unfit === undefined ? left : undefined;
    const says = `Adding default ${nic === undefined ? "" : "public and "}private ${nic === undefined ? "bridge" : "bridges"}.`;
    if (nic === undefined) {
      const { why, instead } = unfit!;
      if (hostEiface)
        refuse("unavailable", `${why}, so that there is no NIC to take the host from`);
      notes.push(`${why}, so no public bridge was added; ${instead}`);
    } else {
      const bridge = bridgeOn(seen, nic) ?? "public";
      if (
        bridge === "public" &&
        (seen.byName.get("public")?.type === "ether" || seen.interfaces?.has("public"))
      ) {
        refuse(
          "unavailable",
          `an interface is called "public"; choose the bridges yourself: ngbuddy bridge NAME INTERFACE`,
        );
      }
      changes.push({ variable: `ngbuddy_${bridge}_if`, set: nic, says });
      if (bridge !== "public")
        notes.push(`${nic} is on the bridge ${bridge} already, which is taken over as it is`);
      if (hostEiface) {
        const host = `${bridge}0`;
        changes.push(...hostChanges(wanted, seen, { name: bridge, interface: nic, host }));
        notes.push(...leftNotes(wanted, { interface: nic, host }, changes));
        notes.push(
          `the host is on ${nic} until ngbuddy starts, and on ${host} then; where that is how you are logged in: ngbuddy start --confirm 60`,
        );
      }
      const there = seen.interfaces?.get(nic);
      if (there !== undefined) notes.push(...sharedNotes(seen, there, bridge));
      const members = seen.interfaces?.get(nic)?.members ?? [];
      if (seen.interfaces?.get(nic)?.groups.includes("bridge") && members.length > 0) {
        notes.push(
          `the default route leaves by ${nic}, an if_bridge(4) of ${members.join(", ")}; to have a bridge in its place: ngbuddy adopt --host ${nic}`,
        );
      }
    }
    changes.push({
      variable: "ngbuddy_private_if",
      set: "nghost0",
      ...(nic === undefined && { says }),
    });
    // Where there are interfaces by now, they keep the addresses they have always had.
    if (wanted.lists.size === 0 && wanted.value("ngbuddy_set_mac") === undefined) {
      if (seed) changes.push({ variable: "ngbuddy_set_mac", set: seed });
      else if (seed === null) notes.push(NO_SEED);
    }
  }
  return rcPlan(wanted, "enable", changes, [], notes);
}

const NO_SEED =
  'this host has neither a UUID nor a name to tell its interfaces\' addresses from those of other hosts by; to give it a text: sysrc ngbuddy_set_mac="TEXT"';

/** The bridge that somebody else has put a NIC on, if rc.conf can name it. */
function bridgeOn(seen: Seen, nic: string): string | undefined {
  const hooks = hooksSeen(seen, nodeOf(seen, nodeNameOf(nic), "ether"));
  const peer = hooks.find(({ name }) => name === "lower")?.peer;
  return peer?.type === "bridge" && isBridgeName(peer.name) ? peer.name : undefined;
}

/** Returns why no bridge can be where the default route leaves; undefined when one can. */
function whyNoPublic(wanted: Wanted, seen: Seen): Unfit | undefined {
  const left = seen.defaultRoute;
  const instead = "to add one: ngbuddy bridge public INTERFACE";
  if (left === undefined) return { why: "there is no default route", instead };
  const nic = seen.interfaces?.get(left);
  // A tunnel has no address of Ethernet's.
  if (nic?.ether === undefined)
    return { why: `the default route leaves by ${left}, which is no Ethernet interface`, instead };
  const unfit = unfitFor(wanted, seen, nic);
  return unfit && { ...unfit, why: `the default route leaves by ${left}, and ${unfit.why}` };
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
