/** jib and jng, of FreeBSD's share/examples/jails: an interface a NIC, on a bridge that is called after the NIC. */
import { derivedMac } from "../../../config/derivedmac.ts";
import { literals, type NetworkTool } from "./tool.ts";

/** What one call makes: the tool's name for the jail, and the NICs. */
interface Call {
  readonly name: string;
  readonly nics: readonly string[];
}

/** Makes a tool of the two: its words for making and removing, and what it calls the jail's end. */
function makeTool(
  title: "jib" | "jng",
  words: { readonly make: string; readonly remove: string },
  interfaceOf: (at: number, name: string) => string,
): NetworkTool {
  const called = (own: string | undefined, [action, ...rest]: readonly string[]) => {
    if (own !== title || action !== words.make) return undefined;
    const [name, ...nics] = rest[0] === "-b" ? rest.slice(2) : rest;
    return name === undefined ? undefined : ({ name, nics } satisfies Call);
  };
  return {
    title,
    owns: (command) =>
      command.name === title && [words.make, words.remove].includes(literals(command)[0] ?? ""),
    attaches(command) {
      const call = called(command.name, literals(command));
      return (call?.nics ?? []).map((nic, at) => ({
        interface: interfaceOf(at, call!.name),
        to: { nic: nic.replace(/^[=!]/, "") },
      }));
    },
    ethers(command, etherOf) {
      const call = called(command.name, literals(command));
      const counts = new Map<string, number>();
      return (call?.nics ?? []).flatMap((written, at) => {
        const nic = written.replace(/^[=!]/, "");
        const own = etherOf(nic);
        // What jng is told `!` of has the address that the kernel made.
        if (own === undefined || written.startsWith("!")) return [];
        const count = counts.get(nic) ?? 0;
        if (!written.startsWith("=")) counts.set(nic, count + 1);
        const ether = written.startsWith("=") ? own : derivedMac(own, call!.name, count, title);
        return [{ interface: interfaceOf(at, call!.name), ether }];
      });
    },
  };
}

export const jib = makeTool(
  "jib",
  { make: "addm", remove: "destroy" },
  (at, name) => `e${at}b_${name}`,
);
export const jng = makeTool(
  "jng",
  { make: "bridge", remove: "shutdown" },
  (at, name) => `ng${at}_${name}`,
);
