/** Who gives up an address that several have. */

/** Returns all but one of them: who has no other address keeps it, else the last. `count`: how many addresses one has. */
export function losersOf<T>(
  owners: readonly T[],
  count: (owner: T) => number,
): { readonly keeper: T; readonly losers: readonly T[] } {
  const keeper = owners.find((owner) => count(owner) === 1) ?? owners.at(-1)!;
  return { keeper, losers: owners.filter((owner) => owner !== keeper) };
}
