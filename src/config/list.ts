/** The words of a list in rc.conf, which blanks separate. */
export function wordsOf(list: string): string[] {
  return list.split(/\s+/).filter((word) => word !== "");
}
