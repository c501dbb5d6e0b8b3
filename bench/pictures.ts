/** Pictures of large hosts. */
import { draw } from "../src/picture/formats.ts";
import { madeUpTopology } from "../test/support/topologies.ts";
import { megabytes, milliseconds, type Row, seconds } from "./measure.ts";

const sizes = [
  [64, 2],
  [1000, 20],
  [5000, 20],
] as const;
const widths = [1, 333, 4000, 8000];

export async function pictures(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [guests, bridges] of sizes) {
    const topology = madeUpTopology(guests, bridges);
    const svg = await seconds(() => draw(topology, "svg"));
    rows.push({ what: `${guests} guests on ${bridges} bridges as SVG`, value: milliseconds(svg) });
  }
  for (const width of widths) rows.push(await png(width));
  return rows;
}

/** A process of its own, so that the memory is that of one picture and all it needs. */
async function png(width: number): Promise<Row> {
  const program = `
    import { draw } from ${JSON.stringify(import.meta.resolve("../src/picture/formats.ts"))};
    import { madeUpTopology } from ${JSON.stringify(import.meta.resolve("../test/support/topologies.ts"))};
    const topology = madeUpTopology(5000, 20);
    const start = performance.now();
    await draw(topology, "png", { width: ${width} });
    console.log((performance.now() - start) / 1000, process.resourceUsage().maxRSS * 1024);`;
  // A shell between: a process is charged with the most memory of the one that starts it.
  const shell = ["/bin/sh", "-c", '"$0" -e "$1"; exit $?', process.execPath, program];
  const child = Bun.spawn(shell, { stdout: "pipe", stderr: "inherit" });
  const [time, memory] = (await new Response(child.stdout).text()).split(" ").map(Number);
  return {
    what: `5,000 guests as PNG, ${width.toLocaleString("en")} pixels wide`,
    value: `${milliseconds(time!)}, ${megabytes(memory!)} at most`,
  };
}
