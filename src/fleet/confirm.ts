/** Confirming from afar what waits on a host for that: what is asked, what is answered, and the asking. */
import * as v from "valibot";
import { refuse } from "../buddy/refusal.ts";
import { ask } from "./ask.ts";
import type { Fleet } from "./owner.ts";
import { type Asked, openQuestion, questionSchema, signQuestion } from "./question.ts";
import type { Member } from "./subjects.ts";

/** What is signed begins so. */
const DOMAIN = "ngbuddy fleet confirm 1\n";

const wishSchema = questionSchema({});

/** What is asked: the owner's signed wish. */
export const confirmQuestionSchema = v.object({
  confirm: v.pipe(v.string(), v.maxLength(64 * 1024)),
});

const confirmedSchema = v.object({
  version: v.literal(1),
  /** What was requested on the host, and stays now. */
  confirmed: v.pipe(v.array(v.pipe(v.string(), v.maxLength(10_000))), v.maxLength(1000)),
});
/** What a host answers. */
export type Confirmed = v.InferOutput<typeof confirmedSchema>;

/** How long a host may take, milliseconds. */
const TIMEOUT = 10_000;

/** Returns what a host is asked, signed with the author's seed. `now`: milliseconds since the epoch. */
export function signConfirm(seed: string, member: Member, now: number): string {
  return signQuestion(seed, DOMAIN, member, {}, now);
}

/** Opens what was asked of a host. Throws as `openQuestion` does. */
export function openConfirm(text: string, asked: Asked): v.InferOutput<typeof wishSchema> {
  return openQuestion(text, DOMAIN, wishSchema, asked);
}

/** Has what waits on a host be confirmed. Returns what stays. Throws a Refusal where the host is not there, or refuses. */
export async function confirmOn({ link, file }: Fleet, member: Member): Promise<readonly string[]> {
  const about = { confirm: signConfirm(file.author, member, Date.now()) };
  const answer = await ask(link, member, "confirm", confirmedSchema, { timeout: TIMEOUT, about });
  if ("error" in answer) return refuse("unavailable", `${member.name}: ${answer.error}`);
  return answer.value.confirmed;
}
