/** The bits of an interface's flags (net/if.h), and of IPv6's (netinet6/nd6.h). */

export const IFF_UP = 0x1;
export const IFF_BROADCAST = 0x2;
export const IFF_DEBUG = 0x4;
export const IFF_LOOPBACK = 0x8;
export const IFF_POINTOPOINT = 0x10;
export const IFF_RUNNING = 0x40;
export const IFF_NOARP = 0x80;
export const IFF_PROMISC = 0x100;
export const IFF_SIMPLEX = 0x800;
export const IFF_LINK0 = 0x1000;
export const IFF_LINK1 = 0x2000;
export const IFF_LINK2 = 0x4000;
export const IFF_MULTICAST = 0x8000;
export const IFF_PPROMISC = 0x20000;
export const IFF_MONITOR = 0x40000;
export const IFF_STATICARP = 0x80000;
export const IFF_STICKYARP = 0x100000;
export const IFF_LOWER_UP = 0x1000000;

export const ND6_PERFORMNUD = 0x1;
export const ND6_ACCEPT_RTADV = 0x2;
export const ND6_IFDISABLED = 0x8;
export const ND6_AUTO_LINKLOCAL = 0x20;
export const ND6_NO_RADR = 0x40;
export const ND6_NO_DAD = 0x100;
