/** The requests of ioctl(2) on interfaces (sys/sockio.h, net/if_vlan_var.h), numbered as sys/ioccom.h does. */
import { ifgroupreq, ifmediareq, ifreq } from "./structs.ts";

/** sys/ioccom.h: which way the struct goes, how large it is, the group's letter and the number in it. */
function request(direction: "in" | "in and out", number: number, { size }: { size: number }) {
  const way = direction === "in" ? 0x8000_0000 : 0xc000_0000;
  return way + size * 0x1_0000 + "i".charCodeAt(0) * 0x100 + number;
}

/**
 * The numbers of the requests, by their names in C. The struct's size is part of a number, so that another release with
 * another struct refuses it.
 */
export const requests = {
  SIOCSIFFLAGS: request("in", 16, ifreq),
  SIOCGIFFLAGS: request("in and out", 17, ifreq),
  SIOCSIFCAP: request("in", 30, ifreq),
  SIOCGIFCAP: request("in and out", 31, ifreq),
  SIOCGIFINDEX: request("in and out", 32, ifreq),
  SIOCSIFNAME: request("in", 40, ifreq),
  SIOCSIFDESCR: request("in", 41, ifreq),
  SIOCSIFMTU: request("in", 52, ifreq),
  SIOCGIFMEDIA: request("in and out", 56, ifmediareq),
  /** if_vlan_var.h: SIOCGIFGENERIC by another name. */
  SIOCGETVLAN: request("in and out", 58, ifreq),
  SIOCSIFLLADDR: request("in", 60, ifreq),
  SIOCGHWADDR: request("in and out", 62, ifreq),
  SIOCSIFVNET: request("in and out", 90, ifreq),
  SIOCSIFRVNET: request("in and out", 91, ifreq),
  SIOCGIFGROUP: request("in and out", 136, ifgroupreq),
} as const;

/** The name of a request in C: `SIOCGIFFLAGS`. */
export type RequestName = keyof typeof requests;
