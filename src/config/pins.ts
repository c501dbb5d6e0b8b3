/** Addresses that rc.conf pins to eifaces (`ngbuddy_mac_IF`). */
import { variablePart } from "./interfaces.ts";
import { isGroupAddress } from "./mac.ts";

/** What a variable that pins an address begins with; the interface's name follows as other variables have it. */
const STEM = "ngbuddy_mac_";

/** Returns the name of the variable that pins an interface's address. */
export function pinOf(name: string): string {
  return `${STEM}${variablePart(name)}`;
}

/** Returns the interfaces, as variables have their names, that a variable of these pins an address of; `ngbuddy_mac_x_if` is a bridge's. */
export function pinnedNames(variables: Iterable<string>): string[] {
  return [...variables].flatMap((variable) =>
    variable.startsWith(STEM) && !/_(?:if|list)$/.test(variable)
      ? [variable.slice(STEM.length)]
      : [],
  );
}

/**
 * Returns an address as ifconfig(8) shows it: six bytes of one or two hexadecimal digits with `:`, `-` or `.` between.
 * Undefined when it is none.
 */
export function readEther(text: string): string | undefined {
  const bytes = text.trim().toLowerCase().split(/[:.-]/);
  if (bytes.length !== 6 || !bytes.every((byte) => /^[0-9a-f]{1,2}$/.test(byte))) return undefined;
  return bytes.map((byte) => byte.padStart(2, "0")).join(":");
}

/** Reads what pins an interface's address, if something does; `fault` is told what is wrong with it, and it pins nothing then. */
export function readPin(text: string, fault: (what: string) => void): string | undefined {
  if (text.trim() === "") return undefined;
  const ether = readEther(text);
  if (ether === undefined) {
    fault(`"${text}" is no address; give six bytes, such as 02:00:00:00:00:01`);
    return undefined;
  }
  if (isGroupAddress(ether) || ether === "00:00:00:00:00:00") {
    const why = isGroupAddress(ether)
      ? "a group address, which no interface has; make its second digit even"
      : "nobody's address";
    fault(`"${text}" is ${why}`);
    return undefined;
  }
  return ether;
}
