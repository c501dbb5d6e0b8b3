/** The services netif and routing, on what src/lab/rc/ does. */
import { cloneDown, cloneUp } from "../../rc/clones.ts";
import { netifMove, netifStart, netifStop } from "../../rc/netif.ts";
import { routingStart, routingStop } from "../../rc/routing.ts";
import type { RcRun } from "../../rc/script.ts";
import type { RcCall, RcScript } from "./rcscript.ts";

function runOf({ process, config, shell, loud }: RcCall): RcRun {
  return { process, config, path: shell, loud };
}

export const netifScript: RcScript = {
  name: "netif",
  path: "/etc/rc.d/netif",
  description: "Network interface setup",
  // "For mfsBSD at least", says the script.
  reads: ["network", "netif"],
  variable: "netif_enable",
  hasStatus: false,
  extra: ["cloneup", "clonedown", "clear", "vnetup", "vnetdown"],
  own: [],
  async run(call) {
    const rc = runOf(call);
    const { word, words } = call;
    if (word === "stop" || word === "restart") await netifStop(rc, words);
    if (word === "start" || word === "restart") await netifStart(rc, words);
    if (word === "clear") await netifStop(rc, words, true);
    if (word === "cloneup") await cloneUp(rc, words);
    if (word === "clonedown") await cloneDown(rc, words);
    if (word === "vnetup") await netifMove(rc, words, "vnet");
    if (word === "vnetdown") await netifMove(rc, words, "-vnet");
    return 0;
  },
};

export const routingScript: RcScript = {
  name: "routing",
  path: "/etc/rc.d/routing",
  description: "Routing setup",
  variable: undefined,
  hasStatus: false,
  extra: ["options", "static"],
  own: [],
  async run(call) {
    const rc = runOf(call);
    const { word, words } = call;
    if (word === "stop" || word === "restart") await routingStop(rc, words);
    if (word === "stop") return 0;
    return await routingStart(rc, words, {
      routes: word !== "options",
      options: word !== "static",
    });
  },
};
