/** What the page of `ngbuddy web` has changed. */
import type { Change } from "../../web/changes.ts";
import type { SubcommandContext } from "../subcommand.ts";

/** Runs a subcommand as the command line would. Returns what it says, its notes before its plan. */
export async function carryOut(
  { words, dryRun }: Change,
  context: SubcommandContext,
): Promise<{ status: number; text: string }> {
  const { runNgbuddy } = await import("../ngbuddy.ts");
  let text = "";
  const collect = (piece: string) => {
    text += piece;
  };
  const [word, ...names] = words;
  const argv = [word!, ...(dryRun ? ["--dry-run"] : []), ...names];
  const status = await runNgbuddy(
    argv,
    { ...context, out: collect, err: collect, isTerminal: false },
    context.host,
  );
  return { status, text: text === "" ? (status === 0 ? "done\n" : "failed\n") : text };
}
