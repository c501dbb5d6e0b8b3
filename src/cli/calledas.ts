/** The program as others start it: `jng show` is `ngbuddy jng -- show`, and a container engine's plugin is `ngbuddy cni`. */

/** What stands before jng's own words, all of which are jng's. */
export const AS_JNG: readonly string[] = ["jng", "--"];

/** Returns the words of a command line. `name`: the name or the path that the program was called by. */
export function wordsOf(
  name: string,
  args: readonly string[],
  env: { readonly [name: string]: string | undefined },
): readonly string[] {
  if (name.slice(name.lastIndexOf("/") + 1) === "jng") return [...AS_JNG, ...args];
  // A container engine starts a plugin without any, from whatever directory it has its plugins in.
  return args.length === 0 && env["CNI_COMMAND"] ? ["cni"] : args;
}
