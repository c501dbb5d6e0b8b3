/** What a host's messages are called on the server: its subjects, and what it may do there. */
import { refuse } from "../buddy/refusal.ts";

/** A host as the fleet knows it. */
export interface Member {
  /** What it is called in the fleet: `web1`. */
  readonly name: string;
  /**
   * Stands in all of its subjects, and only it and the fleet's owner know it. A server sends its own answers to whatever
   * subject it is told to, which no permission keeps from naming another host's: who cannot know that, cannot name it.
   */
  readonly token: string;
}

/** Streams and buckets of the fleet. */
export const streams = {
  /** The last topology of each host. */
  topologies: "ngb_topologies",
  events: "ngb_events",
  /** What came of the orders of each host. */
  outcomes: "ngb_outcomes",
  /** The bucket with the document of each host. */
  documents: "ngb_hosts",
} as const;

/** The stream that a bucket is kept in. */
export const documentsStream = `KV_${streams.documents}`;

/** What a host of a fleet can be called. */
export const HOST_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

/** Returns the name, where a host of a fleet can be called so. Throws a Refusal. */
export function memberName(text: string): string {
  if (HOST_NAME.test(text)) return text;
  const near = text
    .split(".")[0]!
    .replace(/[^A-Za-z0-9_-]/g, "")
    .replace(/^[_-]+/, "")
    .slice(0, 63);
  return refuse(
    "data",
    `a host of a fleet cannot be called "${text}"; use up to 63 letters, digits, _ and -, first a letter or a digit, such as ${near || "web1"}`,
  );
}

/** What the streams take in, of all hosts. */
export const allSubjects = {
  topology: "ngb.*.*.topology",
  event: "ngb.*.*.event",
  outcome: "ngb.*.*.outcome",
} as const;

/** The kinds of questions that a host answers. */
export type Question =
  | "status"
  | "counters"
  | "plan"
  | "doctor"
  | "survey"
  | "metrics"
  | "capture"
  | "confirm"
  | "look"
  | "nodes"
  | "records";

/** Returns the subjects of a host. */
export function subjectsOf({ name, token }: Member) {
  const own = `ngb.${name}.${token}`;
  const key = `host.${name}.${token}`;
  return {
    topology: `${own}.topology`,
    event: `${own}.event`,
    outcome: `${own}.outcome`,
    asked: `${own}.ask.*`,
    ask: (question: Question) => `${own}.ask.${question}`,
    /** The key of its document in the bucket, and the subject that the bucket keeps that by. */
    key,
    document: `$KV.${streams.documents}.${key}`,
    /** Asked for the document as it is now. */
    documentNow: `$JS.API.DIRECT.GET.${documentsStream}.$KV.${streams.documents}.${key}`,
    /** Where answers to its own questions come. */
    inbox: `_INBOX_${name}_${token}`,
  } as const;
}

/** At most so many messages answer one question, as counters do, within so many seconds. */
export const answers = { max: 128, seconds: 120 } as const;

/** Returns what a host may do on the server, as a user's JWT has it: nothing but its own. */
export function rightsOf(member: Member) {
  const own = subjectsOf(member);
  return {
    pub: { allow: [own.topology, own.event, own.outcome, own.documentNow] },
    sub: { allow: [own.asked, own.document, `${own.inbox}.>`] },
    resp: { max: answers.max, ttl: answers.seconds * 1_000_000_000 },
  };
}

/** Returns whose subject it is; undefined for one that is no host's. */
export function memberOf(subject: string): Member | undefined {
  const [, name, token] = /^ngb\.([^.]+)\.([^.]+)\./.exec(subject) ?? [];
  return name === undefined || token === undefined ? undefined : { name, token };
}
