/** The service rtsold: asks for routers on all interfaces that take their advertisements. A lab's does not stay, and so it never runs (libexec/rc/rc.d/rtsold). */
import { wordsOf } from "../../../config/list.ts";
import { rcValue } from "../../rc/config.ts";
import type { RcScript } from "./rcscript.ts";

export const rtsoldScript: RcScript = {
  name: "rtsold",
  path: "/etc/rc.d/rtsold",
  description: "Router solicitation daemon",
  variable: "rtsold_enable",
  hasStatus: true,
  extra: [],
  own: ["start", "stop", "restart"],
  async run({ process, config, word, loud }) {
    if (word === "status") {
      process.out("rtsold is not running.\n");
      return 1;
    }
    if (word !== "start") {
      process.err("rtsold not running? (check /var/run/rtsold.pid).\n");
    }
    if (word === "stop") return 1;
    if (loud) process.out("Starting rtsold.\n");
    const status = await process.run(["rtsold", ...wordsOf(rcValue(config, "rtsold_flags"))]);
    // What it has found is asked for whether somebody has it.
    await process.run(["sleep", "2"]);
    return status;
  },
};
