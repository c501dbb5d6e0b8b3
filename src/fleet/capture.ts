/** Frames of a host's link, captured from afar for a bounded time: what is asked, what is answered, and the asking. */
import * as v from "valibot";
import type { CaptureResult, CaptureTarget } from "../buddy/capturing/capture.ts";
import { refuse } from "../buddy/refusal.ts";
import { type Answer, ask, NOT_THERE } from "./ask.ts";
import type { Fleet } from "./owner.ts";
import { type Asked, openQuestion, questionSchema, signQuestion } from "./question.ts";
import type { Member } from "./subjects.ts";

/** The bounds of a capture, which the host keeps, whatever it is asked for. */
export const captureLimits = {
  seconds: { usual: 10, max: 300 },
  frames: 1_000_000,
  /** Of the file. */
  bytes: 64 * 1024 * 1024,
  /** Of a frame. */
  snapLength: 262_144,
  /** Of one link or several, on one host. */
  atOnce: 2,
} as const;

/** What is signed begins so. */
const DOMAIN = "ngbuddy fleet capture 1\n";

const natural = (max: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(max));

const wishSchema = questionSchema({
  link: v.pipe(v.string(), v.nonEmpty(), v.maxLength(1000)),
  seconds: v.pipe(v.number(), v.minValue(0.001), v.maxValue(captureLimits.seconds.max)),
  count: v.optional(natural(captureLimits.frames)),
  bytes: v.optional(natural(captureLimits.snapLength)),
  filter: v.optional(v.pipe(v.string(), v.maxLength(10_000))),
});
/** What the fleet's owner has signed. */
export type CaptureWish = v.InferOutput<typeof wishSchema>;

const id = v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/));
const number = v.pipe(v.number(), v.safeInteger(), v.minValue(1));

/** What is asked: to begin, or for the next part of the file. */
export const captureQuestionSchema = v.union([
  v.object({ begin: v.pipe(v.string(), v.maxLength(64 * 1024)) }),
  v.object({
    more: v.object({
      id,
      /** Counted from 1; the last one again when its answer was lost. */
      at: number,
      /** Has it end now. */
      end: v.optional(v.boolean()),
    }),
  }),
]);

const begunSchema = v.object({
  version: v.literal(1),
  id,
  /** What is captured, by name. */
  links: v.pipe(v.array(v.pipe(v.string(), v.maxLength(256))), v.maxLength(10_000)),
});

const partSchema = v.object({
  version: v.literal(1),
  at: number,
  /** Base64. */
  data: v.string(),
  /** That was all of it. */
  result: v.optional(
    v.object({
      written: v.pipe(v.number(), v.integer(), v.minValue(0)),
      filtered: v.pipe(v.number(), v.integer(), v.minValue(0)),
      lost: v.pipe(v.number(), v.integer(), v.minValue(0)),
      why: v.pipe(v.string(), v.maxLength(1000)),
    }),
  ),
});
/** A part of the file. */
export type CapturePart = v.InferOutput<typeof partSchema>;

/** Returns what is asked of a host, signed with the author's seed. `now`: milliseconds since the epoch. */
export function signCapture(
  seed: string,
  member: Member,
  wish: Omit<CaptureWish, "version" | "host" | "token" | "time" | "nonce">,
  now: number,
): string {
  return signQuestion(seed, DOMAIN, member, wish, now);
}

/** Opens what was asked of a host. Throws as `openQuestion` does. */
export function openCapture(text: string, asked: Asked): CaptureWish {
  return openQuestion(text, DOMAIN, wishSchema, asked);
}

/** What is captured. */
export interface CaptureOrder {
  readonly link: string;
  readonly seconds: number;
  readonly count?: number | undefined;
  readonly bytes?: number | undefined;
  readonly filter?: string | undefined;
}

/** What became of it. */
export interface CapturedAfar extends CaptureResult {
  /** Did it end otherwise than it was to? How many frames there were is not known then. */
  readonly isBroken: boolean;
}

/** A host has its socket and its tees to make, milliseconds. */
const BEGIN = 15_000;
/** It answers within a second, also with nothing; and the network has its time, milliseconds. */
const MORE = 4_000;
/** An answer that is lost is asked for again so often. */
const MAX_TRIES = 3;

/**
 * Captures on a host. `began` is told what. Ends when that has ended, when it is aborted, or when `write` says that nobody reads any more;
 * what was captured until then is written. Throws a Refusal when it does not begin.
 */
export async function captureFrom(
  fleet: Fleet,
  member: Member,
  { link, seconds, count, bytes, filter }: CaptureOrder,
  write: CaptureTarget["write"],
  { signal, began }: { readonly signal: AbortSignal; began(links: readonly string[]): void },
): Promise<CapturedAfar> {
  const wish = {
    ...{ link, seconds },
    ...(count !== undefined && { count }),
    ...(bytes !== undefined && { bytes }),
    ...(filter !== undefined && { filter }),
  };
  const begin = signCapture(fleet.file.author, member, wish, Date.now());
  const begun = await ask(fleet.link, member, "capture", begunSchema, {
    timeout: BEGIN,
    about: { begin },
  });
  if ("error" in begun) return refuse("unavailable", `${member.name}: ${begun.error}`);
  try {
    began(begun.value.links);
  } catch (error) {
    await partOf(fleet, member, { id: begun.value.id, at: 1, end: true });
    throw error;
  }
  // Nobody else keeps a host from going on for ever.
  const until = performance.now() + seconds * 1000 + BEGIN;
  let end = false;
  for (let at = 1, written = 0; ; at++) {
    end ||= signal.aborted || performance.now() > until || written > captureLimits.bytes;
    const part = await partOf(fleet, member, { id: begun.value.id, at, end });
    if ("error" in part) return { ...NOTHING, why: part.error };
    const { data, result } = part.value;
    const frames = Buffer.from(data, "base64");
    written += frames.length;
    // What is over its bounds by more than its end is no capture.
    if (written > 2 * captureLimits.bytes) return { ...NOTHING, why: "it sends without end" };
    if (frames.length > 0 && !write(frames)) end = true;
    if (result !== undefined) return { ...result, isBroken: false };
    if (performance.now() > until + BEGIN) return { ...NOTHING, why: "it does not end" };
  }
}

/** What is known of a capture whose end was not told. */
const NOTHING = { written: 0, filtered: 0, lost: 0, isBroken: true };

async function partOf(
  { link }: Fleet,
  member: Member,
  more: { readonly id: string; readonly at: number; readonly end: boolean },
): Promise<Answer<CapturePart>> {
  for (let tries = 1; ; tries++) {
    const about = { more };
    const answer = await ask(link, member, "capture", partSchema, { timeout: MORE, about });
    const isLost = "error" in answer && /^no answer in/.test(answer.error);
    if (!isLost || tries === MAX_TRIES) {
      if (!("error" in answer)) return answer;
      return { error: answer.error === NOT_THERE ? "its agent has ended" : answer.error };
    }
  }
}
