/** `ngbuddy completions`. */

import { printable } from "../../buddy/printable.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { interfaces, jails } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { candidates, completionScripts, shells, wordsOfLine } from "../completions.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { NameKind } from "../subcommand.ts";

export const subcommand = makeSubcommand({
  name: "completions",
  summary: "print what teaches a shell to complete these subcommands",
  details: `SHELL is one of ${shells.join(", ")}. FreeBSD's sh(1) completes names of files and commands only.
The first lines of what is printed say where it belongs.`,
  arguments: [{ name: "SHELL", of: shells, optional: true }],
  options: { for: { type: "string" } },
  async run(args, values, context) {
    if (values.for !== undefined) {
      const names = async (kind: NameKind) => await namesOf(kind, await context.host());
      const found = await candidates(wordsOfLine(values.for), context.subcommands, names);
      // A name that would have to be written otherwise cannot be typed either.
      for (const { text, summary } of found.filter(({ text }) => printable(text) === text))
        context.out(summary === undefined ? `${text}\n` : `${text}\t${summary}\n`);
      return exitStatus.ok;
    }
    const shell = shells.find((one) => one === args.shell);
    if (shell === undefined) {
      throw new Failure(exitStatus.usage, `completions: give one of ${shells.join(", ")}`);
    }
    context.out(completionScripts[shell]);
    return exitStatus.ok;
  },
});

/** The names that there are on a host. */
async function namesOf(kind: NameKind, host: Host): Promise<readonly string[]> {
  if (kind === "interfaces") return (await interfaces(host)).map(({ name }) => name);
  if (kind === "jails") return (await jails(host)).map(({ name }) => name);
  const type = kind === "bridges" ? "bridge" : "eiface";
  const nodes = await withNetgraph(host, (netgraph) => netgraph.nodes());
  return nodes.filter((node) => node.type === type && node.name !== "").map(({ name }) => name);
}
