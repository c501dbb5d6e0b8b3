/** `ngbuddy lab list`: the labs of this user and their state. */
import { existsSync } from "node:fs";
import { padded } from "../../buddy/columns.ts";
import { counted } from "../../buddy/counted.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { about, isRunning } from "../../lab/daemon/client.ts";
import { allLabs, type LabDirectory } from "../../lab/daemon/directory.ts";
import { SilentLab } from "../../lab/daemon/signsoflife.ts";
import { TrustError } from "../../lab/daemon/trust.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";

export const subcommand = makeSubcommand({
  name: "lab list",
  summary: "show the labs there are, and which of them run",
  arguments: [],
  options: { json: { type: "boolean", summary: "as JSON" } },
  async run(_, values, context) {
    const { directory: current } = labOf(context);
    const directories = new Map<string, LabDirectory>();
    for (const directory of [...allLabs(context.env), current]) {
      if (existsSync(directory.hostFile)) directories.set(directory.path, directory);
    }
    const rows = await Promise.all(
      [...directories.values()].map(async (directory) => {
        const { name, path } = directory;
        const state = await stateOf(directory);
        if (state === "silent") return { name, path, running: true, answers: false, ...NOTHING };
        return {
          name,
          path,
          running: state !== undefined,
          answers: state === undefined ? undefined : true,
          ...(state && {
            pid: state.pid,
            hostname: state.hostname,
            nodes: state.nodes,
            jails: state.jails,
            uptime: state.uptime,
          }),
        };
      }),
    );
    if (values.json) context.out(jsonText({ version: 1, labs: rows }));
    else if (rows.length === 0) context.out("There are no labs. Start one: ngbuddy lab start\n");
    else {
      for (const row of rows) {
        const state =
          row.answers === false
            ? "does not answer"
            : row.running
              ? `up ${Math.round(row.uptime ?? 0)} s, ${counted(row.nodes ?? 0, "node")}, ${counted(row.jails ?? 0, "jail")}`
              : "off";
        context.out(
          `${padded(printable(row.name), 16)} ${state.padEnd(32)} ${printable(row.path)}\n`,
        );
      }
    }
    return exitStatus.ok;
  },
});

/** Of one that does not answer nothing more is known. */
const NOTHING = {
  hostname: undefined,
  nodes: undefined,
  jails: undefined,
  uptime: undefined,
};

/** What a lab that runs tells of itself; undefined when it does not run. */
async function stateOf(directory: LabDirectory) {
  try {
    return (await isRunning(directory)) ? await about(directory) : undefined;
  } catch (error) {
    if (error instanceof SilentLab) return "silent";
    // One that cannot be trusted is no lab of ours that runs.
    if (error instanceof TrustError) return undefined;
    throw error;
  }
}
