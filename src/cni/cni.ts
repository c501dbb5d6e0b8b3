/** A call of the plugin, from what a container engine asks to its answer. */
import { jsonText } from "../buddy/printable.ts";
import { add } from "./add.ts";
import { type Call, readCall } from "./call.ts";
import { check } from "./check.ts";
import { readConfiguration, versionIn } from "./configuration.ts";
import type { Asked, CniContext } from "./context.ts";
import { del } from "./del.ts";
import { CniError, fail } from "./error.ts";
import { collectGarbage } from "./gc.ts";
import { tellStatus } from "./status.ts";
import { isAtLeast, NEWEST, VERSIONS, type Version } from "./versions.ts";

/** What an operation is. */
interface Operation {
  /** The version of the specification that brought it. */
  readonly since: Version;
  /** Returns what it answers, as JSON can hold it; undefined for nothing. */
  run(asked: Asked): Promise<object | undefined>;
}

const silently =
  (run: (asked: Asked) => Promise<void>): Operation["run"] =>
  async (asked) => {
    await run(asked);
    return undefined;
  };

const operations: { readonly [command in Exclude<Call["command"], "VERSION">]: Operation } = {
  ADD: { since: "0.3.0", run: add },
  DEL: { since: "0.3.0", run: silently(del) },
  CHECK: { since: "0.4.0", run: silently(check) },
  STATUS: { since: "1.1.0", run: silently(tellStatus) },
  GC: { since: "1.1.0", run: silently(collectGarbage) },
};

/** Answers a call, on standard output. Returns the exit status; throws nothing. */
export async function runCni(context: CniContext): Promise<number> {
  let text = "";
  try {
    const call = readCall(context.env);
    text = await readInput(context);
    const answer = await answerTo(context, call, text);
    if (answer !== undefined && !context.isPreview) context.out(jsonText(answer));
    return 0;
  } catch (error) {
    const { code, message, details } = await context.explain(error);
    const cniVersion = VERSIONS.find((one) => one === versionIn(text)) ?? NEWEST;
    const said = { cniVersion, code, msg: message, ...(details !== "" && { details }) };
    context.out(jsonText(said));
    return 1;
  }
}

async function readInput(context: CniContext): Promise<string> {
  try {
    return await context.input();
  } catch (error) {
    return fail("io", `standard input cannot be read: ${(error as Error).message}`);
  }
}

async function answerTo(
  context: CniContext,
  call: Call,
  text: string,
): Promise<object | undefined> {
  // Whoever asks for the versions may have no configuration yet.
  if (call.command === "VERSION")
    return { cniVersion: versionIn(text) ?? NEWEST, supportedVersions: VERSIONS };
  const configuration = readConfiguration(text);
  const { since, run } = operations[call.command];
  const { version } = configuration;
  if (!isAtLeast(version, since))
    throw new CniError(1, `cniVersion ${version} has no ${call.command}, which came with ${since}`);
  return await run({ context, call, configuration });
}
