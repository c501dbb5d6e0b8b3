/** Times as lines for people begin with them. */

/** Returns a time of ISO 8601 to the second: `2026-11-30T04:12:00Z`. */
export function timeText(time: string): string {
  return time.replace(/\.\d+Z$/, "Z");
}
