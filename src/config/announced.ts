/** Interfaces that rc.conf has made or named by the base system's own scripts (libexec/rc/network.subr, rc.d/netif). */
import { variablePart } from "./interfaces.ts";
import { wordsOf } from "./list.ts";

/** Where rc.conf speaks of an interface, and what makes it. */
export interface Announced {
  /** The assignment, as rc.conf may have it: `vlans_em1="vlan3"`. */
  readonly assignment: string;
  /** The interface that netif has to be started for; undefined when no script makes the interface. */
  readonly netif?: string;
  /** What the interface is called before it is renamed, or what it is a child of. */
  readonly from?: string;
}

/** What is known of the variables: their names, and the value of each, empty where it is not set or not known. */
export interface Texts {
  readonly names: Iterable<string>;
  text(variable: string): string;
}

/** Returns where rc.conf announces a real interface of this name; undefined when it does not. */
export function announcedIn({ names, text }: Texts, wanted: string): Announced | undefined {
  const own = variablePart(wanted);
  const isMeant = (name: string) => name === wanted || variablePart(name) === own;
  const all = [...names];
  const about = (variable: string) => `${variable}="${text(variable).trim()}"`;

  for (const list of ["cloned_interfaces", "gif_interfaces"]) {
    for (const word of wordsOf(text(list))) {
      // `epair0:sticky` is an option of the name's; of an epair there are two.
      const [name = ""] = word.split(":");
      const made = /^epair\d+$/.test(name) ? [name, `${name}a`, `${name}b`] : [name];
      if (made.some(isMeant)) return { assignment: about(list), netif: name };
    }
  }
  for (const variable of all) {
    const [, kind, parent = ""] = /^(vlans|wlans)_(\w+)$/.exec(variable) ?? [];
    if (kind === undefined) continue;
    for (const child of wordsOf(text(variable))) {
      // A VLAN that is a mere number is called after its parent, whose dots the variable's name has lost.
      const name = kind === "vlans" && /^[1-9]\d*$/.test(child) ? `${parent}.${child}` : child;
      if (!isMeant(name)) continue;
      const netif = kind === "wlans" ? name : parent;
      return { assignment: about(variable), netif, from: parent };
    }
  }
  for (const variable of all) {
    const [, old = ""] = /^ifconfig_(\w+)_name$/.exec(variable) ?? [];
    // The kernel's names for eifaces are ours.
    if (old === "" || /^ngeth\d+$/.test(old) || !isMeant(text(variable).trim())) continue;
    return { assignment: about(variable), netif: old, from: old };
  }
  if (wordsOf(text("autobridge_interfaces")).some(isMeant))
    return { assignment: about("autobridge_interfaces") };
  const createArgs = `create_args_${own}`;
  return all.includes(createArgs) ? { assignment: about(createArgs) } : undefined;
}

/** Returns the name that rc.conf gives an interface instead of its own; empty when it gives none. */
export function renamedTo({ text }: Texts, iface: string): string {
  return text(`ifconfig_${variablePart(iface)}_name`).trim();
}
