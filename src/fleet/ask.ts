/** Asking hosts: what is sent to them, and what comes back, checked. */
import type { NatsConnection } from "@nats-io/transport-node";
import * as v from "valibot";
import { troubleSchema } from "./answershapes.ts";
import { pack, unpack } from "./pack.ts";
import { type Member, type Question, subjectsOf } from "./subjects.ts";

/** What came of a question to one host. */
export type Answer<T> = { readonly value: T } | { readonly error: string };

/** What is said of a host that nobody answers for. */
export const NOT_THERE = "its agent does not run, or reaches no server";

/** Asks one host. A host that is not there, or that answers nonsense, is no error of ours. */
export async function ask<T extends v.GenericSchema>(
  link: NatsConnection,
  member: Member,
  question: Question,
  schema: T,
  { timeout, about = {} }: { readonly timeout: number; readonly about?: unknown },
): Promise<Answer<v.InferOutput<T>>> {
  try {
    const subject = subjectsOf(member).ask(question);
    const { data } = await link.request(subject, pack(about), { timeout });
    return readAnswer(schema, data);
  } catch (error) {
    const { name, message } = error as Error;
    if (/no ?responders/i.test(`${name} ${message}`)) return { error: NOT_THERE };
    if (/timeout/i.test(`${name} ${message}`)) return { error: `no answer in ${timeout / 1000} s` };
    return { error: message };
  }
}

/** Reads an answer: a host that was taken over may send anything. */
export function readAnswer<T extends v.GenericSchema>(
  schema: T,
  data: Uint8Array,
): Answer<v.InferOutput<T>> {
  const value = unpack(data);
  const trouble = v.safeParse(troubleSchema, value);
  if (trouble.success) return { error: trouble.output.error };
  const { success, output } = v.safeParse(schema, value);
  return success ? { value: output } : { error: "its answer makes no sense to this version" };
}
