/** `jng bridge NAME IF…`: what is asked for, and what has to be known of the host for it. */
import { nodeNameOf } from "../buddy/names.ts";
import { hooksOf, pipelined } from "../buddy/observe/nodes.ts";
import { toldBy } from "../buddy/observe/told.ts";
import type { Seen } from "../buddy/plan/wanted.ts";
import { makeRequest, type Request } from "../buddy/request.ts";
import { checksum } from "../config/derivedmac.ts";
import type { Netgraph } from "../netgraph/client.ts";
import { bridgeNameOf, FIRST_BRIDGE, ownerOf } from "./names.ts";
import type { Read } from "./options.ts";
import { type Asked, type AskedInterface, type Found, planBridging } from "./plan.ts";
import { ownEifaces } from "./show.ts";

const NAME = /^[0-9A-Za-z_]+$/;

/** Returns what is asked for; undefined when it was asked wrongly. */
export function readBridgeArguments({
  options,
  rest: [name = "", ...words],
}: Read): Asked | undefined {
  const bridge = options.get("b") ?? FIRST_BRIDGE;
  // jail.conf may hand several over in one pair of quotes.
  const on = words.flatMap((word) => word.split(/\s+/).filter((one) => one !== ""));
  if (bridge === "" || !NAME.test(name) || words.length === 0) return undefined;
  return { name, bridge, on: on.map(readInterface) };
}

function readInterface(word: string): AskedInterface {
  if (word.startsWith("=")) return { interface: word.slice(1), address: "cloned" };
  if (word.startsWith("!")) return { interface: word.slice(1), address: "own" };
  return { interface: word, address: "derived" };
}

/** Returns the request. One whose interfaces are there is carried out at once. */
export function requestBridge(asked: Asked): Request {
  const nics = asked.on.map((one) => one.interface);
  return makeRequest<Found>({
    serialises: "bridges",
    withoutConfiguration: true,
    needs: () => ({
      nodes: "all",
      nics,
      hooks: nics.flatMap((nic) => [
        nodeNameOf(nic),
        bridgeNameOf(nic, FIRST_BRIDGE),
        bridgeNameOf(nic, asked.bridge),
      ]),
      interfaces: true,
      types: true,
    }),
    find: async (_, netgraph, __, seen) => ({
      own: await hooksOf(netgraph, ownEifaces(seen.nodes, asked.name)),
      ...(await twinsOf(netgraph, seen, asked.name)),
    }),
    plan: (wanted, seen, found) => planBridging(wanted, seen, found, asked),
  });
}

/**
 * The addresses of interfaces of others whose names give the same: jng's checksum tells jail01 from jail02, and not from jail20.
 * Those are asked for only, wherever they are.
 */
async function twinsOf(
  netgraph: Netgraph,
  { nodes, interfaces }: Seen,
  name: string,
): Promise<Pick<Found, "ethers" | "untold">> {
  const sum = checksum(name);
  const twins = nodes.filter(({ name: node, type }) => {
    const owner = type === "eiface" ? ownerOf(node) : undefined;
    return owner !== undefined && owner !== name && checksum(owner) === sum;
  });
  const told = await pipelined(twins, (node) => toldBy(netgraph, node));
  const ethers = twins.map((node, at) => told[at]?.ether ?? interfaces?.get(node.name)?.ether);
  const known = ethers.filter((ether) => ether !== undefined);
  return { ethers: new Set(known), untold: ethers.length - known.length };
}
