/** What subcommands cost on hosts of different sizes: time, netgraph messages, commands. */
import type { Io } from "../src/cli/io.ts";
import { runNgbuddy } from "../src/cli/ngbuddy.ts";
import type { Host } from "../src/host/host.ts";
import { createClock } from "../src/lab/base/clock.ts";
import { defaultHost } from "../src/lab/base/description.ts";
import { memoryFiles } from "../src/lab/files/memoryfiles.ts";
import { labHost } from "../src/lab/host.ts";
import { Lab } from "../src/lab/lab.ts";
import { countedHost } from "../test/support/countedhost.ts";
import { milliseconds, type Row, seconds } from "./measure.ts";

async function ngbuddy(host: Host, ...argv: string[]): Promise<void> {
  let said = "";
  const io: Io = {
    out: () => {},
    err: (text) => {
      said += text;
    },
    env: {},
    terminal: () => undefined,
    signal: new AbortController().signal,
  };
  const status = await runNgbuddy(argv, io, async () => host);
  if (status !== 0) throw new Error(`ngbuddy ${argv.join(" ")}: ${said}`);
}

export async function words(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const interfaces of [10, 100, 1000, 5000]) {
    const lab = new Lab({
      description: defaultHost,
      files: memoryFiles(),
      clock: createClock({ bootEpoch: 0, source: () => performance.now() }),
    });
    const list = Array.from({ length: interfaces }, (_, index) => `eth${index}`).join(" ");
    lab.files.append(
      "/etc/rc.conf",
      `ngbuddy_enable="YES"\nngbuddy_public_if="vtnet0"\nngbuddy_public_list="${list}"\n`,
    );
    const measure = async (what: string, ...argv: string[]) => {
      const counts = { messages: 0, commands: 0 };
      const host = countedHost(labHost(lab), counts);
      const time = await seconds(() => ngbuddy(host, ...argv));
      rows.push({
        what: `${what}, ${interfaces} interfaces`,
        value: `${milliseconds(time)}, ${counts.messages} messages, ${counts.commands} commands`,
      });
    };
    await measure("start", "start");
    await ngbuddy(labHost(lab), "jail", "warm", "public");
    let best: Row | undefined;
    for (let run = 0; run < 10; run++) {
      await measure("one jail, the fastest of ten", "jail", `extra${run}`, "public");
      const row = rows.pop()!;
      if (best === undefined || Number.parseFloat(row.value) < Number.parseFloat(best.value))
        best = row;
    }
    rows.push(best!);
    await measure("status", "status");
  }
  return rows;
}
