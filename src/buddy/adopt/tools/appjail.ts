/** AppJail's networks: an epair on an if_bridge that is called as the network is, or on one that is named. */
import { type Attachment, literals, type NetworkTool } from "./tool.ts";

/** Returns the word after an option. */
export function optionOf(words: readonly string[], option: string): string | undefined {
  const at = words.indexOf(option);
  return at < 0 ? undefined : words[at + 1];
}

/** The if_bridge that `network attach` means when none is named (appjail.conf(5), SHARED_BRIDGE). */
const SHARED_BRIDGE = "appjail";

/** `assign` gives the address inside, and looks for the epair on its bridge: it has nothing to work on without these. */
const OF_INTERFACES = ["plug", "unplug", "assign", "attach", "detach"];

export const appjail: NetworkTool = {
  title: "AppJail",
  owns(command) {
    const [first, second] = literals(command);
    return (
      command.name === "appjail" && first === "network" && OF_INTERFACES.includes(second ?? "")
    );
  },
  attaches(command) {
    const words = literals(command);
    if (command.name !== "appjail" || words[0] !== "network") return [];
    if (words[1] === "attach") return attachedBy(words.slice(2));
    const end = optionOf(words, "-e");
    const network = optionOf(words, "-n");
    return words[1] === "plug" && end !== undefined && network !== undefined
      ? [{ interface: `eb_${end}`, to: { bridge: network } }]
      : [];
  },
};

/** `attach -b lan epair:web iface:em0`: the jail's end is sb_web; an epair needs no word before it. */
function attachedBy(words: readonly string[]): Attachment[] {
  const bridge = optionOf(words, "-b") ?? SHARED_BRIDGE;
  const from = words[0] === "-b" ? 2 : 0;
  return words.slice(from).flatMap((word) => {
    const [, epair] = /^(?:epair:)?([^:]+)$/.exec(word) ?? [];
    return epair === undefined ? [] : [{ interface: `sb_${epair}`, to: { bridge } }];
  });
}
