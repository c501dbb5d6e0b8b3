/**
 * The structs that the calls read and write, as FreeBSD 13 to 16 lay them out on amd64 and arm64. Fields that nobody here
 * looks at are left out. Every struct that begins with an interface's name has it at offset 0, in IFNAMSIZ bytes.
 */

/** Struct ifreq of net/if.h. What follows the name is a union. */
export const ifreq = {
  size: 32,
  fields: {
    addr_len: [16, "u8"],
    addr_family: [17, "u8"],
    flags: [16, "u16"],
    flagshigh: [18, "u16"],
    index: [16, "u16"],
    jid: [16, "i32"],
    mtu: [16, "u32"],
    reqcap: [16, "u32"],
    curcap: [20, "u32"],
    data: [16, "u64"],
    buffer_length: [16, "u64"],
    buffer: [24, "u64"],
  },
} as const;
/** Where ifr_addr.sa_data is in a struct ifreq. */
export const IFREQ_SA_DATA = 18;

/** Struct ifmediareq of net/if.h. */
export const ifmediareq = {
  size: 48,
  fields: { status: [24, "u32"], active: [28, "u32"], count: [32, "u32"], ulist: [40, "u64"] },
} as const;

/** Struct ifgroupreq of net/if.h; its groups are names of IFNAMSIZ bytes each (struct ifg_req). */
export const ifgroupreq = {
  size: 40,
  fields: { len: [16, "u32"], groups: [24, "u64"] },
} as const;

/** Struct vlanreq of net/if_vlan_var.h, which begins with the parent's name. */
export const vlanreq = { size: 20, fields: { tag: [16, "u16"], proto: [18, "u16"] } } as const;

/** Struct if_msghdrl of net/if.h. */
export const if_msghdrl = {
  size: 176,
  fields: {
    msglen: [0, "u16"],
    version: [2, "u8"],
    type: [3, "u8"],
    addrs: [4, "i32"],
    flags: [8, "u32"],
    index: [12, "u16"],
    len: [16, "u16"],
    data_off: [18, "u16"],
  },
} as const;

/** Struct ifa_msghdrl of net/if.h, the same as far as it is read here. */
export const ifa_msghdrl = if_msghdrl;

/** Struct if_data of net/if.h. */
export const if_data = {
  size: 152,
  fields: {
    type: [0, "u8"],
    link_state: [4, "u8"],
    datalen: [6, "u16"],
    mtu: [8, "u32"],
  },
} as const;

/** Struct rt_msghdr of net/route.h. */
export const rt_msghdr = {
  size: 152,
  fields: {
    msglen: [0, "u16"],
    version: [2, "u8"],
    type: [3, "u8"],
    index: [4, "u16"],
    flags: [8, "u32"],
    addrs: [12, "i32"],
  },
} as const;

/** Struct sockaddr_dl of net/if_dl.h; name and address follow each other from `SDL_DATA` on. */
export const sockaddr_dl = {
  size: 54,
  fields: {
    len: [0, "u8"],
    family: [1, "u8"],
    index: [2, "u16"],
    type: [4, "u8"],
    nlen: [5, "u8"],
    alen: [6, "u8"],
    slen: [7, "u8"],
  },
} as const;
/** Where the name in a struct sockaddr_dl begins, bytes. */
export const SDL_DATA = 8;

/** Where struct sockaddr_in of netinet/in.h has its address, bytes; the address is in network order. */
export const SIN_ADDR = 4;
/** Struct sockaddr_in6 of netinet6/in6.h; its address, in network order, is at `SIN6_ADDR`. */
export const sockaddr_in6 = {
  size: 28,
  fields: { len: [0, "u8"], family: [1, "u8"], scope_id: [24, "u32"] },
} as const;
/** Where struct sockaddr_in6 has its address, bytes. */
export const SIN6_ADDR = 8;

/** Struct iovec of sys/_iovec.h. */
export const iovec = { size: 16, fields: { base: [0, "u64"], len: [8, "u64"] } } as const;
