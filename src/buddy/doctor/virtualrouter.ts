/** MAC addresses of virtual routers, which carp(4) has for the addresses that hosts share. */

/** Is it one of CARP's (or VRRP's)? They move with their master. 00:00:5e:00:01 for IPv4, 00:00:5e:00:02 for IPv6 (RFC 5798). */
export function isVirtualRouter(ether: string): boolean {
  return /^00:00:5e:00:0[12]:/i.test(ether);
}
