/** Which host is meant: the FreeBSD this runs on, or a lab. */

import { printable } from "../buddy/printable.ts";
import type { Host } from "../host/host.ts";
import type { NamedFrom } from "../host/namedplace.ts";
import { exitStatus, Failure, type Io } from "./io.ts";
import { machineProcesses } from "./processes.ts";

/** On FreeBSD that system itself, unless `$NGBUDDY_LAB` names a lab; anywhere else a lab, started when needed. */
export async function chooseHost(io: Io, self: readonly string[]): Promise<Host> {
  const remark = (line: string) => io.err(`ngbuddy: ${printable(line)}\n`);
  const hostWay = wayOf("NGBUDDY_HOST", io, ["kernel", "commands"]);
  const onFreebsd = process.platform === "freebsd";
  if (onFreebsd && !io.env["NGBUDDY_LAB"]) {
    const { freebsdHost } = await import("../freebsd/host.ts");
    const way = wayOf("NGBUDDY_NETGRAPH", io, ["socket", "ngctl"]);
    return freebsdHost({ way, hostWay, uid: process.getuid?.(), remark });
  }
  const [{ ensureLab }, { currentLab }, { remoteLabHost }] = await Promise.all([
    import("./lab/started.ts"),
    import("../lab/daemon/directory.ts"),
    import("../lab/daemon/host.ts"),
  ]);
  const directory = currentLab(io.env);
  await ensureLab(directory, self, io);
  const processes = await machineProcesses();
  return remoteLabHost(directory, { hostWay, remark, processes: async () => processes });
}

/** The variable with the directory of a lab in which somebody types, for the program that a shell on the lab starts. */
export const NAMES_FROM = "NGBUDDY_LAB_DIRECTORY";

/** Returns whose files a command line names, and forgets it for the programs that this one starts. */
export async function namedFrom(env: NodeJS.ProcessEnv): Promise<NamedFrom> {
  const directory = env[NAMES_FROM];
  if (!directory) return {};
  delete env[NAMES_FROM];
  const { currentLab } = await import("../lab/daemon/directory.ts");
  return { directory, root: currentLab(env).root };
}

/** One of two ways, by a variable of the environment; undefined when nobody chose. */
function wayOf<Way extends string>(
  variable: string,
  { env }: Io,
  ways: readonly [Way, Way],
): Way | undefined {
  const text = env[variable];
  const way = ways.find((one) => one === text);
  if (way !== undefined || text === undefined || text === "") return way;
  throw new Failure(exitStatus.config, `${variable}=${text}: give ${ways.join(" or ")}`);
}
