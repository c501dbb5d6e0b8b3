/** What the subcommands of the lab have in common. */
import { currentLab, type LabFolder } from "../../lab/daemon/folder.ts";
import { exitStatus, Failure } from "../io.ts";
import type { SubcommandContext } from "../subcommand.ts";

/** The lab that is meant, and how it is started. Throws a Failure inside a lab, which has no labs. */
export function labOf({ env, self }: SubcommandContext): {
  readonly folder: LabFolder;
  readonly self: readonly string[];
} {
  if (self === undefined)
    throw new Failure(
      exitStatus.unavailable,
      "lab: this is a lab already; type it on the machine that the lab runs on",
    );
  return { folder: currentLab(env), self };
}
