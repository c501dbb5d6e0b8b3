/** The kernel's numbers: families, types of messages and addresses, flags (sys/socket.h, net/route.h, net/if.h, net/if_types.h). */
import type { BitWords } from "../host/bitwords.ts";

/** Address families (sys/socket.h). */
export const AF = { LOCAL: 1, INET: 2, ROUTE: 17, LINK: 18, INET6: 28 } as const;
/** A socket for datagrams (sys/socket.h). */
export const SOCK_DGRAM = 2;
/** Added to a socket's type: no command that is started has it (sys/socket.h). */
export const SOCK_CLOEXEC = 0x1000_0000;

/** The first number of `net` among sysctl(3)'s names (sys/sysctl.h). */
export const CTL_NET = 4;
/** Which of the tables of `net.route` has the routes (sys/socket.h). */
export const NET_RT_DUMP = 1;
/** Which of the tables of `net.route` has the interfaces with their addresses (sys/socket.h). */
export const NET_RT_IFLISTL = 5;

/** The version and the types of routing messages (net/route.h). */
export const RTM = { VERSION: 5, GET: 4, NEWADDR: 12, IFINFO: 14 } as const;
/** Which addresses a message has, by the position of their bit (net/route.h). */
export const RTAX = { DST: 0, GATEWAY: 1, NETMASK: 2, IFP: 4, IFA: 5, COUNT: 8 } as const;

/** Types of interfaces (net/if_types.h). */
export const IFT = { ETHER: 6, L2VLAN: 135, BRIDGE: 209 } as const;

/** Flags of interfaces that may be set by SIOCSIFFLAGS (net/if.h). */
export const IFF = { UP: 0x1, PPROMISC: 0x20000 } as const;

/** Flags of routes, RTF_… of net/route.h, by the letters of netstat(1), in its order (usr.bin/netstat/common.c). */
export const ROUTE_LETTERS: BitWords = [
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

/** The status of a medium, and what kind it is (net/if_media.h). */
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
