/** Is the release one whose netgraph we speak? */
import { mustRun } from "../../../host/commands.ts";
import type { SelfTestCheck } from "../check.ts";

/** The oldest one. */
const MIN_RELEASE = 13;

export const system: SelfTestCheck = {
  name: "system",
  async find(host) {
    const { stdout } = await mustRun(host, ["sysctl", "-n", "kern.osrelease"]);
    const release = stdout.trim();
    if (Number.parseInt(release, 10) < MIN_RELEASE) {
      throw new Error(
        `FreeBSD ${release} is too old; ${MIN_RELEASE} is the oldest that is supported`,
      );
    }
    return `FreeBSD ${release}`;
  },
};
