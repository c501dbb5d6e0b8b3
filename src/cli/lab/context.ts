/** What the subcommands of the lab have in common. */
import { currentLab, type LabDirectory } from "../../lab/daemon/directory.ts";
import { exitStatus, Failure } from "../io.ts";
import type { SubcommandContext } from "../subcommand.ts";

/** The lab that is meant, and how it is started. Throws a Failure inside a lab, which has no labs. */
export function labOf({ env, self }: SubcommandContext): {
  readonly directory: LabDirectory;
  readonly self: readonly string[];
} {
  if (self === undefined)
    throw new Failure(
      exitStatus.unavailable,
      "lab: this is a lab already; type it on the machine that the lab runs on",
    );
  return { directory: currentLab(env), self };
}
