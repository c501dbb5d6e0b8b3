/** What our messages advise to type, taken out of them as a reader does. */

const PROGRAM = "(?:ngbuddy|service|ifconfig|jexec|sysctl|kldload|sysrc|jail|route|ngctl) ";
const BEFORE_ADVICE = new RegExp(`(?:: |; )(?=${PROGRAM})(?!.*: ${PROGRAM})`, "s");

/** Returns the commands that a message advises, in order: those behind its last colon that a command follows, joined by `&&` or `;`. */
export function adviceIn(message: string): string[] {
  const at = BEFORE_ADVICE.exec(message);
  if (at === null) return [];
  const rest = message.slice(at.index + at[0].length).split("\n")[0]!;
  return rest
    .split(/, or /)[0]!
    .split(/ && |; /)
    .filter((part) => new RegExp(`^${PROGRAM}`).test(part));
}
