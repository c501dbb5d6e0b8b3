/** Which host is meant: the FreeBSD this runs on, or a lab. */
import type { Host } from "../host/host.ts";
import { startLab } from "../lab/daemon/client.ts";
import { currentLab } from "../lab/daemon/folder.ts";
import { remoteLabHost } from "../lab/daemon/host.ts";
import type { Io } from "./io.ts";

/** On FreeBSD that system itself, unless `$NGBUDDY_LAB` names a lab; anywhere else a lab, started when needed. */
export async function chooseHost(io: Io, self: readonly string[]): Promise<Host> {
  const folder = currentLab(io.env);
  await startLab(folder, self);
  return remoteLabHost(folder);
}
