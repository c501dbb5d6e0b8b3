/** What running jails lose by a plan, and what to type so that they have it again. */

import { isEifaceName } from "../../config/names.ts";
import { inOrder, routeWords } from "../../host/netstat.ts";
import type { NodeInfo } from "../../netgraph/client.ts";
import { endSeen, mtuOf, type Place, type RunningJail, type Seen, type Wanted } from "./wanted.ts";

/** What it takes for the bridge of a lost interface to be up once the plan is carried out. */
export type BridgeAfterwards =
  /** It stays up. */
  | "up"
  /** `ngbuddy start` makes it again. */
  | "down"
  /** Nothing does. */
  | "gone";

/** Returns a line for each jail that runs and loses an interface by the removal of these eifaces. */
export function lossNotes(
  seen: Seen,
  eifaces: readonly NodeInfo[],
  afterwards: (bridge: string) => BridgeAfterwards,
): string[] {
  return eifaces.flatMap((node) => {
    const place = seen.places.get(node.id);
    const jail = jailOf(place);
    if (jail === undefined && !seen.untold.has(node.id)) return [];
    const bridge = endSeen(seen, node);
    const then = bridge?.type === "bridge" ? afterwards(bridge.name) : "gone";
    const who = jail === undefined ? "a jail" : `jail ${jailName(jail)}`;
    const remedy =
      then === "gone"
        ? ""
        : `; to give it one again: ${then === "down" ? "ngbuddy start && " : ""}${giveCommands(node.name, bridge!.name, jail, place)}`;
    return [`${who} loses its interface ${node.name}${remedy}`];
  });
}

/** Returns a line for each jail that runs without any interface. */
export function lackNotes(wanted: Wanted, seen: Seen): string[] {
  return seen.lacking.flatMap((jail) => {
    const name = interfaceFor(seen, jail);
    const listed = wanted.bridges.find(({ list }) => list.includes(name))?.name;
    const own = listed ?? endSeen(seen, seen.byName.get(name))?.name;
    const [bridge, ...others] = wanted.bridges
      .map((one) => one.name)
      .sort((a, b) => Number(b === own) - Number(a === own));
    if (bridge === undefined) return [];
    const choice =
      own !== undefined || others.length === 0
        ? ""
        : `, or with ${others.join(" or ")} in place of ${bridge}`;
    return [
      `jail ${jailName(jail)} has no interface; to give it one: ${giveCommands(name, bridge, jail, undefined)}${choice}`,
    ];
  });
}

/** The commands that make an interface on a bridge that is up and put it into a jail that runs. */
export function giveCommands(
  name: string,
  bridge: string,
  jail: RunningJail | undefined,
  place: Place | undefined,
): string {
  const whom = jail === undefined ? "JAIL" : jailName(jail);
  const ether = place?.interface.ether;
  const there = [
    `ngbuddy jail ${name} ${bridge}`,
    ...(ether === undefined ? [] : [`ifconfig ${name} ether ${ether}`]),
    `ifconfig ${name} vnet ${whom}`,
  ];
  return [...there, ...(place === undefined ? [] : [settleCommands(name, place)])].join(" && ");
}

/** The commands that give an interface in a jail, which has its node's name, what it had there. */
function settleCommands(name: string, place: Place): string {
  const whom = jailName(jailOf(place)!);
  const { interface: one, routes } = place;
  // A jail's root may have named its interface; what is no word for a shell is not for typing.
  const inside = isPlain(one.name) ? one.name : name;
  const isWord = (text: string) => /^[\w.:][\w.:%/-]*$/.test(text);
  const address = (text: string) => isWord(text) && !text.includes("%");
  const all = [
    ...(inside === name ? [] : [`ifconfig -j ${whom} ${name} name ${inside}`]),
    ...one.inet.filter(address).map((text) => `ifconfig -j ${whom} ${inside} inet ${text} alias`),
    // Link-local ones, which have a % in them, the kernel makes itself.
    ...one.inet6.filter(address).map((text) => `ifconfig -j ${whom} ${inside} inet6 ${text} alias`),
    ["ifconfig -j", whom, inside, ...mtuOf(one), one.up ? "up" : "down"].join(" "),
    ...inOrder(routes)
      .map((route) => routeWords(route, inside))
      .filter((words) => isWord(words[1]!) && isWord(words.at(-1)!))
      .map((words) => `route -j ${whom} add ${words.join(" ")}`),
  ];
  return all.join(" && ");
}

/** The jail that a place is in. */
export function jailOf(place: Place | undefined): RunningJail | undefined {
  if (place?.jail === undefined) return undefined;
  return { name: place.jail, jid: place.jid ?? 0 };
}

/** What a jail is called where somebody may type it: jails name jails within them as they like. */
export function jailName({ name, jid }: RunningJail): string {
  return isPlain(name) || jid === 0 ? name : String(jid);
}

/** Is this one word for a shell, and no option for a command? */
function isPlain(text: string): boolean {
  return /^[\w.][\w.-]*$/.test(text);
}

/** The name for the interface of a jail that has none: the jail's own, where that can be one and is free or waits on the host. */
function interfaceFor(seen: Seen, { name, jid }: RunningJail): string {
  const waits = seen.byName.get(name)?.type === "eiface" && seen.interfaces?.has(name) === true;
  return isEifaceName(name) && (!seen.byName.has(name) || waits) ? name : `jail${jid}`;
}
