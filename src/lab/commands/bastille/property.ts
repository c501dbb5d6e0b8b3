/** What jail.conf says of a jail, as Bastille asks jail(8) for it. */
import type { Bastille } from "./context.ts";

/**
 * Returns the value of a parameter as jail(8) prints it, several with commas between, its quotes taken off; `enabled` for one
 * that has none, undefined for one that is not given.
 */
export async function propertyOf(
  bastille: Bastille,
  jail: string,
  name: string,
): Promise<string | undefined> {
  const printed = await bastille.captured([
    "jail",
    "-f",
    bastille.jail(jail, "/jail.conf"),
    "-e",
    "\n",
  ]);
  for (const line of printed.split("\n")) {
    const [key, ...values] = line.split("=");
    if (key !== name) continue;
    // What has a second = in it is taken for one without a value.
    return values.length === 1 ? values[0]!.replace(/^"/, "").replace(/"$/, "") : "enabled";
  }
  return undefined;
}
