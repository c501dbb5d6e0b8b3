/** Why a node could not be made: kernels that were built without some node types have no module of them either. */
import type { Netgraph } from "../../netgraph/client.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import { refuse } from "../refusal.ts";

/** The errors of ng_socket.c for a type that cannot be loaded: no such module, none may be loaded, or it is not what it is called. */
const NOT_LOADED: readonly number[] = [errno.ENOENT, errno.EPERM, errno.ENXIO, errno.EOPNOTSUPP];

/** Throws a Refusal when a node was not made because the kernel has no such type. */
export async function refuseLacking(
  netgraph: Netgraph,
  type: string,
  error: unknown,
): Promise<void> {
  if (!(error instanceof NetgraphError) || !NOT_LOADED.includes(error.errno)) return;
  const types = await netgraph.types().catch(() => undefined);
  if (types === undefined || types.some(({ name }) => name === type)) return;
  refuse("config", `this kernel has no ng_${type}(4), and cannot load it (kldload ng_${type})`);
}
