/** Answers that are given again as long as the same texts are asked about. */

/** So many answers are kept; those about longer texts than this are not. */
const KEPT = 16;
const LONG = 100_000;

/**
 * Returns a function that answers as this one does, and has its last answers ready: files of rc.conf's form are read again and
 * again by one command, and seldom change. What is answered must not be changed by who asked; what is thrown is not kept.
 */
export function recently<Answer extends object>(
  answer: (text: string) => Answer,
): (text: string) => Answer {
  const answers = new Map<string, Answer>();
  return (text) => {
    const given = answers.get(text) ?? answer(text);
    // The one that was asked for longest ago is the first.
    answers.delete(text);
    if (text.length < LONG) answers.set(text, given);
    if (answers.size > KEPT) answers.delete(answers.keys().next().value!);
    return given;
  };
}
