/** Guests that keep the Ethernet address they have, though rc.conf has another one for them. */
import { jailName, jailOf } from "../buddy/plan/losses.ts";
import type { Remaking } from "../buddy/plan/remake.ts";
import { endSeen, nodeOf, type Seen, type Wanted } from "../buddy/plan/wanted.ts";

/** Returns a line for each: a jail that runs has its interface again as it was, and what is on no list is not made anew at all. */
export function keptEtherNotes(
  before: Wanted,
  after: Wanted,
  seen: Seen,
  { gone, dropped }: Pick<Remaking, "gone" | "dropped">,
): string[] {
  const listed = new Set(after.bridges.flatMap(({ list }) => list));
  const own = new Set(
    [...before.bridges, ...after.bridges].flatMap((one) => [one.interface, one.host]),
  );
  return seen.nodes.flatMap(({ type, name }): string[] => {
    if (type !== "eiface" || name === "" || own.has(name) || !getsOther(before, after, name))
      return [];
    const node = nodeOf(seen, name, type)!;
    if (dropped.has(name) || gone.has(endSeen(seen, node)?.name ?? "")) return [];
    const place = seen.places.get(node.id);
    const jail = jailOf(place);
    if (listed.has(name) && jail === undefined) return [];
    const has = place?.interface.ether;
    const gets = after.pinned(name) ?? seen.ethers.get(name);
    if (has !== undefined && has === gets) return [];
    const where = jail === undefined ? "" : ` in jail ${jailName(jail)}`;
    const until = jail === undefined ? "it is made anew" : "the jail is started anew";
    return [
      `${name}${where} keeps its Ethernet address${has === undefined ? "" : ` ${has}`} until ${until}${gets === undefined ? "" : `, and gets ${gets} then`}`,
    ];
  });
}

/** Does rc.conf give a name another address than before? */
export function getsOther(before: Wanted, after: Wanted, name: string): boolean {
  const [was, is] = [before.mac, after.mac];
  const isOtherRule = was.seed !== is.seed || was.prefix !== is.prefix || was.hash !== is.hash;
  const pin = after.pinned(name);
  if (before.pinned(name) !== pin) return true;
  return pin === undefined && isOtherRule && (was.seed ?? is.seed) !== undefined;
}
