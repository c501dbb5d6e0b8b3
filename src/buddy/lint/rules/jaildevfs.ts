/** Which devices a jail's /dev shows: more than it should. */
import { DEFAULT_RULESET, showsDevice } from "../../../config/devfsrules.ts";
import { valuesOf } from "../../adopt/setup.ts";
import type { CheckedJail } from "../jailsreading.ts";
import type { ConfigRule } from "../rule.ts";
import { ofJail } from "./jailtext.ts";

/** Returns the number of a jail's ruleset as it is written; undefined where it has none. */
export function writtenRuleset({ setup }: CheckedJail): string | undefined {
  return valuesOf(setup, "devfs_ruleset")?.at(-1);
}

/** Returns the number of the ruleset that a jail's devfs has; undefined where the jail mounts none of its own. */
export function rulesetOf(jail: CheckedJail): number | undefined {
  const mounts = valuesOf(jail.setup, "mount.devfs");
  const isMounted =
    mounts !== undefined &&
    mounts.at(-1) !== "false" &&
    !jail.setup.said.parameters.some(({ name }) => name === "mount.nodevfs");
  const written = writtenRuleset(jail);
  if (!isMounted) return undefined;
  return written === undefined ? DEFAULT_RULESET : Number(written);
}

/** The memory of the host, which no set shows that hides anything. */
const MEMORY = ["mem", "kmem"];

export const jailDevices: ConfigRule = {
  id: "jail-devices",
  summary: "a jail whose /dev shows the host's own devices, its memory and disks too",
  *examine({ jails, devfs, isWhole }) {
    for (const jail of jails?.jails ?? []) {
      const number = rulesetOf(jail);
      // Of a set that is not there nothing can be said.
      if (number === undefined || devfs === undefined) continue;
      if (!MEMORY.every((device) => showsDevice(devfs, number, device) === true)) continue;
      yield ofJail(
        jail,
        jail.at,
        isWhole ? "error" : "warning",
        `devfs_ruleset ${number} shows it all devices of the host: what a set that is included includes itself does nothing; begin it with "add include $devfsrules_hide_all", as /usr/local/share/examples/ngbuddy/devfs.rules does`,
      );
    }
  },
};
