/** What a kernel refused, for tests that look for its errno. */
import { NetgraphError } from "../../src/netgraph/errno.ts";

/** The errno that an action is refused with; 0 when it is not. */
export function errnoOf(action: () => unknown): number {
  try {
    action();
    return 0;
  } catch (error) {
    if (error instanceof NetgraphError) return error.errno;
    throw error;
  }
}
