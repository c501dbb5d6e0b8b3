/** What several of the setups have. */

/** An if_bridge with the NIC as a member. */
export const IF_BRIDGE = ["ifconfig bridge0 create", "ifconfig bridge0 addm vtnet0 up"];

/** A jail's rc.conf with lines for its interface, and the way out. */
export function rc(lines: string): string {
  return `${lines}\ndefaultrouter="10.2.70.1"\n`;
}
