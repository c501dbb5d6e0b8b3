/** Answering what the fleet's owner asks this host, question by question. */
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import { pack, unpack } from "../pack.ts";
import { sharing } from "../sharing.ts";

/** What a server takes of one message unless it says otherwise, bytes. */
const USUAL_ROOM = 1024 * 1024;

/** What is asked, and who knows. */
interface Answers {
  status(): Promise<unknown>;
  plan(asked: unknown): Promise<unknown>;
  doctor(): Promise<unknown>;
  survey(): Promise<unknown>;
  metrics(): Promise<unknown>;
  /** `room`: the bytes that an answer may have. */
  capture(asked: unknown, room: number): Promise<unknown>;
  confirm(asked: unknown): Promise<unknown>;
  look(tell: (reading: unknown) => void): Promise<void>;
  nodes(): Promise<unknown>;
  records(asked: unknown): Promise<unknown>;
  counters(asked: unknown, tell: (counters: unknown) => void): Promise<void>;
  explain(error: unknown): string;
}

/** Answers what is asked until the connection is closed. Two who ask the same at once get the same answer. */
export async function answer(link: NatsConnection, subject: string, all: Answers): Promise<void> {
  const once = sharing<unknown>();
  const answerOne = async (message: Msg) => {
    const respond = (value: unknown) => {
      const bytes = pack(value);
      const room = link.info?.max_payload ?? bytes.length;
      if (bytes.length <= room) message.respond(bytes);
      else
        message.respond(
          pack({
            version: 1,
            error: `the answer takes ${bytes.length} bytes, and the server takes ${room}`,
          }),
        );
    };
    try {
      const question = message.subject.slice(message.subject.lastIndexOf(".") + 1);
      const asked = unpack(message.data);
      // Whoever asks for what a document would do is not told what would be done without one.
      if (asked === undefined)
        return respond({ version: 1, error: "the question was cut, or is too long" });
      switch (question) {
        case "status":
          return respond(await once("status", all.status));
        case "plan":
          return respond(await all.plan(asked));
        case "doctor":
          return respond(await once("doctor", all.doctor));
        case "survey":
          return respond(await once("survey", all.survey));
        case "metrics":
          return respond(await once("metrics", all.metrics));
        case "capture":
          return respond(await all.capture(asked, link.info?.max_payload ?? USUAL_ROOM));
        case "confirm":
          return respond(await all.confirm(asked));
        case "look":
          return await all.look(respond);
        case "nodes":
          return respond(await once("nodes", all.nodes));
        case "records":
          return respond(await all.records(asked));
        case "counters":
          return await all.counters(asked, respond);
        default:
          return respond({ version: 1, error: `this agent is not asked for "${question}"` });
      }
    } catch (error) {
      respond({ version: 1, error: all.explain(error) });
    }
  };
  for await (const message of link.subscribe(subject))
    if (message.reply) void answerOne(message).catch(() => {});
}
