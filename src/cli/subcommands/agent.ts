/** `ngbuddy agent`: this host as one of a fleet. */
import { posix } from "node:path";
import { printable } from "../../buddy/printable.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { intervalOf } from "../watching.ts";

/** Where the file is that the host was given when it was enrolled. */
const FILE = "/usr/local/etc/ngbuddy.agent";

export const subcommand = makeSubcommand({
  name: "agent",
  summary: "tell the servers of a fleet of this host, and answer what its owner asks",
  details: `Until Control-C. What it needs is in a file that ngbuddy fleet enroll makes, with the host's keys and the servers. The host
goes on as it is when no server is reached. What the fleet's owner may change is said by ngbuddy_agent_mode in rc.conf: nothing
(observe), what somebody here accepts (ask, as it is without), or what he signs (follow).`,
  arguments: [],
  options: {
    file: {
      type: "string",
      value: "FILE",
      of: "files",
      summary: `the file of ngbuddy fleet enroll; ${FILE} when it is not given`,
    },
    interval: {
      type: "string",
      value: "SECONDS",
      summary: "between two readings of the host, 0.1 to 3600; 5 when it is not given",
    },
    accept: {
      type: "string",
      value: "REVISION",
      mayBeEmpty: true,
      summary: "have the order carried out that waits, which ngbuddy status shows",
    },
    refuse: {
      type: "string",
      value: "REVISION",
      mayBeEmpty: true,
      summary: "have it not carried out",
    },
  },
  serves: true,
  async run(_, values, context) {
    const { accept, refuse } = values;
    if (accept !== undefined || refuse !== undefined) {
      if (accept !== undefined && refuse !== undefined)
        throw new Failure(exitStatus.usage, "agent: --accept and --refuse: give one of them");
      const { decide } = await import("../decideorder.ts");
      return await decide(context, accept === undefined ? "refuse" : "accept", accept ?? refuse!);
    }
    const interval = intervalOf("agent", values.interval ?? "5");
    const host = await context.host();
    const named = values.file ?? FILE;
    const path = context.directory === undefined ? named : posix.resolve(context.directory, named);
    const text = await host.files.read(path);
    if (text === undefined)
      throw new Failure(
        exitStatus.noInput,
        `agent: there is no ${path}; on the machine of the fleet's owner: ngbuddy fleet enroll NAME`,
      );
    if (host.kind === "freebsd") await refuseOthers(path);
    const [{ parseAgentFile }, { runAgent }, { lineOf }, { runIfKilled }, { memoryTidier }] =
      await Promise.all([
        import("../../fleet/shapes.ts"),
        import("../../fleet/agent/agent.ts"),
        import("../failure.ts"),
        import("../detached.ts"),
        import("../tidymemory.ts"),
      ]);
    await runAgent({
      host,
      file: parseAgentFile(path, text),
      interval,
      signal: context.signal,
      remark: (line) => context.err(`ngbuddy: agent: ${printable(line)}\n`),
      explain: lineOf,
      later: context.later,
      ifKilled: () =>
        context.self ? runIfKilled([...context.self, "recover", "--quiet"]) : () => {},
      // Inside of a lab the process has others that it is for.
      ...(context.self && { tidy: await memoryTidier() }),
    });
    return exitStatus.ok;
  },
});

/** The file has the host's keys. */
async function refuseOthers(path: string): Promise<void> {
  const { statSync } = await import("node:fs");
  if ((statSync(path).mode & 0o077) !== 0)
    throw new Failure(
      exitStatus.noPermission,
      `agent: ${path}: others can read the host's keys; type: chmod 600 ${path}`,
    );
}
