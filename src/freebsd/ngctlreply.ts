/** The lists that ngctl(8) prints, made into the binary replies that it was given by the kernel. */
import { encodeArgs } from "../netgraph/ascii.ts";
import { hookListBytes, type NodeInfo } from "../netgraph/lists.ts";
import { commandOf } from "../netgraph/nodetype.ts";
import { generic } from "../netgraph/types/generic.ts";

/** A node as `list` and `show` print it: name, type, ID, number of hooks. */
export const NODE = /^ {2}Name: (\S+)\s+Type: (\S+)\s+ID: ([0-9a-f]{8})\s+Num hooks: (\d+)$/;
/** A hook as `show` prints it: its name, the peer's name, type and ID, the peer's hook. */
export const HOOK = /^ {2}(\S+)\s+(\S+)\s+(\S+)\s+([0-9a-f]{8})\s+(\S+)\s*$/;
const TYPE = /^\s*(\S+)\s+(\d+)$/;

/**
 * Returns what ngctl printed for the generic message `name`, as the kernel lays its reply out; empty where ngctl printed
 * none. `counts` says how many hooks the peers of a node have, by ID in eight hexadecimal digits, which `show` does not
 * tell.
 */
export function genericReply(
  name: string,
  stdout: string,
  counts: ReadonlyMap<string, number>,
): Uint8Array {
  const lines = stdout.split("\n");
  const nodes = lines.flatMap((line) => {
    const match = NODE.exec(line);
    return match === null ? [] : [nodeInfo(match[1]!, match[2]!, match[3]!, Number(match[4]))];
  });
  switch (name) {
    case "nodeinfo":
      return nodes[0] === undefined
        ? new Uint8Array(0)
        : encodeArgs(commandOf(generic, "nodeinfo").reply, nodes[0]);
    case "listhooks": {
      const links = lines.flatMap((line) => {
        const match = HOOK.exec(line);
        if (match === null) return [];
        const [, name = "", peer = "", type = "", id = "", peerHook = ""] = match;
        return [{ name, peerHook, peer: nodeInfo(peer, type, id, counts.get(id) ?? 1) }];
      });
      return nodes[0] === undefined ? new Uint8Array(0) : hookListBytes(nodes[0], links);
    }
    case "listtypes": {
      const types = lines.flatMap((line) => {
        const match = TYPE.exec(line);
        return match === null ? [] : [{ typename: match[1]!, numnodes: Number(match[2]) }];
      });
      const { reply } = commandOf(generic, "listtypes");
      return encodeArgs(reply, { numtypes: types.length, typeinfo: types });
    }
    default: {
      const { reply } = commandOf(generic, "listnodes");
      return encodeArgs(reply, { numnames: nodes.length, nodeinfo: nodes });
    }
  }
}

function nodeInfo(name: string, type: string, id: string, hooks: number): NodeInfo {
  return {
    name: name === "<unnamed>" ? "" : name,
    type,
    id: Number.parseInt(id, 16),
    hooks,
  };
}
