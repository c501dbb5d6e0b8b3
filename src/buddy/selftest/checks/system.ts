/** Is the release one whose netgraph we speak? */
import { systemValue } from "../../../host/commands.ts";
import type { SelfTestCheck } from "../check.ts";

/** The oldest one. */
const MIN_RELEASE = 13;

export const system: SelfTestCheck = {
  name: "system",
  async find(host) {
    const release = await systemValue(host, "kern.osrelease");
    if (release === "") throw new Error("kern.osrelease cannot be read");
    if (Number.parseInt(release, 10) < MIN_RELEASE) {
      throw new Error(
        `FreeBSD ${release} is too old; ${MIN_RELEASE} is the oldest that is supported`,
      );
    }
    return `FreeBSD ${release}`;
  },
};
