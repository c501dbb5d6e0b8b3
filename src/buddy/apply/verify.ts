/** Reads back what a plan was to bring about. */
import type { Netgraph } from "../../netgraph/client.ts";
import { withPeers } from "../observe/graph.ts";
import { hooksOf, unlessGone } from "../observe/nodes.ts";
import type { Expectation } from "../plan/step.ts";

/** The host is not as it should be after a plan: both sides. */
export class VerifyError extends Error {
  override readonly name = "VerifyError";
  constructor(
    readonly expected: string,
    readonly found: string,
  ) {
    super(`expected ${expected}, found ${found}`);
  }
}

/** Up to this many nodes are asked one by one; a list of all nodes costs as much. */
const FEW = 8;

/** Throws a VerifyError for the first expectation that is not met. */
export async function verify(
  netgraph: Netgraph,
  expectations: readonly Expectation[],
): Promise<void> {
  const find =
    expectations.length <= FEW
      ? await oneByOne(netgraph, expectations)
      : await allAtOnce(netgraph, expectations);
  for (const expectation of expectations) {
    if ("absent" in expectation) {
      const found = find(expectation.absent);
      if (found !== undefined)
        throw new VerifyError(`no node ${expectation.absent}`, `a node of type ${found.type}`);
      continue;
    }
    const { node, type, hook, peer } = expectation;
    const found = find(node);
    const expected = `${node} of type ${type}, its ${hook} hook connected to ${peer}`;
    if (found === undefined) throw new VerifyError(expected, `no node ${node}`);
    const actual = found.peers.get(hook);
    if (found.type !== type || actual !== peer) {
      throw new VerifyError(
        expected,
        `${node} of type ${found.type}, its ${hook} hook ${actual === undefined ? "free" : `connected to ${actual}`}`,
      );
    }
  }
}

interface Found {
  readonly type: string;
  /** Names of the nodes at the other ends, by hook. */
  readonly peers: ReadonlyMap<string, string>;
}
type Find = (name: string) => Found | undefined;

async function oneByOne(netgraph: Netgraph, expectations: readonly Expectation[]): Promise<Find> {
  const found = new Map<string, Found>();
  for (const expectation of expectations) {
    const name = "absent" in expectation ? expectation.absent : expectation.node;
    const node = await unlessGone(netgraph.show(`${name}:`));
    if (node === undefined) continue;
    found.set(name, {
      type: node.type,
      peers: new Map(node.links.map((link) => [link.name, link.peer.name])),
    });
  }
  return (name) => found.get(name);
}

async function allAtOnce(netgraph: Netgraph, expectations: readonly Expectation[]): Promise<Find> {
  const nodes = await netgraph.nodes();
  const byName = new Map(nodes.map((node) => [node.name, node]));
  const bridges = new Set(expectations.flatMap((one) => ("peer" in one ? [one.peer] : [])));
  const told = withPeers(
    nodes,
    await hooksOf(
      netgraph,
      [...bridges].flatMap((name) => byName.get(name) ?? []),
    ),
  );
  const untold = expectations.flatMap((one) => {
    const node = "node" in one ? byName.get(one.node) : undefined;
    return node === undefined || told.has(node.id) ? [] : [node];
  });
  const hooks = new Map([...told, ...(await hooksOf(netgraph, untold))]);
  return (name) => {
    const node = byName.get(name);
    if (node === undefined) return undefined;
    return {
      type: node.type,
      peers: new Map(hooks.get(node.id)?.map((link) => [link.name, link.peer.name])),
    };
  };
}
