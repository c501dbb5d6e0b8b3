/** sh(1)'s redirections: files of the lab, and descriptors of each other. */
import type { Redirection } from "../../config/sh/syntax.ts";
import { errnoText, NetgraphError } from "../../netgraph/errno.ts";
import { textInput } from "../process/input.ts";
import type { Input } from "../process/process.ts";
import type { Expander } from "./expand.ts";
import { type Shell, ShellError, type Sink, type Streams } from "./shell.ts";

/** Returns where a command's descriptors lead behind its redirections. Throws a ShellError when a file cannot be opened. */
export async function redirected(
  shell: Shell,
  redirections: readonly Redirection[],
  expander: Expander,
): Promise<Streams> {
  const table = new Table(shell.streams);
  for (const { operator, descriptor, target, document } of redirections) {
    if (operator === "<<" || operator === "<<-") {
      const text = document?.text ?? "";
      const read = document?.expanded ? await expander.document(shell, text) : text;
      table.reads(descriptor, textInput(read));
      continue;
    }
    const name = await expander.text(shell, target.parts);
    if (operator === ">&" || operator === "<&") table.copy(descriptor, name);
    else if (operator === "<") table.reads(descriptor, opened(shell, name, table));
    else if (operator === "<>") {
      table.writes(descriptor, writer(shell, name, table, true));
      table.reads(descriptor, opened(shell, name, table), true);
    } else table.writes(descriptor, writer(shell, name, table, operator === ">>"));
  }
  return table;
}

/** The descriptors of a command while its redirections are done, from left to right. */
class Table implements Streams {
  readonly inputs: Map<number, Input>;
  readonly sinks: Map<number, Sink>;

  constructor({ inputs, sinks }: Streams) {
    this.inputs = new Map(inputs);
    this.sinks = new Map(sinks);
  }

  reads(descriptor: number, input: Input, andWrites = false): void {
    this.inputs.set(descriptor, input);
    if (!andWrites) this.sinks.delete(descriptor);
  }

  writes(descriptor: number, sink: Sink): void {
    this.sinks.set(descriptor, sink);
    this.inputs.delete(descriptor);
  }

  /** `2>&1`, `<&3`, `>&-`: a descriptor becomes what another one is, or is closed. */
  copy(descriptor: number, name: string): void {
    const input = this.inputs.get(Number(name));
    const sink = this.sinks.get(Number(name));
    if (name !== "-" && (!/^\d$/.test(name) || (input === undefined && sink === undefined))) {
      throw new ShellError(2, `${name}: Bad file descriptor`);
    }
    this.inputs.delete(descriptor);
    this.sinks.delete(descriptor);
    if (name === "-") return;
    if (input !== undefined) this.inputs.set(descriptor, input);
    if (sink !== undefined) this.sinks.set(descriptor, sink);
  }
}

const NULL_DEVICE = "/dev/null";

/** The descriptor that a file of /dev stands for. */
function descriptorOf(name: string): number | undefined {
  const standard = STANDARD.indexOf(name);
  if (standard >= 0) return standard;
  const number = /^\/dev\/fd\/(\d)$/.exec(name)?.[1];
  return number === undefined ? undefined : Number(number);
}

const STANDARD = ["/dev/stdin", "/dev/stdout", "/dev/stderr"];

function opened(shell: Shell, name: string, { inputs }: Streams): Input {
  if (name === NULL_DEVICE) return textInput("");
  const descriptor = descriptorOf(name);
  if (descriptor !== undefined) return inputs.get(descriptor) ?? textInput("");
  if (name.startsWith("/dev/")) shell.refuse(name);
  const text = attempt("open", name, () => shell.process.lab.files.read(shell.placeOf(name)));
  return textInput(text);
}

/** Opens a file to be written: it is made, and emptied unless it is to be appended to. */
function writer(shell: Shell, name: string, { sinks }: Streams, appends: boolean): Sink {
  if (name === NULL_DEVICE) return () => {};
  const descriptor = descriptorOf(name);
  if (descriptor !== undefined) return sinks.get(descriptor) ?? (() => {});
  if (name.startsWith("/dev/")) shell.refuse(name);
  const { files } = shell.process.lab;
  const place = shell.placeOf(name);
  attempt("create", name, () => {
    if (appends) files.append(place, "");
    else files.write(place, "");
  });
  return (text) => attempt("write", name, () => files.append(place, text));
}

function attempt<T>(what: string, name: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof NetgraphError)) throw error;
    throw new ShellError(2, `cannot ${what} ${name}: ${errnoText(error.errno)}`);
  }
}
