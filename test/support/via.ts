/** Other ways to a lab's netgraph, by `$NGBUDDY_TEST_VIA`: the ways that a FreeBSD host has. */
import { freebsdHost } from "../../src/freebsd/host.ts";
import { kernelBy } from "../../src/freebsd/kernel/kernel.ts";
import { openNgctlSocket } from "../../src/freebsd/ngctlsocket.ts";
import type { Host } from "../../src/host/host.ts";
import type { Process } from "../../src/lab/process/process.ts";
import { labCalls } from "./labcalls.ts";
import { labLibc } from "./lablibc.ts";

/** `socket`: by system calls; `kernel`: all that is not netgraph as well; `ngctl`: by its commands; otherwise straight. */
export function via(
  host: Host,
  { lab, jail }: Pick<Process, "lab"> & { readonly jail?: Process["jail"] },
): Host {
  const way = process.env["NGBUDDY_TEST_VIA"];
  if (jail !== undefined) return host;
  if (way === "ngctl") {
    // As docs/freebsd.md advises for many links; where ngctl gives up otherwise is held in test/limits.test.ts.
    lab.kernel.recvspace = 4 * 1024 * 1024;
    const run = (args: readonly string[], stdin?: string) =>
      host.run(["ngctl", ...args], stdin === undefined ? {} : { stdin });
    return { ...host, openNetgraph: async () => openNgctlSocket(run, "ngbuddy") };
  }
  if (way !== "socket" && way !== "kernel") return host;
  const calls = labCalls(lab);
  const { openNetgraph } = freebsdHost({
    way: "socket",
    uid: 0,
    pathOf: () => "/nonexistent",
    libc: async () => labLibc(lab),
    calls: async () => calls,
  });
  if (way === "socket") return { ...host, openNetgraph };
  const kernel = kernelBy(calls, host.run);
  return { ...host, openNetgraph, kernel: async () => kernel };
}
