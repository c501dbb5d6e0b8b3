/** `ngbuddy lab list`: the labs of this user and their state. */
import { statSync } from "node:fs";
import { padded } from "../../buddy/columns.ts";
import { counted } from "../../buddy/counted.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { readRegular } from "../../host/regular.ts";
import { aboutRunning } from "../../lab/daemon/client.ts";
import type { LabDirectory } from "../../lab/daemon/directory.ts";
import { whyEnded } from "../../lab/daemon/ended.ts";
import type { About } from "../../lab/daemon/protocol.ts";
import { SilentLab } from "../../lab/daemon/signsoflife.ts";
import { TrustError } from "../../lab/daemon/trust.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { labOf } from "./context.ts";
import { knownLabs } from "./known.ts";

/** A lab, as it is listed. What is not known is left out. */
interface Row {
  readonly name: string;
  readonly path: string;
  readonly running: boolean;
  readonly answers?: boolean | undefined;
  readonly template?: string | undefined;
  readonly pid?: number | undefined;
  readonly hostname?: string | undefined;
  readonly nodes?: number | undefined;
  readonly jails?: number | undefined;
  readonly taps?: About["taps"] | undefined;
  readonly cables?: About["cables"] | undefined;
  readonly uptime?: number | undefined;
  /** When its process was started. */
  readonly since?: Date | undefined;
  readonly lastUsed?: Date | undefined;
  /** Why its last process ended by itself. */
  readonly ended?: string | undefined;
}

export const subcommand = makeSubcommand({
  name: "lab list",
  summary: "show all labs of this user, wherever they are, and which of them run",
  arguments: [],
  options: { json: { type: "boolean", summary: "as JSON" } },
  async run(_, values, context) {
    labOf(context);
    const rows = await Promise.all(knownLabs(context.env).map(rowOf));
    if (values.json) context.out(jsonText({ version: 1, labs: rows }));
    else if (rows.length === 0) context.out("There are no labs. Start one: ngbuddy lab start\n");
    else {
      const states = rows.map(stateIn);
      const width = Math.max(...states.map((state) => state.length));
      for (const [at, row] of rows.entries()) {
        const used = row.lastUsed === undefined ? "" : `used ${timeOf(row.lastUsed)}`;
        context.out(
          `${padded(printable(row.name), 16)} ${padded(states[at]!, width)}  ${padded(used, 21)}  ${printable(row.path)}\n`,
        );
      }
    }
    return exitStatus.ok;
  },
});

async function rowOf(directory: LabDirectory): Promise<Row> {
  const { name, path } = directory;
  const row = { name, path, template: templateOf(directory) };
  const state = await stateOf(directory);
  if (state === "silent") return { ...row, running: true, answers: false };
  if (state === undefined)
    return {
      ...row,
      running: false,
      lastUsed: lastUse(directory),
      ended: whyEnded(directory),
    };
  const { pid, hostname, nodes, jails, taps, cables, uptime, since, lastUsed } = state;
  return {
    ...row,
    running: true,
    answers: true,
    ...{ pid, hostname, nodes, jails, taps, cables, uptime },
    since: new Date(since * 1000),
    lastUsed: new Date(lastUsed * 1000),
  };
}

/** `up since 2026-11-29 18:10 (article, 4 nodes, 2 jails)`. */
function stateIn({
  running,
  answers,
  template,
  nodes,
  jails,
  taps = [],
  cables = [],
  since,
  ended,
}: Row): string {
  const details = [
    ...(template === undefined ? [] : [printable(template)]),
    ...(nodes === undefined ? [] : [counted(nodes, "node")]),
    ...(jails === undefined ? [] : [counted(jails, "jail")]),
    ...taps.map(({ tap, interface: name }) => `${tap} at ${printable(name)}`),
    ...cables.map(({ interface: name }) => `cable at ${printable(name)}`),
  ];
  const more = details.length === 0 ? "" : ` (${details.join(", ")})`;
  if (answers === false) return `does not answer${more}`;
  if (!running) return `${ended === undefined ? "off" : "ended by itself"}${more}`;
  return `up since ${since === undefined ? "?" : timeOf(since)}${more}`;
}

/** `2026-11-29 18:10`, where this machine is. */
function timeOf(time: Date): string {
  const two = (number: number) => String(number).padStart(2, "0");
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`;
  return `${day} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

/** The template that a lab's description names; undefined when it names none, or cannot be read. */
function templateOf({ hostFile }: LabDirectory): string | undefined {
  try {
    const { template } = JSON.parse(readRegular(hostFile, "any").toString()) as {
      readonly template?: unknown;
    };
    return typeof template === "string" ? template : undefined;
  } catch {
    return undefined;
  }
}

/** When a lab that does not run was used last, as its last process has left it. */
function lastUse({ state, hostFile }: LabDirectory): Date | undefined {
  return [state, hostFile].flatMap(
    (file) => statSync(file, { throwIfNoEntry: false })?.mtime ?? [],
  )[0];
}

/** What a lab that runs tells of itself; undefined when it does not run. */
async function stateOf(directory: LabDirectory): Promise<About | "silent" | undefined> {
  try {
    return await aboutRunning(directory);
  } catch (error) {
    if (error instanceof SilentLab) return "silent";
    // One that cannot be trusted is no lab of ours that runs.
    if (error instanceof TrustError) return undefined;
    throw error;
  }
}
