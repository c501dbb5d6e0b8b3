/** ifconfig's `-f type:format` (and IFCONFIG_FORMAT): how addresses are written. */

/** How each kind of address is written, by the words that `-f` takes for it. */
export interface AddressFormat {
  readonly inet: "hex" | "cidr" | "dotted";
  readonly inet6: "prefixlen" | "cidr";
  readonly ether: "colon" | "dash" | "dotted";
}

export const defaultFormat: AddressFormat = { inet: "hex", inet6: "prefixlen", ether: "colon" };

/** Reads `inet:cidr,ether:dash` on top of what was said before; gives the parts that it does not know too (ifconfig.c, setformat). */
export function parseFormat(
  text: string,
  before: AddressFormat,
): { format: AddressFormat; skipped: string[] } {
  let format = before;
  const skipped: string[] = [];
  for (const part of text.split(",")) {
    const colon = part.indexOf(":");
    const modifier = part.slice(colon + 1);
    if (colon < 0) {
      if (part === "default") format = defaultFormat;
      else if (part === "cidr") format = { ...format, inet: "cidr", inet6: "cidr" };
      else skipped.push(part);
      continue;
    }
    const category = part.slice(0, colon);
    if (category === "inet") {
      format = { ...format, inet: modifier === "cidr" || modifier === "dotted" ? modifier : "hex" };
    } else if (category === "inet6") {
      format = { ...format, inet6: modifier === "cidr" ? "cidr" : "prefixlen" };
    } else if (category === "ether") {
      format = {
        ...format,
        ether: modifier === "dash" || modifier === "dotted" ? modifier : "colon",
      };
    }
  }
  return { format, skipped };
}
