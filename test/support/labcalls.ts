/** The kernel's calls on interfaces, jails, routes, modules and values, answered by a lab's kernel in this process. */
import type { KernelCalls } from "../../src/freebsd/kernel/calls.ts";
import { numberAt, setNumber, textAt } from "../../src/freebsd/kernel/layout.ts";
import {
  IFM,
  NET_RT_DUMP,
  NET_RT_IFLISTL,
  ROUTE_LETTERS,
} from "../../src/freebsd/kernel/numbers.ts";
import { type RequestName, requests } from "../../src/freebsd/kernel/requests.ts";
import {
  IFNAMSIZ,
  IFREQ_SA_DATA,
  ifgroupreq,
  ifmediareq,
  ifreq,
  iovec,
  vlanreq,
} from "../../src/freebsd/kernel/structs.ts";
import { switchCapability } from "../../src/lab/commands/ifconfig/capabilities.ts";
import { oids } from "../../src/lab/commands/sysctl/oids.ts";
import type { Jail } from "../../src/lab/jails/jail.ts";
import { kernelModules, loadedModules } from "../../src/lab/kernel/modules.ts";

import { optionsOf } from "../../src/lab/net/capabilities.ts";
import { bringUp, setEther, takeDown } from "../../src/lab/net/configure.ts";
import { isLinkUp, kernelFlags } from "../../src/lab/net/flags.ts";
import type { Interface } from "../../src/lab/net/interface.ts";
import { setMtu } from "../../src/lab/net/mtu.ts";
import type { Process, System } from "../../src/lab/process/process.ts";
import { isLinkLocal, parseIpv4, parseIpv6 } from "../../src/lab/wire/address.ts";
import { errno } from "../../src/netgraph/errno.ts";
import {
  interfaceList,
  netmask4,
  netmask6,
  routeDump,
  sockaddrDl,
  sockaddrIn,
  sockaddrIn6,
} from "./routingbytes.ts";

/** IFT_…, by the kind of interface (net/if_types.h). */
const types: { readonly [kind in Interface["kind"]]: number } = {
  nic: 6,
  eiface: 6,
  epair: 6,
  loopback: 24,
  iface: 53,
  vlan: 135,
  bridge: 209,
};
const IFT_L2VLAN = 135;
/** How many interfaces may be made up as `groups` … the group that every interface is in. */
const IFG_ALL = "all";
/** The capabilities that the drivers of a kind have besides those that are on. */
const able: { readonly [kind: string]: number } = { loopback: 0x600003, epair: 0x600003 };

export function labCalls(lab: System): KernelCalls & { readonly open: () => number } {
  const memory = new Map<bigint, Uint8Array>();
  const places = new WeakMap<Uint8Array, bigint>();
  const sockets = new Set<number>();
  let nextPlace = 0x1000n;
  let nextSocket = 3;
  let last = 0;

  const address = (bytes: Uint8Array) => {
    const known = places.get(bytes);
    if (known !== undefined) return known;
    const place = nextPlace;
    nextPlace += 0x1_0000_0000n;
    places.set(bytes, place);
    memory.set(place, bytes);
    return place;
  };
  const at = (layout: typeof ifreq | typeof ifgroupreq, struct: Uint8Array, field: string) =>
    memory.get(BigInt(numberAt(layout as typeof ifreq, struct, field as "data")))!;
  const result = (number: number) => {
    if (number === 0) return 0;
    last = number;
    return -1;
  };
  /** Fills what was asked for, as far as there is room. */
  const give = (bytes: Uint8Array, out: Uint8Array | null, size: BigUint64Array) => {
    const room = Number(size[0]);
    size[0] = BigInt(bytes.length);
    if (out === null) return 0;
    if (room < bytes.length) return result(errno.ENOMEM);
    out.set(bytes);
    return 0;
  };

  const answers: {
    readonly [name in RequestName]: (struct: Uint8Array, found: Interface) => number;
  } = {
    SIOCGIFFLAGS(struct, found) {
      setNumber(ifreq, struct, "flags", kernelFlags(found) & 0xffff);
      setNumber(ifreq, struct, "flagshigh", kernelFlags(found) >>> 16);
      return 0;
    },
    SIOCSIFFLAGS(struct, found) {
      const flags = numberAt(ifreq, struct, "flags");
      if (flags & 1) bringUp(found);
      else takeDown(found);
      found.permanentPromiscuous = (numberAt(ifreq, struct, "flagshigh") & 2) !== 0;
      return 0;
    },
    SIOCGIFCAP(struct, found) {
      setNumber(ifreq, struct, "curcap", optionsOf(found));
      setNumber(ifreq, struct, "reqcap", (optionsOf(found) | (able[found.kind] ?? 0)) >>> 0);
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
    SIOCSIFNAME(struct, found) {
      const bytes = at(ifreq, struct, "data");
      if (bytes.indexOf(0) >= IFNAMSIZ) return errno.ENAMETOOLONG;
      const name = textAt(bytes, 0, IFNAMSIZ);
      if (name === "") return errno.EINVAL;
      if (name === found.name) return 0;
      if (lab.host.interface(name) !== undefined) return errno.EEXIST;
      lab.host.rename(found, name);
      return 0;
    },
    SIOCSIFMTU: (struct, found) => setMtu(found, numberAt(ifreq, struct, "mtu")),
    SIOCSIFLLADDR: (struct, found) =>
      setEther(
        found,
        struct.slice(IFREQ_SA_DATA, IFREQ_SA_DATA + numberAt(ifreq, struct, "addr_len")),
      ),
    SIOCGIFMEDIA(struct, found) {
      if (found.media === undefined || found.carrier === undefined) return errno.EINVAL;
      setNumber(ifmediareq, struct, "status", IFM.AVALID | (isLinkUp(found) ? IFM.ACTIVE : 0));
      setNumber(ifmediareq, struct, "active", IFM.ETHER);
      setNumber(ifmediareq, struct, "count", 1);
      return 0;
    },
    SIOCGETVLAN(struct, found) {
      if (found.kind !== "vlan") return errno.EINVAL;
      if (found.vnet !== found.home) return errno.ENOENT;
      const request = at(ifreq, struct, "data");
      request.set(Buffer.from(found.vlan?.parent.name ?? ""));
      setNumber(vlanreq, request, "tag", found.vlan?.tag ?? 0);
      return 0;
    },
    SIOCGHWADDR(struct, found) {
      struct.set(found.hwaddr ?? new Uint8Array(6), IFREQ_SA_DATA);
      return 0;
    },
    SIOCGIFGROUP(struct, found) {
      const groups = [IFG_ALL, ...found.groups];
      const room = numberAt(ifgroupreq, struct, "len");
      setNumber(ifgroupreq, struct, "len", groups.length * IFNAMSIZ);
      if (room === 0) return 0;
      const names = at(ifgroupreq, struct, "groups");
      for (const [index, group] of groups.entries())
        if ((index + 1) * IFNAMSIZ <= room) names.set(Buffer.from(group), index * IFNAMSIZ);
      return 0;
    },
    SIOCSIFVNET(struct, found) {
      const to = lab.jails.find(String(numberAt(ifreq, struct, "jid")));
      if (to === undefined) return errno.ENXIO;
      if (to.vnet === undefined || to.vnet.interface(found.name) !== undefined) return errno.EEXIST;
      lab.host.move(found, to.vnet);
      return 0;
    },
    SIOCSIFRVNET: () => errno.ENXIO,
  };

  function reclaim(struct: Uint8Array): number {
    const from = lab.jails.find(String(numberAt(ifreq, struct, "jid")));
    if (from === undefined) return errno.ENXIO;
    if (from.vnet === undefined) return errno.EEXIST;
    const found = from.vnet.interface(textAt(struct, 0, IFNAMSIZ));
    if (found === undefined) return errno.ENXIO;
    from.vnet.move(found, lab.host);
    return 0;
  }

  function jailGet(vector: Uint8Array, count: number): number {
    const asked = new Map<string, Uint8Array>();
    const bytesAt = (index: number) =>
      memory.get(BigInt(numberAt(iovec, vector, "base", index * iovec.size)))!;
    for (let index = 0; index < count; index += 2) {
      const name = bytesAt(index);
      asked.set(textAt(name, 0, name.length), bytesAt(index + 1));
    }
    const integer = (name: string) => Buffer.from(asked.get(name)!).readInt32LE(0);
    const refuse = (said: string) => {
      asked.get("errmsg")?.set(Buffer.from(said));
      return result(errno.ENOENT);
    };
    const isWalk = asked.has("lastjid");
    let found: Jail | undefined;
    if (isWalk) found = lab.jails.all().find(({ jid }) => jid > integer("lastjid"));
    else if (asked.has("jid")) {
      found = lab.jails.all().find(({ jid }) => jid === integer("jid"));
      if (found === undefined) return refuse(`jail ${integer("jid")} not found`);
    } else {
      const name = textAt(asked.get("name")!, 0, 256);
      found = lab.jails.all().find((jail) => jail.name === name);
      if (found === undefined) return refuse(`jail "${name}" not found`);
    }
    if (found === undefined) return refuse("jail not found after 0");
    if (!isWalk) return found.jid;
    asked.get("name")?.set(Buffer.from(found.name));
    asked.get("path")?.set(Buffer.from(found.path));
    asked.get("host.hostname")?.set(Buffer.from(found.hostname));
    asked.get("vnet")?.set([found.vnet === undefined ? 2 : 1]);
    return found.jid;
  }

  function list(index: number): Uint8Array {
    const shown = lab.host.interfaces.filter((one) => index === 0 || one.index === index);
    return interfaceList(
      shown.map((one) => ({
        name: one.name,
        index: one.index,
        type: types[one.kind],
        linkType: types[one.kind] === IFT_L2VLAN ? IFT_L2VLAN : one.ether ? 6 : types[one.kind],
        flags: kernelFlags(one),
        mtu: one.mtu,
        ether: one.ether,
        addresses: [
          ...one.inet.map((inet) => ({
            address: sockaddrIn(parseIpv4(inet.address)!),
            mask: netmask4(inet.prefix),
          })),
          ...one.inet6.map((inet) => {
            const groups = parseIpv6(inet.address)!;
            return {
              address: sockaddrIn6(groups, isLinkLocal(groups) ? one.index : 0),
              mask: netmask6(inet.prefix),
            };
          }),
        ],
      })),
    );
  }

  function dump(): Uint8Array {
    const { routes, routes6 } = lab.host.stack;
    const bits = (flags: ReadonlySet<string>) =>
      ROUTE_LETTERS.reduce((sum, [bit, letter]) => (flags.has(letter) ? sum | bit : sum), 0);
    return Buffer.concat([
      routeDump(
        routes.list().map((route) => ({
          index: route.interface.index,
          flags: bits(route.flags),
          destination: sockaddrIn(route.destination),
          gateway:
            route.gateway === undefined
              ? sockaddrDl({ index: route.interface.index, type: 6 })
              : sockaddrIn(route.gateway),
          mask: route.flags.has("H") ? undefined : netmask4(route.prefix),
        })),
      ),
      routeDump(
        routes6.list().map((route) => ({
          index: route.interface.index,
          flags: bits(route.flags),
          destination: sockaddrIn6(route.destination, route.scope?.index),
          gateway: sockaddrDl({ index: route.interface.index, type: 6 }),
          mask: route.flags.has("H") ? undefined : netmask6(route.prefix),
        })),
      ),
    ]);
  }

  const names = Object.keys(requests) as RequestName[];
  return {
    open: () => sockets.size,
    socket() {
      sockets.add(nextSocket);
      return nextSocket++;
    },
    ioctl(fd, request, struct) {
      if (!sockets.has(fd)) return result(errno.EBADF);
      const name = names.find((one) => requests[one] === request)!;
      if (name === "SIOCSIFRVNET") return result(reclaim(struct));
      const found = lab.host.interface(textAt(struct, 0, IFNAMSIZ));
      return result(found === undefined ? errno.ENXIO : answers[name](struct, found));
    },
    sysctl(name, _count, out, size) {
      if (name[4] === NET_RT_IFLISTL) return give(list(name[5]!), out, size);
      if (name[4] === NET_RT_DUMP) return give(dump(), out, size);
      return result(errno.ENOENT);
    },
    sysctlbyname(name, out, size) {
      const oid = oids.find((one) => one.name === textAt(name, 0, name.length));
      const process = { lab, jail: undefined, vnet: lab.host } as unknown as Process;
      if (oid === undefined || oid.exists?.(process) === false) return result(errno.ENOENT);
      const text = oid.get(process);
      const bytes =
        oid.type === "string"
          ? Buffer.from(`${text}\0`)
          : new Uint8Array(new Int32Array([Number(text)]).buffer);
      return give(bytes, out, size);
    },
    jail_get: (vector, count) => jailGet(vector, count),
    kldload(file) {
      const name = textAt(file, 0, file.length);
      if (loadedModules(lab.kernel).includes(name) || kernelModules.has(name))
        return result(errno.EEXIST);
      return result(lab.kernel.load(name) ? 0 : errno.ENOENT);
    },
    modfind(name) {
      const text = textAt(name, 0, name.length);
      const isThere = loadedModules(lab.kernel).includes(text) || kernelModules.has(text);
      return isThere ? 1 : result(errno.ENOENT);
    },
    address,
    errno: () => last,
  };
}
