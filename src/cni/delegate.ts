/** Plugins that are delegated to, which give addresses (CNI specification 1.1, "Plugin Delegation"). */
import { printable } from "../buddy/printable.ts";
import type { Call, CniCommand, Environment } from "./call.ts";
import type { Configuration } from "./configuration.ts";
import { CniError, cniCode, fail } from "./error.ts";
import { numberAt, parseFields, textAt } from "./fields.ts";
import { NO_RESULT, type Result, readResult } from "./result.ts";

/** What a plugin left. */
export interface DelegateResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Finds programs and runs them: those of this machine, or those in a lab's files. */
export interface Delegates {
  /** Returns the path of the first of these directories' programs of a name; undefined when there is none. */
  find(directories: readonly string[], name: string): Promise<string | undefined>;
  /** Runs a program without arguments. Does not throw for one that fails; throws a CniError for one that does not come to its end. */
  run(path: string, env: Environment, stdin: string): Promise<DelegateResult>;
}

/** What it takes to delegate. */
export interface Delegating {
  readonly delegates: Delegates;
  readonly env: Environment;
  err(text: string): void;
}

/** Has the plugin that gives addresses do an operation; nothing where there is none. Throws a CniError, that of the plugin too. */
export async function delegate(
  { delegates, env, err }: Delegating,
  { path }: Pick<Call, "path">,
  { ipam, text }: Pick<Configuration, "ipam" | "text">,
  command: CniCommand,
): Promise<Result> {
  if (ipam === undefined) return NO_RESULT;
  const { type, refuse } = ipam;
  if (refuse !== undefined) {
    // One that cannot be used has given nothing that it could take back.
    if (command === "DEL" || command === "GC") return NO_RESULT;
    refuse();
  }
  if (path.length === 0)
    fail("environment", `CNI_PATH is not set, so that there is no way to ${type}`);
  const program = await delegates.find(path, type);
  if (program === undefined)
    return fail("configuration", `ipam.type: there is no program ${type} in ${path.join(" or ")}`);
  const ran = await delegates.run(program, { ...env, CNI_COMMAND: command }, text);
  for (const line of ran.stderr.split("\n"))
    if (line.trim() !== "") err(`${type}: ${printable(line)}\n`);
  if (ran.status !== 0) throw failureOf(type, ran);
  if (command !== "ADD") return NO_RESULT;
  return readResult(parseFields(`what ${type} answers`, ran.stdout, "decoding"));
}

/** A plugin's own error keeps its code. */
function failureOf(type: string, { status, stdout, stderr }: DelegateResult): CniError {
  try {
    const fields = parseFields("its error", stdout, "decoding");
    const code = numberAt(fields, "code", 1, 2 ** 31) ?? cniCode.host;
    const message = textAt(fields, "msg") ?? "";
    return new CniError(code, `${type}: ${message}`, textAt(fields, "details") ?? "");
  } catch (error) {
    if (!(error instanceof CniError)) throw error;
    const said = stderr.trim().split("\n").at(-1) || "it does not say why";
    return new CniError(cniCode.host, `${type} ended with status ${status}: ${said}`);
  }
}
