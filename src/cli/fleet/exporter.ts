/** `ngbuddy fleet exporter`. */
import { printable } from "../../buddy/printable.ts";
import { listenOptions } from "../exporter/options.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { FLEET_OPTION, fleetPath } from "./file.ts";

/** Where it listens unless told otherwise: beside the exporter of the machine itself. */
const PLACE = "127.0.0.1:9648";

export const subcommand = makeSubcommand({
  name: "fleet exporter",
  summary: "serve what Prometheus scrapes, of all hosts of the fleet",
  details: `Until Control-C: all hosts at /metrics, each with the label host; one at /metrics?host=HOST; targets for http_sd at /sd.
Each host is read once a scrape, and by nobody else. Other addresses than those of this machine alone need --token-file, or
--tls-cert and --tls-key.`,
  arguments: [],
  options: { ...FLEET_OPTION, ...listenOptions(PLACE) },
  example: "ngbuddy fleet exporter --listen 127.0.0.1:9648",
  serves: true,
  async run(_, values, context) {
    const { listeningOf, serveMetrics } = await import("../exporter/serving.ts");
    const listening = listeningOf(context, "fleet exporter", values, PLACE);
    const { followFleetFile } = await import("./followfile.ts");
    const remark = (line: string) => context.err(`ngbuddy: fleet exporter: ${printable(line)}\n`);
    const file = await followFleetFile(fleetPath(context, values.fleet), remark);
    const { standing } = await import("../../fleet/standing.ts");
    const { pagesOfFleet } = await import("./exporterpages.ts");
    const fleet = standing({ file, signal: context.signal, remark });
    const scheme = listening.tls === undefined ? "http" : "https";
    await serveMetrics("fleet exporter", listening, pagesOfFleet(fleet, scheme), context);
    return exitStatus.ok;
  },
});
