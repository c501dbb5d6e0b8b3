/** Lengths of time as people type them. */

const SECONDS = { s: 1, m: 60, h: 3600 } as const;

/** Returns the seconds of `90`, `90s`, `15m` or `1.5h`; undefined for what is no length of time. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit = "s"] = /^(\d+(?:\.\d+)?|\.\d+)([smh])?$/.exec(text) ?? [];
  return number === undefined ? undefined : Number(number) * SECONDS[unit as keyof typeof SECONDS];
}
