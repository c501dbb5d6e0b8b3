/** In which order the hosts of a rollout come. */

/** A host, as far as its place is a matter of it. */
export interface Candidate {
  /** Does somebody there decide? */
  readonly asks: boolean;
}

/** How many come at once. */
export interface WaveWish {
  /** The first wave's hosts, on which it is tried. */
  readonly canary: number;
  /** Of all hosts, how many each further wave has: above 0, up to 1. */
  readonly share: number;
}

/** Returns the waves. Hosts on which somebody decides come last: as long as nobody has, they prove nothing to the others. */
export function wavesOf<T extends Candidate>(
  candidates: readonly T[],
  { canary, share }: WaveWish,
): readonly (readonly T[])[] {
  const order = [
    ...candidates.filter(({ asks }) => !asks),
    ...candidates.filter(({ asks }) => asks),
  ];
  const size = Math.max(1, Math.ceil(order.length * share));
  const waves: T[][] = [];
  let at = Math.min(canary, order.length);
  if (at > 0) waves.push(order.slice(0, at));
  for (; at < order.length; at += size) waves.push(order.slice(at, at + size));
  return waves;
}
