/** Has netgraph had to drop anything for want of items in its queues? */
import type { DoctorCheck, Found } from "../check.ts";

/** The zones of netgraph's items (ng_base.c), as sysctl(8) calls them (uma_core.c), and the tunables that limit them. */
const ZONES = [
  { zone: "NetGraph_data_items", limit: "net.graph.maxdata", of: "frames" },
  { zone: "NetGraph_items", limit: "net.graph.maxalloc", of: "messages" },
] as const;

export const drops: DoctorCheck = {
  name: "drops",
  topic: "kernel",
  summary: "netgraph has not dropped anything for want of items in its queues",
  async examine(sight) {
    const found: Found[] = [];
    for (const { zone, limit, of } of ZONES) {
      const fails = Number((await sight.sysctl(`vm.uma.${zone}.stats.fails`)) ?? 0);
      const most = Number((await sight.sysctl(limit)) ?? 0);
      if (!(fails > 0 && most > 0)) continue;
      found.push({
        severity: "warning",
        about: "netgraph",
        found: `has dropped ${of} ${fails} times since the boot, as there were no more than ${most} items for them (${limit})`,
        why: "more came at a time than the queues hold; what is typed sets the limit for the next boot, as nothing raises it before",
        type: [`echo ${limit}=${4 * most} >> /boot/loader.conf`],
      });
    }
    return found;
  },
};
