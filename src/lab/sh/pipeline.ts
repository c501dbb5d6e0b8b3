/** sh(1)'s pipelines: their members run beside each other, each in a shell of its own. */
import type { Node } from "../../config/sh/syntax.ts";
import { streamedInput } from "../process/input.ts";
import type { Shell } from "./shell.ts";

/** So many characters may wait in a pipe for somebody who does not read them. */
const MAX_WAITING = 16_000_000;

/** Runs something in a shell of its own, which `exit` leaves. */
type Apart = (child: Shell, node: Node) => Promise<unknown>;

/** Runs the members of a pipeline. Sets the status of the last one, or with `pipefail` of the last that failed. */
export async function runMembers(
  shell: Shell,
  members: readonly Node[],
  apart: Apart,
): Promise<void> {
  let isFull = false;
  const pipes = members.slice(1).map(() => {
    const gone = new AbortController();
    const input = streamedInput();
    return { input, gone };
  });
  const children = members.map((_, index) => {
    const before = pipes[index - 1];
    const after = pipes[index];
    const child = shell.child({
      ...(before && { stdin: before.input }),
      ...(after && {
        out(text) {
          if (after.gone.signal.aborted) return;
          after.input.feed(text);
          if (after.input.waiting <= MAX_WAITING) return;
          isFull = true;
          after.gone.abort();
        },
      }),
    });
    // Whoever writes to nobody is ended, as by SIGPIPE.
    if (after) child.signal = AbortSignal.any([shell.signal, after.gone.signal]);
    return child;
  });
  const ends = await Promise.allSettled(
    members.map(async (member, index) => {
      try {
        await apart(children[index]!, member);
      } finally {
        pipes[index]?.input.end();
        pipes[index - 1]?.gone.abort();
      }
    }),
  );
  if (isFull) shell.refuse("so much output in a pipe");
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  shell.status = children.at(-1)!.status;
  if (!shell.options.has("pipefail")) return;
  shell.status = children.findLast(({ status }) => status !== 0)?.status ?? 0;
}
