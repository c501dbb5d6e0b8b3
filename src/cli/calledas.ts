/** The program by another name: `jng show` is `ngbuddy jng -- show`. */

/** What stands before jng's own words, all of which are jng's. */
export const AS_JNG: readonly string[] = ["jng", "--"];

/** Returns the words of a command line. `name`: the name or the path that the program was called by. */
export function wordsOf(name: string, args: readonly string[]): readonly string[] {
  return name.slice(name.lastIndexOf("/") + 1) === "jng" ? [...AS_JNG, ...args] : args;
}
