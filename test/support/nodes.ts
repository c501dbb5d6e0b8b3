/** A netgraph around one node called `n`, for the tests of a node type. */
import { expect } from "bun:test";
import { TestGraph } from "./graph.ts";

/** A message's name and text, and what is answered: text, or an errno. */
export type Line = readonly [name: string, text: string, answer: string | number];

/** Makes a node whose hooks lead to a hub, so that the socket gets none of the node's own messages. */
export function nodeBehindHub(type: string, hook: string, more: readonly string[] = []): TestGraph {
  const graph = new TestGraph();
  graph.mkpeer(".", "hub", "hub", "up");
  expect(graph.mkpeer(".:hub", type, "p0", hook)).toBe(0);
  graph.generic(".:hub.p0", "name", { name: "n" });
  for (const [number, name] of more.entries())
    expect([name, graph.connect(".:hub", "n:", `m${number}`, name)]).toEqual([name, 0]);
  return graph;
}

/** Makes a node whose hooks lead to hooks of the same names at the socket. */
export function nodeAtSocket(type: string, hooks: readonly string[]): TestGraph {
  const graph = new TestGraph();
  const [first, ...others] = hooks as [string];
  expect(graph.mkpeer(".", type, first, first)).toBe(0);
  graph.generic(`.:${first}`, "name", { name: "n" });
  for (const hook of others)
    expect([hook, graph.connect(".", "n:", hook, hook)]).toEqual([hook, 0]);
  while (graph.socket.takeWaiting() !== undefined);
  return graph;
}

/** Connects a hook of a node to one that refuses every frame. */
export function connectRefuser(graph: TestGraph, path: string, hook: string): void {
  // A `split` takes no frames by `out`.
  expect(graph.mkpeer(path, "split", hook, "out")).toBe(0);
}

/** Sends the node messages one after the other, and holds what is answered against what is expected. */
export function expectAnswers(graph: TestGraph, lines: readonly Line[]): void {
  for (const [name, text, answer] of lines)
    expect([name, text, graph.msg("n:", name, text)]).toEqual([name, text, answer]);
}

/** Sends a frame by a hook of the socket. Returns the errno, and where the frame came out. */
export async function sendAndHear(graph: TestGraph, hook: string, bytes: readonly number[]) {
  return [graph.write(hook, bytes), ...(await graph.arrived())];
}
