/** Timing and showing what was measured. */

export interface Row {
  readonly what: string;
  readonly value: string;
}

/** Seconds that an action takes. */
export async function seconds(action: () => unknown): Promise<number> {
  const start = performance.now();
  await action();
  return (performance.now() - start) / 1000;
}

/** The fastest of several runs: what the machine can do when nobody else uses it. */
export async function fastest(runs: number, action: () => unknown): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < runs; run++) best = Math.min(best, await seconds(action));
  return best;
}

export const milliseconds = (time: number) => `${(time * 1000).toFixed(time < 0.01 ? 2 : 0)} ms`;
export const perSecond = (number: number, time: number) =>
  `${Math.round(number / time).toLocaleString("en")} a second`;
export const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

/** Memory in use, after what nobody needs is gone. */
export function memory(): number {
  Bun.gc(true);
  return process.memoryUsage().rss;
}

export function show(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  for (const { what, value } of rows) console.log(`  ${what.padEnd(58)} ${value}`);
}
