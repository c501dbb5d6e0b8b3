/** The service bastille of its port, where that is installed: starts and stops its jails, by their boot settings. */
import { rcValue } from "../../rc/config.ts";
import type { RcScript } from "./rcscript.ts";

export const bastilleScript: RcScript = {
  name: "bastille",
  path: "/usr/local/etc/rc.d/bastille",
  description: "",
  variable: "bastille_enable",
  hasStatus: false,
  extra: [],
  enabledByDefault: "NO",
  own: ["start", "stop", "restart"],
  async run({ process, config, word }) {
    const file = rcValue(config, "bastille_conf").replace(/^.*\//, "");
    const delay = rcValue(config, "bastille_startup_delay") || "0";
    const options =
      word === "stop" ? [] : ["--boot", ...(word === "start" ? ["--delay", delay] : [])];
    const settings = file === "" ? [] : ["-c", file];
    const argv = ["bastille", ...settings, word, ...options, "ALL"];
    return await process.run(argv);
  },
};
