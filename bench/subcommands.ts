/** What subcommands cost on hosts of different sizes, in a lab where everything has the price that it has on a host. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { counted } from "../src/buddy/counted.ts";
import { about, startLab, stopLab } from "../src/lab/daemon/client.ts";
import { type LabDirectory, labDirectory } from "../src/lab/daemon/directory.ts";
import { loadedByRun } from "../tools/loads.ts";
import { type Row, seconds } from "./measure.ts";

/** The source's own program, run by this Bun. */
export const program: readonly string[] = [
  process.execPath,
  join(import.meta.dirname, "..", "src", "cli", "main.ts"),
];

/** How many links a bridge has besides its own interface's. */
export const SIZES: readonly number[] = [1, 30, 140, 1000];
/** As on an emulated machine with FreeBSD 15: a message took 1 ms there, a process that was started 150. */
export const PRICES = "process:150ms,call:1ms,message:1ms";

/** What is run, in this order: what it needs is there then, and all is gone afterwards. */
export const RUNS: readonly (readonly string[])[] = [
  ["start"],
  ["status"],
  ["jail", "bench", "private"],
  ["unjail", "bench"],
  ["stop"],
];

/** Returns the lines of rc.conf for a bridge that touches no NIC, with so many links. */
export function rcLines(links: number): string {
  const list = Array.from({ length: links }, (_, index) => `bench${index}`).join(" ");
  return `ngbuddy_enable="YES"\nngbuddy_private_if="nghost0"\nngbuddy_private_list="${list}"\n`;
}

/** `150 modules, 256 kB`: what a run of a subcommand loads. */
export function loadedText(subcommand: string): string {
  const { modules, bytes } = loadedByRun(subcommand);
  return `${modules.length} modules, ${(bytes / 1000).toFixed()} kB`;
}

/** Measures all subcommands on labs of these sizes. `way` is $NGBUDDY_HOST. */
export async function subcommands(
  way: "kernel" | "commands",
  sizes: readonly number[] = SIZES,
  prices: string = process.env["NGBUDDY_LAB_COST"] || PRICES,
): Promise<Row[]> {
  const rows: Row[] = [];
  for (const links of sizes) {
    const directory = labDirectory(mkdtempSync(join(tmpdir(), "ngbuddy-bench-")));
    try {
      mkdirSync(join(directory.root, "etc"), { recursive: true });
      writeFileSync(join(directory.root, "etc", "rc.conf"), rcLines(links));
      await startLab(directory, program);
      for (const argv of RUNS) rows.push(await measured(directory, argv, links, { way, prices }));
    } finally {
      await stopLab(directory);
      rmSync(directory.path, { recursive: true, force: true });
    }
  }
  return rows;
}

async function measured(
  directory: LabDirectory,
  argv: readonly string[],
  links: number,
  { way, prices }: { readonly way: string; readonly prices: string },
): Promise<Row> {
  const [name = ""] = argv;
  const { counts: before } = await about(directory);
  const env = {
    ...process.env,
    NGBUDDY_LAB: directory.path,
    NGBUDDY_LAB_COST: prices,
    NGBUDDY_HOST: way,
  };
  const time = await seconds(async () => {
    const child = Bun.spawn([...program, ...argv], { env, stdout: "ignore", stderr: "pipe" });
    const said = await new Response(child.stderr).text();
    if ((await child.exited) !== 0) throw new Error(`ngbuddy ${argv.join(" ")}: ${said}`);
  });
  const { counts: after } = await about(directory);
  const asked = (["message", "call", "process"] as const).map((what) =>
    counted(after[what] - before[what], what),
  );
  return {
    what: `${name}, ${counted(links, "link")}`,
    value: `${time.toFixed(2)} s, ${asked.join(", ")}, ${loadedText(name)}`,
  };
}
