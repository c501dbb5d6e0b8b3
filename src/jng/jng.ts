/** `jng ACTION …`: finds the action and does it, by the planner where it changes something. */
import { printable } from "../buddy/printable.ts";
import type { Request } from "../buddy/request.ts";
import type { Host } from "../host/host.ts";
import type { NamedFrom } from "../host/namedplace.ts";
import { readBridgeArguments, requestBridge } from "./bridge.ts";
import { JngFailure, jngStatus } from "./failure.ts";
import { type Read, readOptions } from "./options.ts";
import { showAll, showName } from "./show.ts";
import { requestShutdown } from "./shutdown.ts";
import type { ActionName } from "./usage.ts";

/** What jng works with. */
export interface JngContext extends NamedFrom {
  out(text: string): void;
  err(text: string): void;
  host(): Promise<Host>;
  /** Carries a request out, or shows its plan. */
  carryOut(host: Host, request: Request): Promise<void>;
}

/** An action. Returns undefined when it was used wrongly. */
interface Action {
  /** As getopts has them. */
  readonly letters: string;
  run(read: Read, context: JngContext): Promise<void> | undefined;
}

const NAME = /^[0-9A-Za-z_]+$/;

/** The only argument, a jail's name as jng takes it. */
function soleName({ rest }: Read): string | undefined {
  const [name = ""] = rest;
  return rest.length === 1 && NAME.test(name) ? name : undefined;
}

const actions: { readonly [name in ActionName]: Action } = {
  bridge: {
    letters: "b:",
    run(read, context) {
      const asked = readBridgeArguments(read);
      if (asked === undefined) return undefined;
      return change(context, requestBridge(asked));
    },
  },
  graph: {
    letters: "fo:T:",
    run({ options, rest }, context) {
      const output = options.get("o") ?? "jng.svg";
      if (rest.length > 0 || output === "") return undefined;
      return drawGraph(context, output, options.get("T"), options.has("f"));
    },
  },
  show: {
    letters: "",
    async run({ rest: [name] }, context) {
      const host = await context.host();
      const names = name === undefined ? await showAll(host) : await showName(host, name);
      for (const one of names) context.out(`${printable(one)}\n`);
    },
  },
  shutdown: {
    letters: "",
    run(read, context) {
      const name = soleName(read);
      return name === undefined ? undefined : change(context, requestShutdown(name));
    },
  },
  stats: {
    letters: "",
    run(read, context) {
      const name = soleName(read);
      return name === undefined ? undefined : tellStats(context, name);
    },
  },
};

/**
 * Runs what is typed behind `jng`. Returns the exit status. Throws a JngFailure, or what the planner and the host throw,
 * when it cannot be done.
 */
export async function runJng(argv: readonly string[], context: JngContext): Promise<number> {
  const [name = "", ...args] = argv;
  if (!isAction(name)) {
    const { usageText } = await import("./usage.ts");
    context.err(usageText());
    return jngStatus.failed;
  }
  const { letters, run } = actions[name];
  const read = orSaid(context, () => readOptions(args, letters));
  const running = read && run(read, context);
  if (running === undefined) {
    const { wrongUse } = await import("./usage.ts");
    const { usage, description } = wrongUse(name);
    context.err(`Usage: jng ${usage}\n`);
    context.out(`\t${description}\n`);
    return jngStatus.failed;
  }
  await running;
  return 0;
}

function isAction(name: string): name is ActionName {
  return Object.hasOwn(actions, name);
}

/** Says what is wrong with options, so that the usage can follow. */
function orSaid(context: JngContext, read: () => Read): Read | undefined {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof JngFailure)) throw error;
    context.err(`${printable(error.message)}\n`);
    return undefined;
  }
}

async function change(context: JngContext, request: Request): Promise<void> {
  await context.carryOut(await context.host(), request);
}

async function tellStats(context: JngContext, name: string): Promise<void> {
  const { showStats } = await import("./stats.ts");
  context.out(await showStats(await context.host(), name));
}

async function drawGraph(
  context: JngContext,
  output: string,
  type: string | undefined,
  overwrite: boolean,
): Promise<void> {
  const { drawTo } = await import("./graph.ts");
  await drawTo(context, output, type, overwrite);
}
