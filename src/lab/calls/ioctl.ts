/** ioctl(2) on the interfaces of a vnet: what the kernel answers (sys/net/if.c), and what becomes of the interface. */

import { numberAt, setNumber, textAt } from "../../calls/layout.ts";
import { IFF, IFM } from "../../calls/numbers.ts";
import { type RequestName, requests } from "../../calls/requests.ts";
import { IFREQ_SA_DATA, ifgroupreq, ifmediareq, ifreq, vlanreq } from "../../calls/structs.ts";
import { IFNAMSIZ } from "../../config/names.ts";
import { errno } from "../../netgraph/errno.ts";
import { ableOf, switchCapability } from "../commands/ifconfig/capabilities.ts";
import type { Jail } from "../jails/jail.ts";
import { optionsOf } from "../net/capabilities.ts";
import { bringUp, setEther, takeDown } from "../net/configure.ts";
import { isLinkUp, isWireless, kernelFlags } from "../net/flags.ts";
import { type Interface, MAX_DESCRIPTION } from "../net/interface.ts";
import { setMtu } from "../net/mtu.ts";
import type { Vnet } from "../net/vnet.ts";

/** What the requests are answered with. */
export interface Around {
  readonly vnet: Vnet;
  /** The jail of a JID, of those that the caller sees. */
  jail(jid: number): Jail | undefined;
  /** The bytes that a struct points at. */
  at(place: number): Uint8Array;
}

/** An answer: it fills the struct, and returns an errno. */
type Answer = (struct: Uint8Array, found: Interface, around: Around) => number;

/** The group that every interface is in. */
const IFG_ALL = "all";

const answers: { readonly [name in Exclude<RequestName, "SIOCSIFRVNET">]: Answer } = {
  SIOCGIFFLAGS(struct, found) {
    setNumber(ifreq, struct, "flags", kernelFlags(found) & 0xffff);
    setNumber(ifreq, struct, "flagshigh", kernelFlags(found) >>> 16);
    return 0;
  },
  SIOCSIFFLAGS(struct, found) {
    const flags = numberAt(ifreq, struct, "flags") + numberAt(ifreq, struct, "flagshigh") * 0x10000;
    if (flags & IFF.UP) bringUp(found);
    else takeDown(found);
    found.permanentPromiscuous = (flags & IFF.PPROMISC) !== 0;
    return 0;
  },
  SIOCGIFCAP(struct, found) {
    setNumber(ifreq, struct, "curcap", optionsOf(found));
    setNumber(ifreq, struct, "reqcap", ableOf(found));
    return 0;
  },
  SIOCSIFCAP(struct, found) {
    const [before, wanted] = [optionsOf(found), numberAt(ifreq, struct, "reqcap")];
    const off = switchCapability(found, (before & ~wanted) >>> 0, false);
    return off || switchCapability(found, (wanted & ~before) >>> 0, true);
  },
  SIOCGIFINDEX(struct, found) {
    setNumber(ifreq, struct, "index", found.index);
    return 0;
  },
  SIOCSIFNAME(struct, found, { vnet, at }) {
    const bytes = at(numberAt(ifreq, struct, "data"));
    if (bytes.indexOf(0) >= IFNAMSIZ) return errno.ENAMETOOLONG;
    const name = textAt(bytes, 0, IFNAMSIZ);
    if (name === "") return errno.EINVAL;
    if (name === found.name) return 0;
    if (vnet.interface(name) !== undefined) return errno.EEXIST;
    vnet.rename(found, name);
    return 0;
  },
  SIOCSIFDESCR(struct, found, { at }) {
    const length = numberAt(ifreq, struct, "buffer_length");
    if (length > MAX_DESCRIPTION) return errno.ENAMETOOLONG;
    found.descriptionText =
      length === 0 ? "" : textAt(at(numberAt(ifreq, struct, "buffer")), 0, length);
    return 0;
  },
  SIOCSIFMTU: (struct, found) => setMtu(found, numberAt(ifreq, struct, "mtu")),
  SIOCSIFLLADDR(struct, found) {
    const length = numberAt(ifreq, struct, "addr_len");
    return setEther(found, struct.slice(IFREQ_SA_DATA, IFREQ_SA_DATA + length));
  },
  SIOCGIFMEDIA(struct, found) {
    if (found.media === undefined || found.carrier === undefined) return errno.EINVAL;
    setNumber(ifmediareq, struct, "status", IFM.AVALID | (isLinkUp(found) ? IFM.ACTIVE : 0));
    setNumber(ifmediareq, struct, "active", isWireless(found) ? IFM.IEEE80211 : IFM.ETHER);
    setNumber(ifmediareq, struct, "count", 1);
    return 0;
  },
  SIOCGETVLAN(struct, found, { at }) {
    if (found.kind !== "vlan") return errno.EINVAL;
    if (found.vnet !== found.home) return errno.ENOENT;
    const request = at(numberAt(ifreq, struct, "data"));
    request.set(Buffer.from(found.vlan?.parent.name ?? ""));
    setNumber(vlanreq, request, "tag", found.vlan?.tag ?? 0);
    return 0;
  },
  SIOCGHWADDR(struct, found) {
    struct.set(found.hwaddr ?? new Uint8Array(6), IFREQ_SA_DATA);
    return 0;
  },
  SIOCGIFGROUP(struct, found, { at }) {
    const groups = [IFG_ALL, ...found.groups];
    const room = numberAt(ifgroupreq, struct, "len");
    // Whoever gives no room asks how much it takes (if.c, if_getgroup).
    if (room === 0) {
      setNumber(ifgroupreq, struct, "len", groups.length * IFNAMSIZ);
      return 0;
    }
    const names = at(numberAt(ifgroupreq, struct, "groups"));
    for (const [index, group] of groups.entries()) {
      if ((index + 1) * IFNAMSIZ > room) return errno.EINVAL;
      names.set(Buffer.from(group), index * IFNAMSIZ);
    }
    return 0;
  },
  SIOCSIFVNET(struct, found, { vnet, jail }) {
    const to = jail(numberAt(ifreq, struct, "jid"));
    if (to === undefined) return errno.ENXIO;
    if (to.vnet === undefined || to.vnet.interface(found.name) !== undefined) return errno.EEXIST;
    vnet.move(found, to.vnet);
    return 0;
  },
};

const names = new Map(Object.entries(requests).map(([name, number]) => [number as number, name]));

/** Answers a request. Returns an errno. */
export function answerIoctl(request: number, struct: Uint8Array, around: Around): number {
  const name = names.get(request) as RequestName | undefined;
  if (name === undefined) return errno.EOPNOTSUPP;
  // The one that is about an interface which is elsewhere.
  if (name === "SIOCSIFRVNET") return reclaim(struct, around);
  const found = around.vnet.interface(textAt(struct, 0, IFNAMSIZ));
  return found === undefined ? errno.ENXIO : answers[name](struct, found, around);
}

/** Whether the name is free here does not matter (if.c, if_vmove_reclaim). */
function reclaim(struct: Uint8Array, { vnet, jail }: Around): number {
  const from = jail(numberAt(ifreq, struct, "jid"));
  if (from === undefined) return errno.ENXIO;
  if (from.vnet === undefined) return errno.EEXIST;
  const found = from.vnet.interface(textAt(struct, 0, IFNAMSIZ));
  if (found === undefined) return errno.ENXIO;
  from.vnet.move(found, vnet);
  return 0;
}
