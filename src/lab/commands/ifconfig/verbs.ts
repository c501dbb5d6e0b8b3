/** ifconfig's verbs, as a table: what each takes and does (ifconfig.c, ifclone.c, ifbridge.c, ifvlan.c, af_inet6.c). */
import { errno } from "../../../netgraph/errno.ts";
import { bringUp, setMtu, setNd6, takeDown } from "../../net/configure.ts";
import * as flags from "../../net/flags.ts";
import { bridgeOf, type IfBridge } from "../../net/ifbridge.ts";
import { err, errx } from "../failure.ts";
import { failIoctl } from "./address.ts";
import { capabilityNamed, switchCapability } from "./capabilities.ts";
import type { Invocation } from "./invocation.ts";
import { moveIn, takeBack } from "./jails.ts";

/** A verb: how many words it takes, and what it does with them. */
export interface Verb {
  readonly words: 0 | 1;
  run(invocation: Invocation, word: string): void;
}

const plain = (run: (invocation: Invocation) => void): Verb => ({ words: 0, run });
const withWord = (run: (invocation: Invocation, word: string) => void): Verb => ({ words: 1, run });

/** Sets or clears a flag that nothing else in the lab looks after. */
function flag(bit: number, on: boolean): Verb {
  return plain(({ networkInterface }) => {
    networkInterface.extraFlags = on
      ? networkInterface.extraFlags | bit
      : networkInterface.extraFlags & ~bit;
  });
}

function nd6(word: string, on: boolean): Verb {
  const bit = flags.ND6_WORDS.find(([, name]) => name === word)?.[0] ?? 0;
  return plain(({ networkInterface, family }) => {
    if (family !== "inet6") errx(1, `${on ? "" : "-"}${word.toLowerCase()}: bad value`);
    setNd6(networkInterface, on ? networkInterface.nd6 | bit : networkInterface.nd6 & ~bit);
  });
}

function rename(invocation: Invocation, name: string): void {
  const { networkInterface } = invocation;
  const { vnet } = networkInterface;
  const refuse = (number: number) => err(1, number, "ioctl SIOCSIFNAME (set name)");
  if (name.length >= 16) refuse(errno.ENAMETOOLONG);
  if (name === "") refuse(errno.EINVAL);
  if (name !== networkInterface.name) {
    if (vnet.interface(name) !== undefined) refuse(errno.EEXIST);
    vnet.rename(networkInterface, name);
  }
  invocation.name = name;
  invocation.printsName = true;
}

function destroy({ networkInterface }: Invocation): void {
  if (networkInterface.destroy === undefined) err(1, errno.EINVAL, "SIOCIFDESTROY");
  networkInterface.destroy();
}

function setLimit(invocation: Invocation, word: string): void {
  const mtu = Number.parseInt(word, 10) || 0;
  const error = setMtu(invocation.networkInterface, mtu);
  if (error !== 0) err(1, error, "ioctl SIOCSIFMTU (set mtu)");
}

function bridge(invocation: Invocation, request: string): IfBridge {
  return bridgeOf(invocation.networkInterface) ?? err(1, errno.EINVAL, request);
}

function addMember(invocation: Invocation, name: string): void {
  const request = `BRDGADD ${name}`;
  const target = bridge(invocation, request);
  const member = invocation.process.vnet.interface(name) ?? err(1, errno.ENOENT, request);
  const error = target.add(member);
  if (error !== 0) err(1, error, request);
}

function removeMember(invocation: Invocation, name: string): void {
  const request = `BRDGDEL ${name}`;
  const target = bridge(invocation, request);
  const member =
    target.members.find((other) => other.name === name) ?? err(1, errno.ENOENT, request);
  target.left(member);
}

const table: { readonly [verb: string]: Verb } = {
  up: plain(({ networkInterface }) => bringUp(networkInterface)),
  down: plain(({ networkInterface }) => takeDown(networkInterface)),
  arp: flag(flags.IFF_NOARP, false),
  "-arp": flag(flags.IFF_NOARP, true),
  debug: flag(flags.IFF_DEBUG, true),
  "-debug": flag(flags.IFF_DEBUG, false),
  link0: flag(flags.IFF_LINK0, true),
  "-link0": flag(flags.IFF_LINK0, false),
  link1: flag(flags.IFF_LINK1, true),
  "-link1": flag(flags.IFF_LINK1, false),
  link2: flag(flags.IFF_LINK2, true),
  "-link2": flag(flags.IFF_LINK2, false),
  monitor: flag(flags.IFF_MONITOR, true),
  "-monitor": flag(flags.IFF_MONITOR, false),
  staticarp: flag(flags.IFF_STATICARP, true),
  "-staticarp": flag(flags.IFF_STATICARP, false),
  promisc: plain(({ networkInterface }) => {
    networkInterface.permanentPromiscuous = true;
  }),
  "-promisc": plain(({ networkInterface }) => {
    networkInterface.permanentPromiscuous = false;
  }),
  add: plain((invocation) => invocation.setAlias(1)),
  alias: plain((invocation) => invocation.setAlias(1)),
  "-alias": plain((invocation) => invocation.setAlias(-1)),
  delete: plain((invocation) => invocation.setAlias(-1)),
  remove: plain((invocation) => invocation.setAlias(-1)),
  netmask: withWord((invocation, word) => invocation.takeMask(word)),
  prefixlen: withWord((invocation, word) => invocation.takeMask(word)),
  broadcast: withWord((invocation, word) => invocation.addresses.take(word, "broadcast")),
  metric: withWord(({ networkInterface }, word) => {
    networkInterface.metric = Number.parseInt(word, 10) || 0;
  }),
  mtu: withWord(setLimit),
  name: withWord(rename),
  description: withWord(describe),
  descr: withWord(describe),
  "-description": plain((invocation) => describe(invocation, "")),
  "-descr": plain((invocation) => describe(invocation, "")),
  vnet: withWord(moveIn),
  "-vnet": withWord(takeBack),
  destroy: plain(destroy),
  unplumb: plain(destroy),
  addm: withWord(addMember),
  deletem: withWord(removeMember),
  ifdisabled: nd6("IFDISABLED", true),
  "-ifdisabled": nd6("IFDISABLED", false),
  auto_linklocal: nd6("AUTO_LINKLOCAL", true),
  "-auto_linklocal": nd6("AUTO_LINKLOCAL", false),
  accept_rtadv: nd6("ACCEPT_RTADV", true),
  "-accept_rtadv": nd6("ACCEPT_RTADV", false),
  no_dad: nd6("NO_DAD", true),
  "-no_dad": nd6("NO_DAD", false),
};

function describe({ networkInterface }: Invocation, text: string): void {
  networkInterface.descriptionText = text;
}

/** Verbs of FreeBSD's ifconfig that the lab does not have: said so, rather than taken for an address. */
const notEmulated = new Set(
  `media mediaopt -mediaopt mode instance fib tunnelfib tunnel -tunnel deletetunnel group -group pcp -pcp
  vhid advskew advbase pass laggproto laggport -laggport lagghash stp -stp span -span private -private
  discover -discover learn -learn sticky -sticky edge -edge autoedge -autoedge ptp -ptp static deladdr
  flush flushall maxaddr timeout priority maxage fwddelay hellotime holdcnt proto addr maclabel
  vlan vlandev -vlandev vlanpcp vlanproto eui64 anycast tentative deprecated autoconf pltime vltime`.split(
    /\s+/,
  ),
);

/** The verb of this name. Ends the command for one that FreeBSD has and the lab has not; undefined for what is no verb. */
export function verbNamed(word: string): Verb | undefined {
  const known = Object.hasOwn(table, word) ? table[word] : undefined;
  if (known !== undefined) return known;
  const capability = capabilityNamed(word);
  if (capability !== undefined) {
    return plain(({ networkInterface }) => {
      const error = switchCapability(networkInterface, capability.bits, capability.on);
      if (error !== 0) failIoctl(error, word);
    });
  }
  if (notEmulated.has(word)) errx(1, `${word}: not emulated in a lab`);
  return undefined;
}
