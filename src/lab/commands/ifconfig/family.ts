/** The address families that ifconfig takes by name. */
import type { Interface } from "../../net/interface.ts";

/** A family that addresses are given in: `link` takes Ethernet addresses. */
export type Family = "inet" | "inet6" | "link";

const names: { readonly [name: string]: Family } = {
  inet: "inet",
  inet6: "inet6",
  ether: "link",
  link: "link",
  lladdr: "link",
};

/** The family of a word of the command line; undefined when it is none. */
export function familyNamed(word: string | undefined): Family | undefined {
  return word === undefined ? undefined : names[word];
}

/** Has the interface an address of this family? */
export function hasFamily(iface: Interface, family: Family): boolean {
  if (family === "inet") return iface.inet.length > 0;
  if (family === "inet6") return iface.inet6.length > 0;
  return iface.isEthernet;
}
