/** The doctor's findings for the page of `ngbuddy web`. */
import { runDoctor } from "../../buddy/doctor/check.ts";
import { checks } from "../../buddy/doctor/checks/index.ts";
import { plainFinding } from "../../buddy/doctor/plainfinding.ts";
import { sightOf } from "../../buddy/doctor/sight.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import type { Host } from "../../host/host.ts";
import type { Examined } from "../../web/findings.ts";

/** Makes all checks of the doctor on a host. Throws what the host throws. */
export async function examine(host: Host): Promise<Examined> {
  const found = await withNetgraph(host, (netgraph) => runDoctor(checks, sightOf(host, netgraph)));
  return {
    time: new Date().toISOString(),
    checks: checks.length,
    findings: found.map(plainFinding),
  };
}
