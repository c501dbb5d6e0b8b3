/** ifconfig's `-f type:format` (and IFCONFIG_FORMAT): how addresses are written. */

export interface AddressFormat {
  readonly inet: "hex" | "cidr" | "dotted";
  readonly inet6: "prefixlen" | "cidr";
  readonly ether: "colon" | "dash" | "dotted";
}

export const defaultFormat: AddressFormat = { inet: "hex", inet6: "prefixlen", ether: "colon" };

/** Reads `inet:cidr,ether:dash`; what it does not know it leaves as it is, as ifconfig does. */
export function parseFormat(text: string): AddressFormat {
  const asked = new Map(text.split(",").map((part) => part.split(":", 2) as [string, string]));
  const inet = asked.get("inet");
  const ether = asked.get("ether");
  return {
    inet: inet === "cidr" || inet === "dotted" ? inet : "hex",
    inet6: asked.get("inet6") === "cidr" ? "cidr" : "prefixlen",
    ether: ether === "dash" || ether === "dotted" ? ether : "colon",
  };
}
