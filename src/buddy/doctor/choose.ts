/** Which checks are meant by a topic that was typed, or that a guest is. */
import { nearest } from "../../config/nearest.ts";
import { namesOf } from "../narrow.ts";
import { refuse } from "../refusal.ts";
import type { Topology } from "../topology.ts";
import { type DoctorCheck, TOPICS } from "./check.ts";

/** Returns the checks of a topic, the check of a name, or all; undefined when there is no such topic. */
export function checksFor(
  all: readonly DoctorCheck[],
  topic: string | undefined,
): readonly DoctorCheck[] | undefined {
  if (topic === undefined) return all;
  const chosen = all.filter(({ name, topic: own }) => own === topic || name === topic);
  return chosen.length > 0 ? chosen : undefined;
}

/** Refuses what is neither a topic nor a guest, with the name that may have been meant. */
export function refuseTopic(
  all: readonly DoctorCheck[],
  { bridges }: Topology,
  typed: string,
): never {
  const guests = bridges.flatMap(({ links }) => links.flatMap(namesOf));
  const meant = nearest(typed, [...TOPICS, ...all.map(({ name }) => name), ...guests]);
  const advice =
    meant === undefined
      ? `topics are ${TOPICS.join(", ")}, and ngbuddy status shows the guests`
      : `did you mean ${meant}?`;
  return refuse("usage", `doctor ${typed}: there is no such topic, and no such guest; ${advice}`);
}

/** Says whether there is a guest of this name. */
export function isGuestsName({ bridges }: Topology, name: string): boolean {
  return bridges.some(({ links }) => links.some((link) => namesOf(link).includes(name)));
}
