/** `ngbuddy bridge`. */
import { changingWord } from "../change.ts";
import { exitStatus, Failure } from "../io.ts";

export const bridge = changingWord({
  usage: "bridge [-nqv] [--confirm SECONDS] BRIDGE INTERFACE",
  summary: "make a bridge on an interface, in the graph and in rc.conf",
  details: `A card (or VLAN, lagg …) of that name makes a public bridge. When there is none, an eiface of that name is made for
the host, and the bridge is private.

`,
  confirmable: true,
  takes: [0, 2],
  request([name, networkInterface]) {
    if (name === undefined || networkInterface === undefined) {
      const which = name === undefined ? "" : ` for bridge ${name}`;
      throw new Failure(
        exitStatus.usage,
        `no interface given${which}; for example: ngbuddy bridge ${name ?? "lan"} em0`,
      );
    }
    return { word: "bridge", name, interface: networkInterface };
  },
});
