/** The options of what Prometheus scrapes: where it listens, and for whom. */
import type { Options } from "../subcommand.ts";

/** Returns the options of a server that listens there when nothing else is said. */
export function listenOptions(place: string) {
  return {
    listen: {
      type: "string",
      value: "ADDRESS:PORT",
      summary: `where, ${place} when it is not given; of IPv6 [::1]:${place.split(":")[1]}`,
    },
    "token-file": {
      type: "string",
      value: "FILE",
      of: "files",
      summary: "answer only who brings the bearer token in this file, which nobody else can read",
    },
    "tls-cert": { type: "string", value: "FILE", of: "files", summary: "its certificate, PEM" },
    "tls-key": { type: "string", value: "FILE", of: "files", summary: "and the key of that" },
  } as const satisfies Options;
}
