/** Names of nodes and interfaces that follow from one another, or from the kernel. */

/** The name of the node that ng_ether(4) gives an interface: dots and colons become underscores (seen for `vtnet1.7`). */
export function nodeNameOf(iface: string): string {
  return iface.replace(/[.:]/g, "_");
}

/** The interface that rc.conf means: that of this name, or the one whose node has it, which is how the ports' ngbuddy(8) has VLANs written (`vtnet1_7`). */
export function meant<T extends { readonly name: string }>(
  interfaces: ReadonlyMap<string, T> | undefined,
  name: string,
): T | undefined {
  const exact = interfaces?.get(name);
  if (exact !== undefined || !name.includes("_")) return exact;
  return [...(interfaces?.values() ?? [])].find((one) => nodeNameOf(one.name) === name);
}

/** A name that the kernel gives to eifaces and their interfaces. */
export function isKernelsName(name: string): boolean {
  return /^ngeth\d+$/.test(name);
}
