/** The request to make a host as a document has it: rc.conf, and the graph by that. */
import { changeOf } from "../buddy/network/network.ts";
import type { PlanChange } from "../buddy/network/planplaces.ts";
import { hostChanges, hostGone, hostNotes, leftNotes } from "../buddy/plan/hostchanges.ts";
import { rcStep } from "../buddy/plan/rcchange.ts";
import { planRemake } from "../buddy/plan/remake.ts";
import { NO_BRIDGE } from "../buddy/plan/start.ts";
import type { Plan, RcChange, Step } from "../buddy/plan/step.ts";
import { nodeOf, type Seen, type Wanted, type WantedBridge } from "../buddy/plan/wanted.ts";
import { refuse } from "../buddy/refusal.ts";
import { makeRequest, type Needs, needsOfAll, type Request } from "../buddy/request.ts";
import { rewritten } from "../buddy/rewritten.ts";
import { isEnabled } from "../config/settings.ts";
import { changesOf } from "./changes.ts";
import { keptEtherNotes } from "./keptethers.ts";
import { remakingOf } from "./remaking.ts";
import type { Document } from "./schema.ts";

/** Returns the request. It throws a DocumentError for a document that does not go together with what the host has. */
export function documentRequest(document: Document): Request {
  return makeRequest<PlanChange | undefined>({
    serialises: "bridges",
    // It brings back what jails had, and goes back when it fails.
    restores: true,
    makes: () => "all",
    rewritten: (wanted, onFault) => rewritten(wanted, changesOf(document, wanted), onFault),
    needs: needsOfDocument,
    async find(host, netgraph, wanted, seen) {
      const before = wanted.before!;
      const networked = (one: WantedBridge) => one.network !== undefined;
      if (![...before.bridges, ...wanted.bridges].some(networked)) return undefined;
      const make = await changeOf(
        host,
        netgraph,
        // What rc.conf has of addresses until now goes.
        { ...wanted, bridges: before.bridges },
        seen,
        {
          bridges: wanted.bridges,
          become: "made",
          enables: wanted.bridges.some((one) => networked(one) && isNamed(document, one.name)),
        },
      );
      const gone = before.bridges.filter((one) => networked(one) && !has(wanted, one.name));
      if (gone.length === 0) return make;
      const take = await changeOf(host, netgraph, before, seen, { bridges: gone, become: "gone" });
      return (plan) => make(take(plan));
    },
    plan: (wanted, seen, change) => planDocument(document, wanted, seen, change),
  });
}

function needsOfDocument(wanted: Wanted): Needs {
  const before = wanted.before!;
  const [then, now] = [needsOfAll(wanted), needsOfAll(before)];
  const union = (key: "hooks" | "nics" | "eifaces") => [
    ...new Set([...(then[key] ?? []), ...(now[key] ?? [])]),
  ];
  const { remade, gone, dropped } = remakingOf(before, wanted);
  const isRemade = remade.size + gone.size + dropped.size > 0;
  return {
    ...then,
    hooks: union("hooks"),
    nics: union("nics"),
    eifaces: union("eifaces"),
    ...(isRemade && { remakes: true, removes: union("eifaces") }),
    vlans: before.bridges.some(({ vlan }) => vlan !== undefined),
  };
}

function has({ bridges }: Wanted, name: string): boolean {
  return bridges.some((bridge) => bridge.name === name);
}

/** Does a document speak of a bridge? */
function isNamed({ bridges, complete }: Document, name: string): boolean {
  return complete === true || Object.hasOwn(bridges ?? {}, name);
}

function planDocument(
  document: Document,
  wanted: Wanted,
  seen: Seen,
  change: PlanChange | undefined,
): Plan {
  const before = wanted.before!;
  const remaking = remakingOf(before, wanted, seen);
  const base = planRemake("apply", before, wanted, seen, remaking);
  const settings = settingSteps(before, wanted, seen, remaking.remade);
  const graph = {
    ...base,
    says: [],
    // What goes and comes again is one thing here.
    steps: [...base.steps.map(withoutSays), ...settings],
  };
  const made = change?.(graph) ?? graph;
  const unmet = (made.unmet ?? []).find((line) =>
    isNamed(document, /^bridge (\w+)/.exec(line)?.[1] ?? ""),
  );
  if (unmet !== undefined) refuse("unavailable", unmet);
  const changes = withHosts(before, wanted, seen, changesOf(document, before));
  const recorded = rcStep(before, descriptionOf(changes), changes);
  const steps = [...made.steps, ...recorded.steps];
  return {
    ...made,
    steps,
    done: [
      steps.length === 0
        ? "All is as the document has it already."
        : "All is as the document has it.",
    ],
    notes: [
      ...made.notes.filter((line) => line !== NO_BRIDGE),
      ...keptEtherNotes(before, wanted, seen, remaking),
      ...wanted.bridges.flatMap((one) => {
        if (!isNamed(document, one.name)) return [];
        const was = before.bridges.find(({ name }) => name === one.name);
        return [
          ...hostNotes(wanted, one),
          ...(was?.host === one.host ? [] : leftNotes(wanted, one, changes)),
        ];
      }),
      ...(isEnabled(wanted, "ngbuddy_enable") || wanted.bridges.length === 0
        ? []
        : [
            "ngbuddy_enable is not YES, so that none of this comes again after a boot; in the document: enable: true",
          ]),
    ],
  };
}

function withoutSays({ says, ...step }: Step): Step {
  return says === undefined ? step : { ...step, says: says.filter((line) => !SAID.test(line)) };
}

/** What stop and start say of themselves. */
const SAID = /^(?:Shut down \d+ nodes|Starting ngbuddy)\.$/;

function descriptionOf(changes: readonly RcChange[]): string {
  const names = (kind: "set" | "unset") =>
    changes.flatMap((change) => (kind in change ? [change.variable] : [])).join(", ");
  const [set, unset] = [names("set"), names("unset")];
  const parts = [
    ...(set === "" ? [] : [`set ${set}`]),
    ...(unset === "" ? [] : [`take out ${unset}`]),
  ];
  return `${parts.join(", and ")} in rc.conf`;
}

/** What of a bridge can be changed while it is up. */
function settingSteps(
  before: Wanted,
  after: Wanted,
  seen: Seen,
  remade: ReadonlySet<string>,
): Step[] {
  return after.bridges.flatMap((bridge) => {
    const was = before.bridges.find(({ name }) => name === bridge.name);
    if (was === undefined || remade.has(bridge.name)) return [];
    if (nodeOf(seen, bridge.name, "bridge") === undefined) return [];
    const persistent: Step[] =
      bridge.persistent && !was.persistent
        ? [
            {
              description: `keep ${bridge.name} when it has no links`,
              do: {
                op: "message",
                path: `${bridge.name}:`,
                type: "bridge",
                command: "setpersistent",
              },
              undo: [],
            },
          ]
        : [];
    if (bridge.mtu === was.mtu) return persistent;
    const mtu = String(bridge.mtu ?? 1500);
    const own = [bridge.interface, ...bridge.list].filter(
      (name) => nodeOf(seen, name, "eiface") !== undefined,
    );
    const changed = own.flatMap((name): Step[] => {
      const there = seen.interfaces?.get(name);
      if (there === undefined || String(there.mtu) === mtu) return [];
      return [
        {
          description: `ifconfig ${name} mtu ${mtu}`,
          do: { op: "ifconfig", interface: name, args: ["mtu", mtu] },
          undo: [{ op: "ifconfig", interface: name, args: ["mtu", String(there.mtu)] }],
        },
      ];
    });
    return [...persistent, ...changed];
  });
}

/** Adds the addresses of NICs that become those of eifaces, or come back, in rc.conf. */
function withHosts(
  before: Wanted,
  after: Wanted,
  seen: Seen,
  own: readonly RcChange[],
): RcChange[] {
  const hybrid = { ...after, bridges: before.bridges };
  const moved = [
    ...before.bridges.flatMap((bridge) => {
      const then = after.bridges.find(({ name }) => name === bridge.name);
      return bridge.host === undefined || then?.host === bridge.host
        ? []
        : hostGone(hybrid, bridge, bridge.host);
    }),
    ...after.bridges.flatMap((bridge) => {
      const { host } = bridge;
      const was = before.bridges.find(({ name }) => name === bridge.name);
      return host === undefined || was?.host === host
        ? []
        : hostChanges(hybrid, seen, { ...bridge, host });
    }),
  ];
  const said = new Set(own.map(({ variable }) => variable));
  return [...own, ...moved.filter(({ variable }) => !said.has(variable))];
}
