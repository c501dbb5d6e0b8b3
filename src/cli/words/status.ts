/** `ngbuddy status`. */
import { withNetgraph } from "../../buddy/carryout.ts";
import { observe } from "../../buddy/observe/observe.ts";
import { statusText } from "../../buddy/status.ts";
import { readArguments } from "../arguments.ts";
import { exitStatus } from "../io.ts";
import type { Word } from "../word.ts";

const usage = "status [--json]";

export const status: Word = {
  usage,
  summary: "show the bridges, who is on them, and what went through",
  async run(args, context) {
    const { values } = readArguments(args, usage, { json: { type: "boolean" } }, 0, 0);
    const host = await context.host();
    const topology = await withNetgraph(host, (netgraph) =>
      observe(host, netgraph, { counters: true, guests: values.json === true }),
    );
    context.out(
      values.json ? `${JSON.stringify({ version: 1, ...topology })}\n` : statusText(topology),
    );
    return exitStatus.ok;
  },
};
