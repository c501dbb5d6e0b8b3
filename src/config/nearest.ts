/** The name that somebody may have meant who mistyped one. */

/**
 * Returns the known name that is nearest to what was typed, and undefined when none is near enough: a letter more, less or
 * wrong, or two neighbours exchanged, once in a short name and up to three times in a long one; capitals count as nothing.
 */
export function nearest(typed: string, known: Iterable<string>): string | undefined {
  let best: string | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const name of known) {
    const limit = Math.min(3, Math.ceil(Math.min(name.length, typed.length) / 3));
    if (Math.abs(name.length - typed.length) > limit) continue;
    const distance = editDistance(typed.toLowerCase(), name.toLowerCase());
    if (distance <= limit && distance < least) [best, least] = [name, distance];
  }
  return best;
}

/** The same for a guest of a name that may be new: web3 may come where web1 and web2 are. */
export function nearestGuest(typed: string, known: Iterable<string>): string | undefined {
  const meant = nearest(typed, known);
  return meant === undefined || withoutDigits(meant) === withoutDigits(typed) ? undefined : meant;
}

function withoutDigits(name: string): string {
  return name.replace(/\d/g, "");
}

/** Returns how many letters must be added, removed, replaced or exchanged with their neighbour (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, replaced);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
    }
    [beforeLast, last] = [last, row];
  }
  return last[b.length]!;
}
