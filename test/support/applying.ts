/** A lab and what carries a plan out on it, for tests of single steps. */
import { type ApplyContext, type Fact, noEifaces } from "../../src/buddy/apply/context.ts";
import { perform } from "../../src/buddy/apply/perform.ts";
import { takeBack } from "../../src/buddy/apply/takeback.ts";
import type { Action, Plan, Step } from "../../src/buddy/plan/step.ts";
import type { Host } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { Netgraph } from "../../src/netgraph/client.ts";
import { type BuddyLab, buddyLab, snapshot } from "./buddylab.ts";

export interface Applying {
  readonly lab: BuddyLab;
  readonly host: Host;
  readonly netgraph: Netgraph;
  readonly context: ApplyContext;
  /** The lines for standard output, and what was noted for whoever comes after a kill. */
  readonly said: string[];
  readonly noted: Fact[];
  /** Does something, or takes it back. */
  perform(action: Action): Promise<void>;
  takeBack(action: Action): Promise<void>;
}

/** A lab after these command lines, with netgraph's modules loaded. */
export async function applying(...lines: string[]): Promise<Applying> {
  const lab = buddyLab();
  await lab.out("kldload -n ng_ether ng_bridge ng_eiface ng_socket");
  for (const line of lines) await lab.out(line);
  const host = labHost(lab.lab);
  const netgraph = await Netgraph.open(await host.openNetgraph());
  const said: string[] = [];
  const noted: Fact[] = [];
  const context: ApplyContext = {
    host,
    netgraph,
    ...noEifaces(),
    again: noEifaces(),
    edited: [],
    say: (line) => void said.push(line),
    note: async (fact) => void noted.push(fact),
    othersMakeEifaces: async () => false,
  };
  return {
    lab,
    host,
    netgraph,
    context,
    said,
    noted,
    perform: (action) => perform(context, action),
    takeBack: (action) => takeBack(context, action),
  };
}

/** The graph as text, a line a node, without the NICs and sockets that have no hooks. */
export function graphOf({ lab }: Pick<Applying, "lab">): string[] {
  return snapshot(lab).graph.filter((node) => !/ (?:ether|socket) \[\]$/.test(node));
}

/** A plan of these steps, of which nothing else is to be said. */
export function planOf(steps: readonly Step[], more: Partial<Plan> = {}): Plan {
  return {
    request: "test",
    says: [],
    steps,
    done: [],
    notes: [],
    expect: [],
    whenKilled: "undo",
    ...more,
  };
}

/** A step that makes an eiface, unconnected. */
export function makes(name: string): Step {
  return {
    description: `make ${name}`,
    do: { op: "eiface", name },
    undo: [{ op: "unmake", name }],
  };
}

/** A step that no kernel does: there is no such node. */
export const impossible: Step = {
  description: "name what is not there",
  do: { op: "name", path: "nosuch:", name: "x" },
  undo: [],
};

/** A host as another process sees it, one that began when all others had ended. */
export function inNextProcess(host: Host): Host {
  return {
    ...host,
    processes: async () => ({ own: { pid: 999_999_998, began: "later" }, lives: () => false }),
  };
}
