/** Has every guest on a bridge somebody to talk to? */
import { nameOf } from "../../guestname.ts";
import type { DoctorCheck } from "../check.ts";
import { isGuest } from "../guests.ts";

export const lonely: DoctorCheck = {
  name: "lonely",
  topic: "bridges",
  summary: "no guest is alone on its bridge",
  async examine(sight) {
    const wanted = await sight.wanted();
    const { bridges } = await sight.topology();
    return bridges.flatMap(({ name, links }) => {
      const [only] = links;
      if (links.length !== 1 || !isGuest(only!.guest)) return [];
      const ours = wanted.bridges.some((one) => one.name === name);
      return [
        {
          severity: "warning" as const,
          about: name === "" ? "a bridge without a name" : name,
          found: `has one link, that of ${nameOf(only!.guest, only!.peerName)}`,
          why: ours
            ? "a guest that is alone on a bridge reaches nobody; rc.conf has an interface for this bridge"
            : "a guest that is alone on a bridge reaches nobody; to give the bridge an interface for good: ngbuddy bridge NAME INTERFACE",
          type: ours ? ["ngbuddy start"] : [],
        },
      ];
    });
  },
};
