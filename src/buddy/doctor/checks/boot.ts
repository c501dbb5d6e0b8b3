/** Will the bridges be there after the next boot? */
import type { DoctorCheck, Found } from "../check.ts";
import { byRcConf } from "../remedies.ts";

export const boot: DoctorCheck = {
  name: "boot",
  topic: "configuration",
  summary: "the bridges come back at the next boot",
  async examine(sight) {
    const wanted = await sight.wanted();
    const found: Found[] = [];
    if (
      wanted.bridges.length > 0 &&
      !/^(yes|true|on|1)$/i.test(wanted.value("ngbuddy_enable") ?? "")
    )
      found.push({
        severity: "warning",
        about: "rc.conf",
        found: `has bridges (${wanted.bridges.map(({ name }) => name).join(", ")}) and not ngbuddy_enable="YES"`,
        why: "at the next boot nothing makes them, and jails that need them do not start",
        ...byRcConf({ ngbuddy_enable: "YES" }),
      });
    return found;
  },
};
