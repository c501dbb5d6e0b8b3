/** sh(1)'s redirections: files of the lab, and descriptors of each other. */
import type { Redirection } from "../../config/sh/syntax.ts";
import { errnoText, NetgraphError } from "../../netgraph/errno.ts";
import { placeOf } from "../process/paths.ts";
import { textInput } from "../process/process.ts";
import type { Expander } from "./expand.ts";
import { type Shell, ShellError, type Streams } from "./shell.ts";

/** Returns where a command's descriptors lead behind its redirections. Throws a ShellError when a file cannot be opened. */
export async function redirected(
  shell: Shell,
  redirections: readonly Redirection[],
  expander: Expander,
): Promise<Streams> {
  let { stdin } = shell.streams;
  const sinks = new Map(shell.streams.sinks);
  for (const { operator, descriptor, target, document } of redirections) {
    if (operator === "<<" || operator === "<<-") {
      const text = document?.text ?? "";
      stdin = textInput(document?.expanded ? await expander.document(shell, text) : text);
      continue;
    }
    const name = await expander.text(shell, target.parts);
    if (operator === "<") {
      if (descriptor !== 0) shell.refuse(`${descriptor}<`);
      stdin = textInput(opened(shell, name));
    } else if (operator === ">&") {
      const sink = sinks.get(Number(name));
      if (name === "-") sinks.delete(descriptor);
      else if (!/^\d$/.test(name) || sink === undefined) {
        throw new ShellError(2, `${name}: Bad file descriptor`);
      } else sinks.set(descriptor, sink);
    } else if (operator === "<&" || operator === "<>") shell.refuse(operator);
    else sinks.set(descriptor, writer(shell, name, operator === ">>"));
  }
  return { stdin, sinks };
}

const NULL_DEVICE = "/dev/null";

function opened(shell: Shell, name: string): string {
  if (name === NULL_DEVICE) return "";
  if (name.startsWith("/dev/")) shell.refuse(name);
  return attempt("open", name, () => shell.process.lab.files.read(placeOf(shell.process, name)));
}

/** Opens a file to be written: it is made, and emptied unless it is to be appended to. */
function writer(shell: Shell, name: string, appends: boolean): (text: string) => void {
  if (name === NULL_DEVICE) return () => {};
  const standard = STANDARD[name];
  if (standard !== undefined) return shell.streams.sinks.get(standard) ?? (() => {});
  if (name.startsWith("/dev/")) shell.refuse(name);
  const { files } = shell.process.lab;
  const place = placeOf(shell.process, name);
  attempt("create", name, () => {
    if (appends) files.append(place, "");
    else files.write(place, "");
  });
  return (text) => attempt("write", name, () => files.append(place, text));
}

const STANDARD: { readonly [name: string]: number } = { "/dev/stdout": 1, "/dev/stderr": 2 };

function attempt<T>(what: string, name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof NetgraphError)) throw error;
    throw new ShellError(2, `cannot ${what} ${name}: ${errnoText(error.errno)}`);
  }
}
