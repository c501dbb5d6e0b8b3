/** The host's interfaces: read as ifconfig(8) reads them. */
import { IFNAMSIZ } from "../config/names.ts";
import { CAPABILITY_WORDS, wordsOfBits } from "../host/bitwords.ts";
import type { HostInterface } from "../host/ifconfig.ts";
import { KernelError } from "../host/kernelerror.ts";
import { errno } from "../netgraph/errno.ts";
import { formatEther } from "../netgraph/ether.ts";
import type { KernelCalls } from "./calls.ts";
import { type ListedInterface, readInterfaceList } from "./iflist.ts";
import { type InterfaceSocket, namedStruct } from "./ioctl.ts";
import { numberAt, setNumber, textAt } from "./layout.ts";
import { AF, CTL_NET, IFM, IFT, NET_RT_IFLISTL } from "./numbers.ts";
import { IFREQ_SA_DATA, ifgroupreq, ifmediareq, ifreq, vlanreq } from "./structs.ts";
import { readTable } from "./sysctl.ts";

/** An interface as the kernel's calls tell of it. */
export interface KernelInterface extends Omit<HostInterface, "members"> {
  /** Has it members, which the calls do not tell in the same way on all releases? */
  readonly hasMembers: boolean;
}

/** Reads all interfaces, or the one of this number. Throws a KernelError. */
export function listInterfaces(calls: KernelCalls, index = 0): ListedInterface[] {
  const table = readTable(calls, [CTL_NET, AF.ROUTE, 0, 0, NET_RT_IFLISTL, index]);
  if (typeof table === "number") throw new KernelError("sysctl", "net.route.0.0.iflistl", table);
  return readInterfaceList(table);
}

/** Reads every interface of the host. Throws a KernelError. */
export function readInterfaces(calls: KernelCalls, socket: InterfaceSocket): KernelInterface[] {
  return listInterfaces(calls).map((one) => details(calls, socket, one));
}

/** Reads one interface; undefined when there is none of this name. Throws a KernelError. */
export function readInterface(
  calls: KernelCalls,
  socket: InterfaceSocket,
  name: string,
): KernelInterface | undefined {
  if (new TextEncoder().encode(name).length >= IFNAMSIZ) return undefined;
  const struct = namedStruct(name);
  const number = socket.ask("SIOCGIFINDEX", struct);
  if (number === errno.ENXIO) return undefined;
  if (number !== 0) throw new KernelError("SIOCGIFINDEX", name, number);
  const [found] = listInterfaces(calls, numberAt(ifreq, struct, "index"));
  return found?.name === name ? details(calls, socket, found) : undefined;
}

/** What the list does not have. An interface that goes in the meantime is told as far as it was. */
function details(
  calls: KernelCalls,
  socket: InterfaceSocket,
  listed: ListedInterface,
): KernelInterface {
  const { name, flags, mtu, ether, inet, inet6, type, linkType } = listed;
  // Those of VLANs and bridges are their members' (af_link.c).
  const hwaddr = linkType === IFT.ETHER ? hardwareAddress(socket, name) : undefined;
  const groups = groupsOf(calls, socket, name);
  const status = mediaStatus(socket, name);
  const vlan = type === IFT.L2VLAN ? vlanOf(calls, socket, name) : undefined;
  return {
    name,
    flags,
    up: flags.includes("UP"),
    mtu,
    options: capabilities(socket, name),
    ...(ether !== undefined && { ether }),
    ...(hwaddr !== undefined && hwaddr !== ether && { hwaddr }),
    inet,
    inet6,
    ...(status !== undefined && { status }),
    groups,
    ...vlan,
    // A lagg(4) is of no type of its own; its ports are.
    hasMembers: type === IFT.BRIDGE || groups.includes("lagg"),
  };
}

function capabilities(socket: InterfaceSocket, name: string): string[] {
  const struct = namedStruct(name);
  if (socket.ask("SIOCGIFCAP", struct) !== 0) return [];
  return wordsOfBits(numberAt(ifreq, struct, "curcap"), CAPABILITY_WORDS);
}

/** The address that the driver was made with; undefined where it does not say, or says only zeros. */
function hardwareAddress(socket: InterfaceSocket, name: string): string | undefined {
  const struct = namedStruct(name);
  setNumber(ifreq, struct, "addr_family", AF.LINK);
  if (socket.ask("SIOCGHWADDR", struct) !== 0) return undefined;
  const bytes = struct.subarray(IFREQ_SA_DATA, IFREQ_SA_DATA + 6);
  return bytes.every((byte) => byte === 0) ? undefined : formatEther(bytes);
}

/** As ifconfig calls it (lib/libifconfig, ifconfig_media_get_status); undefined for an interface without media. */
function mediaStatus(socket: InterfaceSocket, name: string): string | undefined {
  const struct = namedStruct(name, ifmediareq.size);
  if (socket.ask("SIOCGIFMEDIA", struct) !== 0) return undefined;
  const status = numberAt(ifmediareq, struct, "status");
  if (numberAt(ifmediareq, struct, "count") === 0 || (status & IFM.AVALID) === 0) return undefined;
  const active = numberAt(ifmediareq, struct, "active");
  const works = (status & IFM.ACTIVE) !== 0;
  switch (active & IFM.TYPES) {
    case IFM.ETHER:
    case IFM.ATM:
      return works ? "active" : "no carrier";
    case IFM.IEEE80211:
      if (!works) return "no carrier";
      return (active & IFM.WIRELESS_MODES) === 0 ? "associated" : "running";
    default:
      return "";
  }
}

/** More groups than an interface has by itself: one question is enough. */
const USUAL_GROUPS = 8;

/** The groups of an interface, without `all`, which every one is in. */
function groupsOf(calls: KernelCalls, socket: InterfaceSocket, name: string): string[] {
  let names = groupNames(calls, socket, name, USUAL_GROUPS * IFNAMSIZ);
  if (names === errno.EINVAL) {
    // There are more. Without room it says how many bytes they take.
    const struct = namedStruct(name, ifgroupreq.size);
    if (socket.ask("SIOCGIFGROUP", struct) !== 0) return [];
    names = groupNames(calls, socket, name, numberAt(ifgroupreq, struct, "len"));
  }
  if (typeof names === "number") return [];
  return names.filter((group) => group !== "all");
}

/** Returns the names that fit so many bytes, or the errno of the refusal. */
function groupNames(
  calls: KernelCalls,
  socket: InterfaceSocket,
  name: string,
  room: number,
): string[] | number {
  const struct = namedStruct(name, ifgroupreq.size);
  const names = new Uint8Array(room);
  setNumber(ifgroupreq, struct, "len", room);
  setNumber(ifgroupreq, struct, "groups", calls.address(names));
  const number = socket.ask("SIOCGIFGROUP", struct);
  if (number !== 0) return number;
  const groups: string[] = [];
  for (let at = 0; at < room; at += IFNAMSIZ) groups.push(textAt(names, at, IFNAMSIZ));
  // It does not say how many it has filled in.
  return groups.filter((group) => group !== "");
}

/** The interface that a VLAN is on, if it is on one, and its tag; undefined where it does not say. */
function vlanOf(
  calls: KernelCalls,
  socket: InterfaceSocket,
  name: string,
): Pick<HostInterface, "parent" | "tag"> | undefined {
  const struct = namedStruct(name);
  const request = new Uint8Array(vlanreq.size);
  setNumber(ifreq, struct, "data", calls.address(request));
  if (socket.ask("SIOCGETVLAN", struct) !== 0) return undefined;
  const parent = textAt(request, 0, IFNAMSIZ);
  return { ...(parent !== "" && { parent }), tag: numberAt(vlanreq, request, "tag") };
}
