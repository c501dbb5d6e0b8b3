/** Names of nodes that follow from names of interfaces. */

/** The name of the node that ng_ether(4) gives an interface: dots and colons become underscores (seen for `vtnet1.7`). */
export function nodeNameOf(networkInterface: string): string {
  return networkInterface.replace(/[.:]/g, "_");
}
