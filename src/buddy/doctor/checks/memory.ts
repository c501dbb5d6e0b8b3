/** Have bridges lost frames for want of memory? */

import { nameOf } from "../../guestname.ts";
import type { DoctorCheck } from "../check.ts";
import { commandLine, nodePath } from "../remedies.ts";

export const memory: DoctorCheck = {
  name: "memory",
  topic: "kernel",
  summary: "no bridge has lost frames for want of memory",
  async examine(sight) {
    const { bridges } = await sight.topology();
    return bridges.flatMap((bridge) =>
      bridge.links
        .filter(({ stats }) => (stats?.memoryFailures ?? 0) > 0)
        .map(({ hook, stats, guest, peerName }) => ({
          severity: "warning" as const,
          about: bridge.name,
          found: `had no memory for ${stats!.memoryFailures} frames that came by ${hook} (${nameOf(guest, peerName)})`,
          why: "the kernel's memory for frames was used up: see netstat -m, and kern.ipc.nmbclusters; what is typed sets the counter back, to see whether it goes on",
          type: commandLine("ngctl", "msg", nodePath(bridge), "clrstats", numberOf(hook)),
        })),
    );
  },
};

/** The number by which ng_bridge(4) knows a hook: uplinks count from -1 down. */
function numberOf(hook: string): string {
  return hook.startsWith("uplink") ? `-${hook.slice("uplink".length)}` : hook.replace(/^link/, "");
}
