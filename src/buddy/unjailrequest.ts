/** The request of `ngbuddy unjail`. */
import { isEifaceName } from "../config/names.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { unlessGone } from "./observe/nodes.ts";
import { planUnjail, type Whereabouts } from "./plan/removeguests.ts";
import type { Seen } from "./plan/wanted.ts";
import { makeRequest, type Request } from "./request.ts";
import { whereIs } from "./whereabouts.ts";

/** What is looked for before anything is done. */
interface Found {
  readonly places: ReadonlyMap<string, Whereabouts>;
  /** The eiface that is called as the jail, where there is none of the name that was given for one. */
  readonly swapped: string | undefined;
}

/** Returns the request to take interfaces back from a jail (the one of its name) and to remove them. */
export function unjailRequest(
  names: readonly string[],
  jail: string | undefined,
  ifExists?: boolean,
): Request {
  return makeRequest<Found>({
    needsNoConfiguration: true,
    needs: () => ({ nodes: names, hooks: names }),
    async find(host, netgraph, _, seen) {
      const places = new Map<string, Whereabouts>();
      for (const name of names)
        places.set(name, await whereIs(host, netgraph, seen, name, jail ?? name));
      return { places, swapped: await swappedWith(netgraph, seen, names, jail) };
    },
    plan: (wanted, seen, { places, swapped }) =>
      planUnjail(wanted, seen, places, { ifExists, swapped }),
  });
}

async function swappedWith(
  netgraph: Netgraph,
  seen: Seen,
  names: readonly string[],
  jail: string | undefined,
): Promise<string | undefined> {
  if (jail === undefined || !isEifaceName(jail) || names.some((name) => seen.byName.has(name)))
    return undefined;
  const node = await unlessGone(netgraph.nodeInfo(`${jail}:`));
  return node?.type === "eiface" && !names.includes(jail) ? jail : undefined;
}
