/** A lab's kernel as a HostKernel: the same as FreeBSD's, but that a lab answers its calls, and counts them. */
import type { KernelCalls } from "../calls/calls.ts";
import { kernelBy } from "../calls/kernel.ts";
import type { Host } from "../host/host.ts";
import { aroundKernel, type HostKernel } from "../host/kernel.ts";
import type { Debt } from "./base/meter.ts";
import { labCalls } from "./calls/calls.ts";
import type { Jail } from "./jails/jail.ts";
import type { System } from "./process/process.ts";

/** Makes the kernel as the host sees it, or a jail. `run` runs a command there. */
export function labKernel(lab: System, jail: Jail | undefined, run: Host["run"]): HostKernel {
  const debt = lab.meter.debt();
  const kernel = kernelBy(metered(labCalls(lab, jail), debt), run);
  return aroundKernel(kernel, async (_, action) => {
    try {
      return await action();
    } finally {
      await debt.pay();
    }
  });
}

/** The same calls, each of them counted. */
function metered(calls: KernelCalls, debt: Debt): KernelCalls {
  // What is no call of the system.
  const { address, errno, ...system } = calls;
  const counted = Object.entries(system).map(([name, call]) => [
    name,
    (...args: unknown[]) => {
      debt.add("call");
      return (call as (...args: unknown[]) => number)(...args);
    },
  ]);
  return { ...(Object.fromEntries(counted) as typeof system), address, errno };
}
