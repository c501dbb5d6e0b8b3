/** AppJail's networks: an epair on an if_bridge that is called as the network is. */
import { literals, type NetworkTool } from "./tool.ts";

/** The word after an option. */
function optionOf(words: readonly string[], option: string): string | undefined {
  const at = words.indexOf(option);
  return at < 0 ? undefined : words[at + 1];
}

export const appjail: NetworkTool = {
  title: "AppJail",
  // `assign` gives addresses inside: that goes on.
  owns(command) {
    const [first, second] = literals(command);
    return (
      command.name === "appjail" && first === "network" && ["plug", "unplug"].includes(second ?? "")
    );
  },
  attaches(command) {
    const words = literals(command);
    const end = optionOf(words, "-e");
    const network = optionOf(words, "-n");
    return command.name === "appjail" && end !== undefined && network !== undefined
      ? [{ interface: `eb_${end}`, to: { bridge: network } }]
      : [];
  },
};
