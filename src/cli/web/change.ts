/** What the page of `ngbuddy web` has changed. */
import type { Change, ChangeForm, FormField } from "../../web/changes.ts";
import { isNameKind } from "../names.ts";
import {
  type Argument,
  loadAll,
  type SubcommandContext,
  type SubcommandList,
} from "../subcommand.ts";

/** The subcommands that the page may ask for, as their records say. */
export async function changeForms(list: SubcommandList): Promise<ChangeForm[]> {
  const all = await loadAll(list);
  return all.flatMap(({ name, onPage: title, arguments: args }) =>
    title === undefined ? [] : [{ name, title, arguments: args.map(fieldOf) }],
  );
}

function fieldOf({ name, of, optional }: Argument): FormField {
  const kind = typeof of === "string" && isNameKind(of) ? of : undefined;
  return { name, of: kind, optional: optional === true };
}

/** Runs a subcommand as the command line would. Returns what it says, its notes before its plan. */
export async function carryOut(
  { words, dryRun }: Change,
  context: SubcommandContext,
): Promise<{ status: number; text: string }> {
  let text = "";
  const collect = (piece: string) => {
    text += piece;
  };
  const [subcommand, ...names] = words;
  const argv = [subcommand!, ...(dryRun ? ["--dry-run"] : []), ...names];
  const status = await context.runProgram(
    argv,
    { ...context, out: collect, err: collect, terminal: () => undefined },
    context.host,
  );
  return { status, text: text === "" ? (status === 0 ? "done\n" : "failed\n") : text };
}
