/** The kernel's numbers: families, types of messages and addresses, flags (sys/socket.h, net/route.h, net/if.h, net/if_types.h). */

/** sys/socket.h */
export const AF = { LOCAL: 1, INET: 2, ROUTE: 17, LINK: 18, INET6: 28 } as const;
export const SOCK_DGRAM = 2;
export const SOCK_CLOEXEC = 0x1000_0000;

/** sys/sysctl.h and sys/socket.h: `net.route`, its tables. */
export const CTL_NET = 4;
export const NET_RT_DUMP = 1;
export const NET_RT_IFLISTL = 5;

/** net/route.h */
export const RTM = { VERSION: 5, GET: 4, NEWADDR: 12, IFINFO: 14 } as const;
/** net/route.h: which addresses a message has, by the position of their bit. */
export const RTAX = { DST: 0, GATEWAY: 1, NETMASK: 2, IFP: 4, IFA: 5, COUNT: 8 } as const;

/** net/if_types.h */
export const IFT = { ETHER: 6, L2VLAN: 135, BRIDGE: 209 } as const;

/** net/if.h; what may be set by SIOCSIFFLAGS. */
export const IFF = { UP: 0x1, PPROMISC: 0x20000 } as const;

/** net/if.h: flags of an interface by the words that ifconfig(8) has for them. LOWER_UP is netlink's own and not among them. */
export const FLAG_WORDS: readonly (readonly [bit: number, word: string])[] = [
  [0x1, "UP"],
  [0x2, "BROADCAST"],
  [0x4, "DEBUG"],
  [0x8, "LOOPBACK"],
  [0x10, "POINTOPOINT"],
  [0x40, "RUNNING"],
  [0x80, "NOARP"],
  [0x100, "PROMISC"],
  [0x200, "ALLMULTI"],
  [0x400, "OACTIVE"],
  [0x800, "SIMPLEX"],
  [0x1000, "LINK0"],
  [0x2000, "LINK1"],
  [0x4000, "LINK2"],
  [0x8000, "MULTICAST"],
  [0x20000, "PPROMISC"],
  [0x40000, "MONITOR"],
  [0x80000, "STATICARP"],
  [0x100000, "STICKYARP"],
];

/** net/if.h, IFCAP_…: capabilities by ifconfig's words. */
export const CAPABILITY_WORDS: readonly (readonly [bit: number, word: string])[] = [
  [0x1, "RXCSUM"],
  [0x2, "TXCSUM"],
  [0x4, "NETCONS"],
  [0x8, "VLAN_MTU"],
  [0x10, "VLAN_HWTAGGING"],
  [0x20, "JUMBO_MTU"],
  [0x40, "POLLING"],
  [0x80, "VLAN_HWCSUM"],
  [0x100, "TSO4"],
  [0x200, "TSO6"],
  [0x400, "LRO"],
  [0x800, "WOL_UCAST"],
  [0x1000, "WOL_MCAST"],
  [0x2000, "WOL_MAGIC"],
  [0x4000, "TOE4"],
  [0x8000, "TOE6"],
  [0x10000, "VLAN_HWFILTER"],
  [0x20000, "NV"],
  [0x40000, "VLAN_HWTSO"],
  [0x80000, "LINKSTATE"],
  [0x100000, "NETMAP"],
  [0x200000, "RXCSUM_IPV6"],
  [0x400000, "TXCSUM_IPV6"],
  [0x800000, "HWSTATS"],
  [0x1000000, "TXRTLMT"],
  [0x2000000, "HWRXTSTMP"],
  [0x4000000, "MEXTPG"],
  [0x8000000, "TXTLS4"],
  [0x10000000, "TXTLS6"],
  [0x20000000, "VXLAN_HWCSUM"],
  [0x40000000, "VXLAN_HWTSO"],
  [0x80000000, "TXTLS_RTLMT"],
];

/** net/route.h, RTF_…: by the letters of netstat(1), in its order (usr.bin/netstat/common.c). */
export const ROUTE_LETTERS: readonly (readonly [bit: number, letter: string])[] = [
  [0x1, "U"],
  [0x2, "G"],
  [0x4, "H"],
  [0x8, "R"],
  [0x10, "D"],
  [0x20, "M"],
  [0x40, "d"],
  [0x200, "X"],
  [0x800, "S"],
  [0x8000, "1"],
  [0x4000, "2"],
  [0x40000, "3"],
  [0x1000, "B"],
  [0x400000, "b"],
];

/** net/if_media.h: the status of a medium, and what it is. */
export const IFM = {
  AVALID: 1,
  ACTIVE: 2,
  TYPES: 0xe0,
  ETHER: 0x20,
  IEEE80211: 0x80,
  ATM: 0xa0,
  /** IFM_OPMODE: how a wireless interface works; none of the bits: as a station. */
  WIRELESS_MODES: 0x6f00,
} as const;

/** Returns the words of the bits that are set, in the table's order. */
export function wordsOf(
  value: number,
  table: readonly (readonly [bit: number, word: string])[],
): string[] {
  return table.filter(([bit]) => (value & bit) !== 0).map(([, word]) => word);
}
