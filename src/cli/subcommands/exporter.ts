/** `ngbuddy exporter`. */
import { DEFAULT_PLACE } from "../../metrics/place.ts";
import { listenOptions } from "../exporter/options.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "exporter",
  summary: "serve what Prometheus scrapes: links, bridges, loops, drops, the doctor's findings",
  details: `Until Control-C, at /metrics, in OpenMetrics' format or Prometheus's older one. The host is read once a scrape. Other
addresses than those of this machine alone need --token-file, or --tls-cert and --tls-key. --textfile serves nothing.`,
  arguments: [],
  options: {
    ...listenOptions(DEFAULT_PLACE),
    textfile: {
      type: "string",
      value: "FILE",
      of: "files",
      summary:
        "alone or with --doctor: write this file once, for node_exporter; - is standard output",
    },
    doctor: {
      type: "string",
      value: "SECONDS",
      summary: "how old the doctor's findings may be, 300 when it is not given; 0: without them",
    },
  },
  example: "ngbuddy exporter --listen 127.0.0.1:9647",
  serves: true,
  async run(_, values, context) {
    const { settingsOf } = await import("../exporter/settings.ts");
    const settings = settingsOf(values, context);
    const { serve, writeOnce } = await import("../exporter/serve.ts");
    if (settings.textfile !== undefined) return await writeOnce(settings, context);
    await serve(settings, context);
    return exitStatus.ok;
  },
});
