/** The network namespace of Linux that a TAP device is in, as it is typed. */
import { resolve } from "node:path";
import { printable } from "../../buddy/printable.ts";
import { isTapName, namespacePath, TAP_NAME } from "../../lab/daemon/tapname.ts";
import { exitStatus, Failure } from "../io.ts";

/** The option that names it. */
export const NETNS_OPTION = {
  type: "string",
  value: "NETNS",
  summary:
    "in the network namespace of this name (ip netns), of the process with\nthis number, or with this path",
} as const;

/** Returns the path of a network namespace. Throws a Failure for what names none. */
export function wantedNamespace(subcommand: string, text: string): string {
  const path = namespacePath(text, resolve);
  if (path !== undefined) return path;
  throw new Failure(
    exitStatus.usage,
    `${subcommand}: "${printable(text)}" is no network namespace; give a name of ip netns, the number of a process, or a path`,
  );
}

/** Throws a Failure where there are no TAP devices, and for what one cannot be called. */
export function checkTap(subcommand: string, name: string): void {
  if (process.platform !== "linux")
    throw new Failure(
      exitStatus.unavailable,
      `${subcommand}: TAP devices are attached on Linux, not on ${process.platform}`,
    );
  if (!isTapName(name))
    throw new Failure(
      exitStatus.usage,
      `${subcommand}: a TAP device cannot be called "${printable(name)}"; give ${TAP_NAME}`,
    );
}
