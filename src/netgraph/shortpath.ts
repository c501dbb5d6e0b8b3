/** Paths of nodes whose names are so long that no hook has room behind them. */
import { errno, NetgraphError } from "./errno.ts";
import type { NodeInfo } from "./lists.ts";
import { idName } from "./path.ts";

/** Returns a path by the node's ID instead of its name. Throws ENOENT for a node that is not there. */
export async function shortened(
  netgraph: { names(): Promise<readonly NodeInfo[]> },
  operation: string,
  path: string,
): Promise<string> {
  const colon = path.indexOf(":");
  const name = path.slice(0, Math.max(colon, 0));
  if (name === "" || name === "." || name.startsWith("[")) return path;
  const node = (await netgraph.names()).find((one) => one.name === name);
  if (node === undefined) throw new NetgraphError(operation, path, errno.ENOENT);
  return `${idName(node.id)}${path.slice(colon)}`;
}
