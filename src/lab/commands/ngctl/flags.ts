/** Options of ngctl's commands, as getopt(3) reads them. */
import type { Session } from "./session.ts";

/** Letters given as options in front of the arguments; undefined for one that is not known, which is said. */
export function takeFlags(
  session: Session,
  words: readonly string[],
  known: string,
): { flags: Set<string>; args: readonly string[] } | undefined {
  const flags = new Set<string>();
  let at = 1;
  for (; words[at]?.startsWith("-") && words[at] !== "-"; at++) {
    if (words[at] === "--") {
      at++;
      break;
    }
    for (const letter of words[at]!.slice(1)) {
      if (!known.includes(letter)) {
        session.warnx(`illegal option -- ${letter}`);
        return undefined;
      }
      flags.add(letter);
    }
  }
  return { flags, args: words.slice(at) };
}
