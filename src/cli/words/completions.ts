/** `ngbuddy completions`. */
import { withNetgraph } from "../../buddy/carryout.ts";
import { interfaces, jails } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { readArguments } from "../arguments.ts";
import { completionScript, shells } from "../completions.ts";
import { exitStatus, Failure } from "../io.ts";
import type { Word } from "../word.ts";

const usage = "completions SHELL";

export const completions: Word = {
  usage,
  summary: "print what teaches a shell to complete these words",
  details: `SHELL is one of ${shells.join(", ")}. FreeBSD's sh(1) completes names of files and commands only.
The first line of what is printed says where it belongs.
`,
  async run(args, context) {
    const { values, positionals } = readArguments(args, usage, { names: { type: "string" } }, 0, 1);
    if (values.names !== undefined) {
      for (const name of await namesOf(values.names, await context.host()))
        context.out(`${name}\n`);
      return exitStatus.ok;
    }
    const shell = shells.find((one) => one === positionals[0]);
    if (shell === undefined) {
      throw new Failure(exitStatus.usage, `completions: give one of ${shells.join(", ")}`);
    }
    context.out(completionScript(shell, context.words));
    return exitStatus.ok;
  },
};

/** The names that there are, for the scripts. */
async function namesOf(kind: string, host: Host): Promise<string[]> {
  const types: { readonly [kind: string]: string } = { bridges: "bridge", eifaces: "eiface" };
  if (Object.hasOwn(types, kind)) {
    const nodes = await withNetgraph(host, (netgraph) => netgraph.nodes());
    return nodes
      .filter(({ type, name }) => type === types[kind] && name !== "")
      .map(({ name }) => name);
  }
  if (kind === "interfaces") return (await interfaces(host)).map(({ name }) => name);
  if (kind === "jails") return (await jails(host)).map(({ name }) => name);
  throw new Failure(
    exitStatus.usage,
    "completions --names: give bridges, eifaces, interfaces or jails",
  );
}
