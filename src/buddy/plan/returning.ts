/** Interfaces that jails have again after a restart. */
import { isEifaceName } from "../../config/names.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { isKernelsName } from "../names.ts";
import { giveCommands, jailName, jailOf } from "./losses.ts";
import { settle } from "./removal.ts";
import type { Step } from "./step.ts";
import { endSeen, type Place, type Seen, type Wanted } from "./wanted.ts";

/** An eiface that is made again for its jail. */
export interface Returning {
  readonly node: NodeInfo;
  readonly place: Place & { readonly jail: string };
  /** The bridge that it is on. */
  readonly bridge: string;
}

/** Returns those of the eifaces that are in jails and can be made again: it is known where they are, and their bridges are rc.conf's. */
export function returning(wanted: Wanted, seen: Seen, eifaces: readonly NodeInfo[]): Returning[] {
  return eifaces.flatMap((node) => {
    const place = seen.places.get(node.id);
    const listed = wanted.bridges.find(({ list }) => list.includes(node.name))?.name;
    const bridge = listed ?? endSeen(seen, node)?.name;
    const { jail } = place ?? {};
    if (place === undefined || jail === undefined || !canBeMade(node.name)) return [];
    return wanted.bridges.some(({ name }) => name === bridge)
      ? [{ node, place: { ...place, jail }, bridge: bridge! }]
      : [];
  });
}

/** What another tool has named may be longer than an interface's name, and what nobody has named the kernel will call otherwise. */
function canBeMade(name: string): boolean {
  return isEifaceName(name) && !isKernelsName(name);
}

/** Puts an eiface that was just made into its jail, and gives it there what it had. A jail that is in the way ends nothing but that. */
export function returnSteps({ node, place, bridge }: Returning): Step[] {
  const { name } = node;
  const { jail, interface: one } = place;
  const known = jailOf(place)!;
  const whom = `jail ${jailName(known)}`;
  // However far it came: from the beginning.
  const remedy = `to give it that again: ngbuddy unjail ${name} ${jailName(known)} && ${giveCommands(name, bridge, known, place)}`;
  const addresses = [...one.inet, ...one.inet6.filter((address) => !address.startsWith("fe80:"))];
  return [
    {
      description: `put ${name} into ${whom}`,
      do: { op: "vnet", node: name, interface: name, jail, to: "jail" },
      // It goes with its node.
      undo: [],
      otherwise: {
        what: `${whom} is left without its interface ${name}`,
        remedy,
        skips: 1,
      },
    },
    {
      description: `give it back there${one.name === name ? "" : ` the name ${one.name} and`} what it had${addresses.length === 0 ? "" : `: ${addresses.join(", ")}`}`,
      do: {
        op: "settle",
        jail,
        ...(one.ether !== undefined && { ether: one.ether }),
        actions: settle(name, place),
      },
      undo: [],
      otherwise: {
        what: `${whom} has its interface ${name} again, but not all it had there`,
        remedy,
      },
    },
  ];
}
