/** A service that is off, and jails that call it. */
import type { ConfigRule } from "../rule.ts";
import { ofJail } from "./jailtext.ts";

export const service: ConfigRule = {
  id: "service-off",
  summary: "jails that call service ngbuddy, which rc.conf does not enable",
  *examine({ rc, jails, isWhole }) {
    if (rc === undefined || rc.obscured !== undefined) return;
    if (rc.settings.enabled === true || rc.untold.has("ngbuddy_enable")) return;
    for (const jail of jails?.jails ?? []) {
      const call = jail.ours.find(({ needsService }) => needsService);
      if (call === undefined) continue;
      yield ofJail(
        jail,
        jails!.place(call.value.setting.at),
        isWhole ? "error" : "warning",
        `service ngbuddy does nothing, since rc.conf has no ngbuddy_enable="YES"; give: service ngbuddy enable`,
      );
    }
  },
};
