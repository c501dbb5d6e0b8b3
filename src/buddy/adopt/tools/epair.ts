/** epairs made and put on an if_bridge by ifconfig(8), as Bastille writes it and as people do. */
import { hookCommands } from "../commands.ts";
import { interfaceMeant, literals, type NetworkTool } from "./tool.ts";

/** What ifconfig is told of a bridge's member, with the member after it. */
const OF_MEMBER = new Set(
  "addm deletem private -private span -span stp -stp sticky -sticky discover -discover edge -edge autoedge -autoedge ptp -ptp autoptp -autoptp learn -learn".split(
    " ",
  ),
);

/** An address on the host's end: the jail is routed, not bridged. */
const ADDRESS = /^(?:inet6?|alias|netmask|prefixlen|broadcast|\d+(?:\.\d+){3}(?:\/\d+)?)$/;

/** Is that `ifconfig epair create`, whose output is the name of what was made? */
export function makesEpair(text: string): boolean {
  const [only, ...more] = hookCommands(text) ?? [];
  if (only === undefined || more.length > 0 || only.name !== "ifconfig") return false;
  const [first, second] = literals(only);
  return /^epair\d*$/.test(first ?? "") && second === "create";
}

export const epair: NetworkTool = {
  title: "epair and ifconfig",
  owns(command, scope) {
    const { name, operands, printed } = command;
    if (name === undefined)
      return printed.length > 0 && printed.every(({ command: made }) => makesEpair(made));
    if (name !== "ifconfig") return false;
    const [first, ...rest] = operands;
    if (interfaceMeant(first, scope) !== undefined)
      return !rest.some(({ text }) => text !== undefined && ADDRESS.test(text));
    // A bridge, of which nothing is said but about members of the jail's.
    let members = 0;
    for (let at = 0; at < rest.length; at++) {
      const word = rest[at]?.text ?? "";
      if (word === "up") continue;
      if (!OF_MEMBER.has(word) || interfaceMeant(rest[++at], scope) === undefined) return false;
      members++;
    }
    return members > 0;
  },
  attaches({ name, operands }, scope) {
    const bridge = operands[0]?.text;
    if (name !== "ifconfig" || bridge === undefined) return [];
    return operands.flatMap((operand, at) => {
      const member = operands[at - 1]?.text === "addm" ? interfaceMeant(operand, scope) : undefined;
      return member === undefined ? [] : [{ interface: member, to: { bridge } }];
    });
  },
};
