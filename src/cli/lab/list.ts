/** `ngbuddy lab list`: the labs of this user and their state. */
import { existsSync } from "node:fs";
import { counted } from "../../buddy/counted.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { about, isRunning } from "../../lab/daemon/client.ts";
import { allLabs, currentLab, type LabFolder } from "../../lab/daemon/folder.ts";
import { readArguments } from "../arguments.ts";
import { exitStatus } from "../io.ts";
import type { LabWord } from "./word.ts";

const JSON_OPTION = { json: { type: "boolean" } } as const;

export const listWord: LabWord = {
  usage: "list [--json]",
  summary: "show the labs there are, and which of them run",
  async run(args, context) {
    const { values } = readArguments(args, `lab ${listWord.usage}`, JSON_OPTION, 0, 0);
    const folders = new Map<string, LabFolder>();
    for (const folder of [...allLabs(context.env), currentLab(context.env)]) {
      if (existsSync(folder.hostFile)) folders.set(folder.path, folder);
    }
    const rows = await Promise.all(
      [...folders.values()].map(async (folder) => {
        const state = (await isRunning(folder)) ? await about(folder) : undefined;
        return {
          name: folder.name,
          path: folder.path,
          running: state !== undefined,
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
        const state = row.running
          ? `up ${Math.round(row.uptime ?? 0)} s, ${counted(row.nodes ?? 0, "node")}, ${counted(row.jails ?? 0, "jail")}`
          : "off";
        context.out(
          `${printable(row.name).padEnd(16)} ${state.padEnd(32)} ${printable(row.path)}\n`,
        );
      }
    }
    return exitStatus.ok;
  },
};
