/** jib and jng, of FreeBSD's share/examples/jails: an interface a NIC, on a bridge that is called after the NIC. */
import { derivedMac } from "../../../config/derivedmac.ts";
import { IFNAMSIZ } from "../../../config/names.ts";
import type { HookCommand } from "../commands.ts";
import { literals, type NetworkTool } from "./tool.ts";

/** What one call makes: the tool's name for the jail, and the NICs. */
interface Call {
  readonly name: string;
  readonly nics: readonly string[];
}

/** An interface that a call makes. */
interface Made {
  readonly name: string;
  /** The NIC as it is given, with `=` or `!` before it, and without. */
  readonly written: string;
  readonly nic: string;
  /** The jail's end. */
  readonly interface: string;
}

/** Makes a tool of the two: its words for making and removing, and what it calls the jail's end. */
function makeTool(
  title: "jib" | "jng",
  words: { readonly make: string; readonly remove: string },
  interfaceOf: (at: number, name: string) => string,
): NetworkTool {
  const called = ({ name: own, ...command }: HookCommand): Call | undefined => {
    const [action, ...rest] = literals({ name: own, ...command });
    if (own !== title || action !== words.make) return undefined;
    const [name, ...nics] = rest[0] === "-b" ? rest.slice(2) : rest;
    return name === undefined ? undefined : { name, nics };
  };
  /** What the command makes, numbered: a second call for a name, as Bastille writes it for a second NIC, goes on counting. */
  const madeBy = (command: HookCommand, earlier: readonly HookCommand[]): Made[] => {
    const call = called(command);
    const known: string[] = [];
    let made: Made[] = [];
    for (const one of [...earlier.map(called), call]) {
      if (one === undefined || one.name !== call?.name) continue;
      const before = [...known];
      made = one.nics.map((written) => {
        const nic = written.replace(/^[=!]/, "");
        const there = before.indexOf(nic);
        const at = there < 0 ? known.push(nic) - 1 : there;
        return { name: one.name, written, nic, interface: interfaceOf(at, one.name) };
      });
    }
    return call === undefined ? [] : made;
  };
  return {
    title,
    owns: (command) =>
      command.name === title && [words.make, words.remove].includes(literals(command)[0] ?? ""),
    attaches: (command, _, earlier) =>
      madeBy(command, earlier).map(({ interface: made, nic }) => ({
        interface: made,
        to: { nic },
      })),
    ethers(command, earlier, etherOf) {
      const counts = new Map<string, number>();
      return madeBy(command, earlier).flatMap(({ name, written, nic, interface: made }) => {
        const own = etherOf(nic);
        // What jng is told `!` of has the address that the kernel made.
        if (own === undefined || written.startsWith("!")) return [];
        const count = counts.get(nic) ?? 0;
        if (!written.startsWith("=")) counts.set(nic, count + 1);
        const ether = written.startsWith("=") ? own : derivedMac(own, name, count, title);
        return [{ interface: made, ether }];
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
  // It cuts off what is too long.
  (at, name) => `ng${at}_${name}`.slice(0, IFNAMSIZ - 1),
);
