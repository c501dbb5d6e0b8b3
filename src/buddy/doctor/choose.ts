/** Which checks are meant by a topic that was typed. */
import { nearest } from "../../config/nearest.ts";
import { refuse } from "../refusal.ts";
import { type DoctorCheck, TOPICS } from "./check.ts";

/** Returns the checks of a topic, the check of a name, or all. Throws a Refusal, with the name that may have been meant. */
export function checksFor(
  all: readonly DoctorCheck[],
  topic: string | undefined,
): readonly DoctorCheck[] {
  if (topic === undefined) return all;
  const chosen = all.filter(({ name, topic: own }) => own === topic || name === topic);
  if (chosen.length > 0) return chosen;
  const meant = nearest(topic, [...TOPICS, ...all.map(({ name }) => name)]);
  const used = TOPICS.filter((one) => all.some((check) => check.topic === one));
  return refuse(
    "usage",
    `doctor ${topic}: there is no such topic; ${meant === undefined ? `give one of ${used.join(", ")}` : `did you mean ${meant}?`}`,
  );
}
