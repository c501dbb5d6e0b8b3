/** The lists that ngctl(8) prints, made into the binary replies that it was given by the kernel. */
import { writeString } from "../netgraph/message.ts";

/** A node as `list` and `show` print it: name, type, ID, number of hooks. */
export const NODE = /^ {2}Name: (\S+)\s+Type: (\S+)\s+ID: ([0-9a-f]{8})\s+Num hooks: (\d+)$/;
/** A hook as `show` prints it: its name, the peer's name, type and ID, the peer's hook. */
export const HOOK = /^ {2}(\S+)\s+(\S+)\s+(\S+)\s+([0-9a-f]{8})\s+(\S+)\s*$/;
const TYPE = /^\s*(\S+)\s+(\d+)$/;

/**
 * What ngctl printed for a generic message, as the kernel lays its reply out.
 * `counts`: how many hooks the peers of a node have, by ID, which `show` does not say.
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
      return nodes[0] ?? new Uint8Array(0);
    case "listhooks": {
      const hooks = lines.flatMap((line) => {
        const match = HOOK.exec(line);
        if (match === null) return [];
        const [, ours = "", peer = "", type = "", id = "", theirs = ""] = match;
        const hooks = counts.get(id) ?? 1;
        return [field(ours, 32), field(theirs, 32), nodeInfo(peer, type, id, hooks)];
      });
      return Buffer.concat([...nodes.slice(0, 1), ...hooks]);
    }
    case "listtypes": {
      const types = lines.flatMap((line) => {
        const match = TYPE.exec(line);
        return match === null
          ? []
          : [Buffer.concat([field(match[1]!, 32), number(Number(match[2]))])];
      });
      return Buffer.concat([number(types.length), ...types]);
    }
    default:
      return Buffer.concat([number(nodes.length), ...nodes]);
  }
}

function nodeInfo(name: string, type: string, id: string, hooks: number): Uint8Array {
  return Buffer.concat([
    field(name === "<unnamed>" ? "" : name, 32),
    field(type, 32),
    number(Number.parseInt(id, 16)),
    number(hooks),
  ]);
}

function field(text: string, size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  writeString(bytes, 0, size, text);
  return bytes;
}
function number(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}
