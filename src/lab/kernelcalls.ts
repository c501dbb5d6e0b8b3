/** A lab's kernel as a HostKernel: the same as FreeBSD's, but that a lab answers its calls. */
import { kernelBy } from "../calls/kernel.ts";
import type { Host } from "../host/host.ts";
import type { HostKernel } from "../host/kernel.ts";
import { labCalls } from "./calls/calls.ts";
import type { Jail } from "./jails/jail.ts";
import type { System } from "./process/process.ts";

/** Makes the kernel as the host sees it, or a jail. `run` runs a command there. */
export function labKernel(lab: System, jail: Jail | undefined, run: Host["run"]): HostKernel {
  return kernelBy(labCalls(lab, jail), run);
}
