/** The request of `ngbuddy unjail`. */
import { planUnjail, type Whereabouts } from "./plan/removeguests.ts";
import { makeRequest, type Request } from "./request.ts";
import { whereIs } from "./whereabouts.ts";

/** Returns the request to take interfaces back from a jail (the one of its name) and to remove them. */
export function unjailRequest(
  names: readonly string[],
  jail: string | undefined,
  ifExists?: boolean,
): Request {
  return makeRequest<ReadonlyMap<string, Whereabouts>>({
    needsNoConfiguration: true,
    needs: () => ({ nodes: names, hooks: names }),
    async find(host, netgraph, _, seen) {
      const places = new Map<string, Whereabouts>();
      for (const name of names)
        places.set(name, await whereIs(host, netgraph, seen, name, jail ?? name));
      return places;
    },
    plan: (wanted, seen, where) => planUnjail(wanted, seen, where, ifExists),
  });
}
