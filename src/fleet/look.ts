/** Looking at one host: its readings come as long as somebody looks, and not for longer. */
import { createInbox } from "@nats-io/transport-node";
import { type ToldReading, toldReadingSchema } from "./answershapes.ts";
import { NOT_THERE, readAnswer } from "./ask.ts";
import { pause } from "./link.ts";
import { LOOK } from "./looks.ts";
import { pack } from "./pack.ts";
import { NO_SERVER, type Standing } from "./standing.ts";
import { type Member, subjectsOf } from "./subjects.ts";

/** How a server says that nobody listens. */
const NO_RESPONDERS = 503;
/** A host that says nothing for so long does not answer, milliseconds. */
const SILENCE = 5_000;
/** Before a host that was not there is asked again, milliseconds. */
const AGAIN = 2_000;
/** A page that has just gone, or a program that asks now and then, is waited for, milliseconds. */
const LINGER = 5_000;

/** What is told of the readings. */
export interface LookTold {
  /** Is it looked at by somebody who stays? */
  isWanted(): boolean;
  take(reading: ToldReading): void;
  /** Told each time why there is no reading. */
  trouble(reason: string): void;
}

/** Returns a function that says that somebody looks: from then on readings come, for a while or as long as they are wanted. */
export function lookAt(
  standing: Standing,
  member: Member,
  told: LookTold,
  signal: AbortSignal,
): () => void {
  let until = 0;
  let running = false;
  const isWanted = () => !signal.aborted && (told.isWanted() || performance.now() < until);
  const run = async () => {
    running = true;
    try {
      while (isWanted()) {
        const why = await lookOnce(standing, member, told, isWanted);
        if (why === undefined) continue;
        told.trouble(why);
        await pause(AGAIN, signal);
      }
    } finally {
      running = false;
    }
  };
  return () => {
    until = performance.now() + LINGER;
    if (!running) void run();
  };
}

/** Takes the readings of one look. Returns why there are none any more, undefined when it has come to its end. */
async function lookOnce(
  standing: Standing,
  member: Member,
  { take }: LookTold,
  isWanted: () => boolean,
): Promise<string | undefined> {
  const link = standing.link();
  if (link === undefined) return NO_SERVER;
  const inbox = createInbox();
  const answers = link.subscribe(inbox, { max: LOOK.readings });
  const end = () => answers.unsubscribe();
  let silence = setTimeout(end, SILENCE);
  try {
    link.publish(subjectsOf(member).ask("look"), pack({}), { reply: inbox });
    let count = 0;
    for await (const { data, headers } of answers) {
      clearTimeout(silence);
      if (data.length === 0 && headers?.code === NO_RESPONDERS) return NOT_THERE;
      const answer = readAnswer(toldReadingSchema, data);
      if ("error" in answer) return answer.error;
      take(answer.value);
      count++;
      if (!isWanted()) return undefined;
      silence = setTimeout(end, SILENCE);
    }
    return count < LOOK.readings ? `no answer in ${SILENCE / 1000} s` : undefined;
  } catch (error) {
    return (error as Error).message;
  } finally {
    clearTimeout(silence);
    if (!answers.isClosed()) answers.unsubscribe();
  }
}
