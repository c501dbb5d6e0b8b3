/** What `ngctl dot` printed on FreeBSD 15 is what we print of the same graph. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { GraphHook, GraphNode } from "../buddy/topology.ts";
import { toDot } from "./dot.ts";

interface Entry {
  readonly run?: string;
  readonly sh?: string;
  readonly stdout: string;
}

function outputs(session: string, command: string): string[] {
  const file = join(import.meta.dirname, "../../test/recordings", `${session}.jsonl`);
  return readFileSync(file, "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Entry)
    .filter(({ run, sh }) => (run ?? sh) === command)
    .map(({ stdout }) => stdout);
}

/** The graph that a dot text without -c is of. */
function graphIn(dot: string): GraphNode[] {
  const nodes = [...dot.matchAll(/"(\w+)" \[ label = "\{(.*):\|\{(\w+)\|\[\1\]:\}\}" \];/g)].map(
    ([, id, name, type]) => ({ id: Number.parseInt(id!, 16), name: name!, type: type! }),
  );
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const peers = new Map<string, string>();
  for (const [, a, b] of dot.matchAll(/"(\w+\.\w+)" -- "(\w+\.\w+)";/g)) {
    peers.set(a!, b!);
    peers.set(b!, a!);
  }
  const ends = [...dot.matchAll(/"\w+" -- "(\w+)\.(\w+)";/g)];
  return nodes.map((node) => ({
    ...node,
    hooks: ends
      .filter(([, id]) => Number.parseInt(id!, 16) === node.id)
      .map(([, id, name]): GraphHook => {
        const [peerId, peerHook] = peers.get(`${id}.${name}`)!.split(".") as [string, string];
        const peer = byId.get(Number.parseInt(peerId, 16))!;
        return {
          name: name!,
          peerId: peer.id,
          peerName: peer.name,
          peerType: peer.type,
          peerHook,
        };
      }),
  }));
}

/** The nodes of `ngctl list -l`. */
function graphListed(list: string): GraphNode[] {
  return list
    .split(/^ {2}Name: /m)
    .slice(1)
    .map((part) => {
      const [head, ...rest] = part.split("\n");
      const [, name, type, id] = /^(\S+) +Type: (\S+) +ID: (\w+)/.exec(head!)!;
      const hooks = rest
        .slice(2)
        .map((line) => line.trim().split(/\s+/))
        .filter((words) => words.length === 5)
        .map(([own, peerName, peerType, peerId, peerHook]) => ({
          name: own!,
          peerId: Number.parseInt(peerId!, 16),
          peerName: peerName!,
          peerType: peerType!,
          peerHook: peerHook!,
        }));
      return { id: Number.parseInt(id!, 16), name: name!, type: type!, hooks };
    });
}

describe.each(["01-empty-graph", "04-ether", "40-traffic"])("recording %s", (session) => {
  test("dot, byte for byte", () => {
    const recorded = outputs(session, "ngctl dot");
    expect(recorded.length).toBeGreaterThan(0);
    for (const dot of recorded) expect(toDot(graphIn(dot))).toBe(dot);
  });
});

test.each(["01-empty-graph", "04-ether"])("recording %s: dot -c, byte for byte", (session) => {
  const [dot] = outputs(session, "ngctl dot");
  const [compact] = outputs(session, "ngctl dot -c");
  // ngctl's own socket is another one each time.
  const own = /"(\w+)" \[ label = "\{(ngctl\d+):/;
  const [, oldId, oldName] = own.exec(dot!)!;
  const [, newId, newName] = own.exec(compact!)!;
  const same = dot!
    .replaceAll(`"${oldId}"`, `"${newId}"`)
    .replaceAll(`[${oldId}]`, `[${newId}]`)
    .replaceAll(oldName!, newName!);
  expect(toDot(graphIn(same), { compact: true })).toBe(compact!);
});

test("recording 04: the graph of ngctl list -l gives the nodes and links that dot has, but for those made later", () => {
  const [dot] = outputs("04-ether", "ngctl dot");
  const list = outputs("04-ether", "ngctl list -l").find((text) => text.includes("public"))!;
  const lines = toDot(graphListed(list)).split("\n");
  const shared = lines.filter((line) => !line.includes("ngctl") && !line.includes('"19"'));
  const recorded = new Set(dot!.split("\n"));
  expect(shared.filter((line) => !recorded.has(line))).toEqual([]);
  expect(lines).toContain('\t"16.link1" -- "3.upper";');
  expect(lines).toContain('\t"16.link0" -- "3.lower";');
});

test("names that the language would read as its own are quoted", () => {
  const graph = [{ id: 1, name: 'a"{|}<>\\', type: "hub", hooks: [] }];
  expect(toDot(graph)).toContain('"1" [ label = "{a\\"\\{\\|\\}\\<\\>\\\\:|{hub|[1]:}}" ];');
  expect(toDot([{ id: 1, name: "", type: "hub", hooks: [] }])).toContain("{\\<unnamed\\>:|");
});
