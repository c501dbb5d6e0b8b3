/** `ngbuddy jng`, which is what the program does when it is called as `jng`. */
import { preview } from "../../buddy/carryout.ts";
import { printable } from "../../buddy/printable.ts";
import { NotAllowed } from "../../freebsd/permissions.ts";
import { JngFailure, jngStatus } from "../../jng/failure.ts";
import { runJng } from "../../jng/jng.ts";
import { change, show, traceable } from "../change.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "jng",
  summary: "do what FreeBSD's jng does: bridge, graph, show, shutdown, stats",
  details: `Takes jng's own arguments, and answers and exits as jng does. Called as jng, the program needs no "ngbuddy jng".`,
  arguments: [
    {
      name: "ACTION",
      of: ["bridge", "graph", "show", "shutdown", "stats"],
      optional: true,
      rest: true,
    },
  ],
  options: {
    "dry-run": { type: "boolean", short: "n", summary: "show the steps and change nothing" },
    verbose: {
      type: "boolean",
      short: "v",
      summary: "show each message and command with its time, on standard error",
    },
  },
  changes: true,
  async run({ action }, options, context) {
    try {
      return await runJng(action, {
        out: (text) => context.out(text),
        err: (text) => context.err(text),
        directory: context.directory,
        root: context.root,
        async host() {
          return await traceable(context, await context.host(), options.verbose === true);
        },
        async carryOut(host, request) {
          if (options["dry-run"]) show(context, await preview(host, request), false);
          else await change(context, host, request, {}, false);
        },
      });
    } catch (error) {
      if (error instanceof NotAllowed) {
        context.err("Must run as root!\n");
        return jngStatus.failed;
      }
      if (error instanceof JngFailure) {
        context.err(`${printable(error.message)}\n`);
        return error.status;
      }
      const { explain } = await import("../failure.ts");
      const failure = explain(error);
      if (failure === undefined) throw error;
      const { status, message } = failure;
      context.err(`jng: ${printable(message)}\n`);
      return status;
    }
  },
});
