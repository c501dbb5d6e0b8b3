/** Pictures of large hosts. */
import { draw } from "../src/picture/index.ts";
import { madeUpTopology } from "../src/picture/testing.ts";
import { megabytes, milliseconds, type Row, seconds } from "./measure.ts";

export async function pictures(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [guests, bridges] of [
    [64, 2],
    [1000, 20],
    [5000, 20],
  ] as const) {
    const topology = madeUpTopology(guests, bridges);
    const svg = await seconds(() => draw(topology, "svg"));
    const png = await seconds(() => draw(topology, "png", { width: 4000 }));
    rows.push({
      what: `${guests} guests on ${bridges} bridges`,
      value: `SVG ${milliseconds(svg)}, PNG 4,000 pixels wide ${milliseconds(png)}`,
    });
  }
  rows.push({ what: "memory after all of them", value: megabytes(process.memoryUsage().rss) });
  return rows;
}
