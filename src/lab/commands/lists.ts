/** Lists of numbers as cut(1) has them: `1,3-5,7-`. */
import { errx } from "../process/failure.ts";

/** Returns a function that tells whether a number, counted from 1, is in the list. */
export function listOf(list: string): (number: number) => boolean {
  const ranges = list.split(/[, \t]/).map((part) => {
    const found = /^(\d{1,9})?(-)?(\d{1,9})?$/.exec(part);
    if (found === null || part === "" || part === "-") {
      errx(1, "[-bcf] list: illegal list value");
    }
    const [, from, dash, to] = found;
    const first = from === undefined ? 1 : Number(from);
    const last = to !== undefined ? Number(to) : dash ? Number.POSITIVE_INFINITY : first;
    if (first === 0 || last === 0) errx(1, "[-bcf] list: values may not include zero");
    return [first, last] as const;
  });
  return (number) => ranges.some(([first, last]) => number >= first && number <= last);
}
