/** What netgraph needs of whoever starts us, said before anything is tried. */
import { systemValue } from "../host/commands.ts";
import type { Host } from "../host/host.ts";

/** Who starts us may not do what is needed: why, and what would help. */
export class NotAllowed extends Error {
  override readonly name = "NotAllowed";
}

/** Throws NotAllowed unless this process may use the host's netgraph: it must be root's, and not in a jail. */
export async function checkPermissions(host: Host, uid: number | undefined): Promise<void> {
  if (uid !== 0)
    throw new NotAllowed("netgraph is for root; try: doas ngbuddy … or sudo ngbuddy …");
  // 1 inside a jail; a host's answer, or none, is no hindrance.
  if ((await systemValue(host, "security.jail.jailed")) === "1") {
    throw new NotAllowed("this is a jail; bridges and interfaces are made on its host");
  }
}
