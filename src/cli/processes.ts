/** The processes of the machine that this program runs on. */
import { type Processes, plainProcesses } from "../host/processes.ts";

/** Returns what tells them apart: on FreeBSD by the kernel's calls, elsewhere as well as it goes. */
export async function machineProcesses(): Promise<Processes> {
  if (process.platform !== "freebsd") return plainProcesses();
  const { freebsdHost } = await import("../freebsd/host.ts");
  return await freebsdHost({ uid: process.getuid?.() }).processes();
}
