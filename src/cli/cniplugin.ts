/** The CNI plugin on a host: what it is given of the process that it runs in. */
import { carryOut, preview } from "../buddy/carryout.ts";
import { printable } from "../buddy/printable.ts";
import { runCni } from "../cni/cni.ts";
import { CniError, cniCode } from "../cni/error.ts";
import type { Host } from "../host/host.ts";
import { tracedHost } from "../host/traced.ts";
import { recoveredLine, show } from "./change.ts";
import { labDelegates, machineDelegates } from "./delegates.ts";
import { exitStatus } from "./io.ts";
import type { SubcommandContext } from "./subcommand.ts";

/** Answers a call. Returns the exit status. */
export async function runPlugin(
  options: { readonly "dry-run"?: boolean; readonly verbose?: boolean },
  context: SubcommandContext,
): Promise<number> {
  const isPreview = options["dry-run"] === true;
  const remark = (line: string) => context.err(`ngbuddy: ${printable(line)}\n`);
  const opened: { host?: Promise<Host> } = {};
  const host = async () => {
    opened.host ??= context.host();
    const found = await opened.host;
    return options.verbose
      ? tracedHost(found, (line) => context.err(`${printable(line)}\n`))
      : found;
  };
  return await runCni({
    env: context.env,
    input: async () => await (context.input?.() ?? ""),
    out: (text) => context.out(text),
    err: (text) => context.err(text),
    host,
    isPreview,
    delegates: context.self === undefined ? labDelegates(host) : machineDelegates,
    async carryOut(on, request) {
      if (isPreview) return show(context, await preview(on, request), false);
      await carryOut(on, request, {
        // Standard output is for the answer.
        say: remark,
        remark,
        recovered: (one) => remark(recoveredLine(one)),
        progress: () => {},
        signal: context.signal,
      });
    },
    explain: explainToEngine,
  });
}

/** What of sysexits(3) a container engine has a number of its own for. */
const CODES: { readonly [status: number]: number } = {
  [exitStatus.temporary]: cniCode.later,
  // Such as a bridge that there is not.
  [exitStatus.data]: cniCode.configuration,
  [exitStatus.io]: cniCode.io,
  [exitStatus.cannotCreate]: cniCode.io,
};

/** Says what anything that was thrown means: an engine reads no other answer. */
async function explainToEngine(error: unknown): Promise<CniError> {
  if (error instanceof CniError) return error;
  const { asFailure } = await import("./failure.ts");
  const { status, message } = asFailure(error);
  return new CniError(CODES[status] ?? cniCode.host, printable(message));
}
