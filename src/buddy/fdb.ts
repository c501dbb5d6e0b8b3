/** The forwarding tables of bridges: who was heard where; and emptied. */
import { nameOf } from "./guestname.ts";
import { walk } from "./observe/walk.ts";
import { refuseNoBridge } from "./plan/choice.ts";
import type { Plan, Step } from "./plan/step.ts";
import { hooksSeen, nodeOf, type Seen } from "./plan/wanted.ts";
import { makeRequest, type Request } from "./request.ts";
import { linkName } from "./status.ts";
import type { Topology } from "./topology.ts";

/** An address in a bridge's table. */
export interface TableEntry {
  readonly bridge: string;
  readonly address: string;
  /** The bridge's hook, and who is behind it, as `status` has it. */
  readonly hook: string;
  readonly link: string;
  /** The guest's name. */
  readonly guest: string;
  /** Seconds since the address was heard there first, and last. */
  readonly age: number;
  readonly staleness: number;
}

/** Returns the tables of all bridges, in the order of the addresses. */
export function tableEntries({ bridges }: Topology): TableEntry[] {
  return bridges.flatMap(({ name, links, hosts = [] }) =>
    hosts
      .map(({ addr, hook, age, staleness }): TableEntry => {
        const link = links.find((one) => one.hook === hook);
        return {
          ...{ bridge: name, address: addr, hook, age, staleness },
          link: link === undefined ? hook : linkName(link),
          guest: link === undefined ? "" : nameOf(link.guest, ""),
        };
      })
      .sort((a, b) => (a.address < b.address ? -1 : 1)),
  );
}

/** Returns the request to empty a bridge's table, or those of all bridges of rc.conf. */
export function flushRequest(bridge: string | undefined): Request {
  return makeRequest({
    serialises: "bridges",
    needs: ({ bridges }) => ({
      nodes: "all",
      hooks: bridge === undefined ? bridges.map(({ name }) => name) : [bridge],
    }),
    plan(wanted, seen) {
      const named = bridge === undefined ? wanted.bridges.map(({ name }) => name) : [bridge];
      const there = named.filter((name) => nodeOf(seen, name, "bridge") !== undefined);
      if (bridge !== undefined && there.length === 0) {
        const names = seen.nodes.flatMap(({ type, name }) => (type === "bridge" ? [name] : []));
        refuseNoBridge(bridge, names, "");
      }
      return planFlush(seen, there, bridge);
    },
  });
}

function planFlush(seen: Seen, bridges: readonly string[], asked: string | undefined): Plan {
  return {
    request: asked === undefined ? "fdb flush" : `fdb ${asked} flush`,
    says: [],
    steps: bridges.flatMap((name) => [emptyStep(name), ...tellSteps(seen, name)]),
    done: bridges.length === 0 ? ["There is no bridge."] : [],
    notes: [],
    expect: [],
    whenKilled: "finish",
  };
}

/** What was learned cannot be put back, and is learned again by the next frame. */
function emptyStep(name: string): Step {
  return {
    description: `empty the table of ${name}, and set its counters to 0`,
    do: { op: "message", path: `${name}:`, type: "bridge", command: "reset" },
    undo: [],
  };
}

/** A bridge on uplink hooks sends what is for unknown addresses outside: its guests have to be known before they speak. */
function tellSteps(seen: Seen, name: string): Step[] {
  return hooksSeen(seen, nodeOf(seen, name, "bridge")).flatMap((link): Step[] => {
    const { peer } = walk(link, seen.hooks).hook;
    if (peer.type !== "eiface" || peer.name === "") return [];
    const at = `[${link.peer.id.toString(16)}]:${link.peerHook}`;
    return [
      {
        description: `put the address of ${peer.name} into the table of ${name}`,
        do: { op: "movehost", node: peer.name, at, isChanged: true },
        undo: [],
      },
    ];
  });
}
