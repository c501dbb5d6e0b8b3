/** Other ways to a lab's netgraph, by `$NGBUDDY_TEST_VIA`: the ways that a FreeBSD host has. */

import { freebsdHost } from "../../src/freebsd/host.ts";
import { openNgctlSocket } from "../../src/freebsd/ngctlsocket.ts";
import { byCommands } from "../../src/host/commands.ts";
import type { Host } from "../../src/host/host.ts";
import { labCalls } from "../../src/lab/calls/calls.ts";
import type { Process } from "../../src/lab/process/process.ts";
import { labLibc } from "./lablibc.ts";

/** `socket`: netgraph by system calls; `ngctl`: by its commands; `commands`: all that is not netgraph by commands; otherwise straight. */
export function via(
  host: Host,
  { lab, jail }: Pick<Process, "lab"> & { readonly jail?: Process["jail"] },
): Host {
  const way = process.env["NGBUDDY_TEST_VIA"];
  if (jail !== undefined) return host;
  if (way === "ngctl") return byNgctl(host, lab);
  if (way === "commands") return byCommands(host);
  if (way !== "socket") return host;
  const { openNetgraph } = freebsdHost({
    way: "socket",
    uid: 0,
    pathOf: () => "/nonexistent",
    libc: async () => labLibc(lab),
    calls: async () => labCalls(lab),
  });
  return { ...host, openNetgraph };
}

/** The same host, whose netgraph is reached by runs of ngctl(8). */
export function byNgctl(host: Host, lab: Process["lab"]): Host {
  // As docs/freebsd.md advises for many links; where ngctl gives up otherwise is held in test/limits.test.ts.
  lab.kernel.recvspace = 4 * 1024 * 1024;
  const run = (args: readonly string[], stdin?: string) =>
    host.run(["ngctl", ...args], stdin === undefined ? {} : { stdin });
  return { ...host, openNetgraph: async () => openNgctlSocket(run, "ngbuddy") };
}
