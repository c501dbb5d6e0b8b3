/** ifconfig's verbs for if_bridge(4) (ifbridge.c; if_bridge.c and bridgestp.c for what the kernel takes). */
import { errno, errnoText } from "../../../netgraph/errno.ts";
import { costOf, IFBIF, type MemberSettings } from "../../net/bridgemember.ts";
import { bridgeOf, type IfBridge, NOT_A_MEMBER, type Refusal } from "../../net/ifbridge.ts";
import type { Interface } from "../../net/interface.ts";
import { err, errx } from "../../process/failure.ts";
import type { Invocation } from "./invocation.ts";
import { plain, unsigned, type Verb, type Verbs, withTwoWords, withWord } from "./verb.ts";

/** The bridge that a request is for; other interfaces know none of these requests. */
function bridge(invocation: Invocation, request: string): IfBridge {
  const iface = invocation.find() ?? err(1, errno.ENXIO, request);
  return bridgeOf(iface) ?? err(1, errno.EINVAL, request);
}

/** err(3) with what the kernel says besides the errno (exterror(9)). */
function refuse(request: string, { errno: number, reason }: Refusal): never {
  errx(1, `${request}: ${errnoText(number)} (extended error ${reason})`);
}

function memberOf(
  invocation: Invocation,
  name: string,
  request: string,
): { bridge: IfBridge; member: Interface; settings: MemberSettings } {
  const target = bridge(invocation, request);
  const found = target.memberNamed(name) ?? refuse(request, NOT_A_MEMBER);
  return { bridge: target, ...found };
}

const addMember: Verb = {
  words: "rest",
  run(invocation, [name, option]) {
    if (name === undefined) errx(1, "usage: addm <interface> [opts ...]");
    if (option === "untagged" || option === "tagged") errx(1, `${option}: not emulated in a lab`);
    const request = `BRDGADD ${name}`;
    const target = bridge(invocation, request);
    const member =
      invocation.process.vnet.interface(name) ??
      refuse(request, { errno: errno.ENOENT, reason: "No such interface" });
    const refusal = target.add(member);
    if (refusal !== undefined) refuse(request, refusal);
    return 1;
  },
};

function removeMember(invocation: Invocation, name: string): void {
  const { bridge: target, member } = memberOf(invocation, name, `BRDGDEL ${name}`);
  target.left(member);
}

/** `private IF`, `-private IF`: a flag of a member. */
function memberFlag(bit: number, on: boolean): Verb {
  return withWord((invocation, name) => {
    const { settings } = memberOf(invocation, name, "unable to get bridge flags");
    settings.flags = on ? settings.flags | bit : settings.flags & ~bit;
    // Spanning tree's own mark of an edge follows the one that is asked for (bridgestp.c, bstp_set_edge).
    if (settings.flags & IFBIF.EDGE) settings.flags |= IFBIF.ADMEDGE;
    else settings.flags &= ~IFBIF.ADMEDGE;
  });
}

function flag(word: string, bit: number): [string, Verb][] {
  return [
    [word, memberFlag(bit, true)],
    [`-${word}`, memberFlag(bit, false)],
  ];
}

/** The number of a word, at most `most`. */
function value(word: string, most: number): number {
  const number = unsigned(word);
  return number === undefined || number > most ? errx(1, `invalid value: ${word}`) : number;
}

/** Settings that let spanning tree choose its root anew (bridgestp.c, bstp_reinit). */
const OF_SPANNING_TREE: readonly string[] = ["priority", "hellotime", "fwddelay", "maxage"];

type Setting = Exclude<keyof IfBridge["settings"], "proto">;

/** A number that is the bridge's: what ifconfig takes, and what the kernel does. */
function setting(
  name: Setting,
  request: string,
  most: number,
  [least, highest]: readonly [number, number] = [0, most],
): Verb {
  return withWord((invocation, word) => {
    const number = value(word, most);
    const what = `${request} ${word}`;
    const made = bridge(invocation, what);
    const { settings } = made;
    // The time between hellos can only be set for the old protocol (bridgestp.c, bstp_set_htime).
    if (name === "hellotime" && settings.proto !== "stp") err(1, errno.EPERM, what);
    if (number < least || number > highest) err(1, errno.EINVAL, what);
    settings[name] = name === "priority" ? number - (number % 4096) : number;
    if (OF_SPANNING_TREE.includes(name)) made.hasRoot = true;
  });
}

function setProtocol(invocation: Invocation, word: string): void {
  const proto = word.toLowerCase();
  if (proto !== "stp" && proto !== "rstp") errx(1, "unknown stp protocol");
  const { settings } = bridge(invocation, `BRDGSPROTO ${word}`);
  if (settings.proto !== proto) Object.assign(settings, { proto, hellotime: 2, holdcnt: 6 });
}

/** A number that is a member's. */
function memberSetting(
  request: string,
  most: number,
  set: (settings: MemberSettings, number: number, member: Interface) => number,
): Verb {
  return withTwoWords((invocation, name, word) => {
    const number = value(word, most);
    const what = `${request} ${word}`;
    const { settings, member } = memberOf(invocation, name, what);
    const error = set(settings, number, member);
    if (error !== 0) err(1, error, what);
  });
}

const setPortPriority = memberSetting("BRDGSIFPRIO", 255, (settings, number) => {
  if (number > 240) return errno.EINVAL;
  settings.priority = number - (number % 16);
  return 0;
});

const setPathCost = memberSetting("BRDGSIFCOST", Infinity, (settings, number, member) => {
  if (number > 200000000) return errno.EINVAL;
  settings.cost = number === 0 ? costOf(member) : number;
  if (number === 0) settings.flags &= ~IFBIF.ADMCOST;
  else settings.flags |= IFBIF.ADMCOST;
  return 0;
});

const setMostAddresses = memberSetting("BRDGSIFAMAX", 0xffffffff, (settings, number) => {
  settings.maxAddresses = number;
  return 0;
});

/** What the lab does not say: how long an address is known yet. */
function showAddresses(invocation: Invocation): void {
  if (bridge(invocation, "unable to get address cache").hasLearned) {
    errx(1, "addr: not emulated in a lab");
  }
}

export const bridgeVerbs: Verbs = {
  addm: addMember,
  deletem: withWord(removeMember),
  ...Object.fromEntries([
    ...flag("discover", IFBIF.DISCOVER),
    ...flag("learn", IFBIF.LEARNING),
    ...flag("sticky", IFBIF.STICKY),
    ...flag("private", IFBIF.PRIVATE),
    ...flag("edge", IFBIF.EDGE),
    ...flag("autoedge", IFBIF.AUTOEDGE),
    ...flag("ptp", IFBIF.PTP),
    ...flag("autoptp", IFBIF.AUTOPTP),
  ]),
  flush: plain((invocation) => bridge(invocation, "BRDGFLUSH").forget()),
  flushall: plain((invocation) => bridge(invocation, "BRDGFLUSH").forget()),
  addr: plain(showAddresses),
  maxaddr: setting("maxaddr", "BRDGSCACHE", 0xffffffff),
  timeout: setting("timeout", "BRDGSTO", 0xffffffff),
  hellotime: setting("hellotime", "BRDGSHT", 0xff, [1, 2]),
  fwddelay: setting("fwddelay", "BRDGSFD", 0xff, [4, 30]),
  maxage: setting("maxage", "BRDGSMA", 0xff, [6, 40]),
  priority: setting("priority", "BRDGSPRI", 0xffff, [0, 61440]),
  holdcnt: setting("holdcnt", "BRDGSTXHC", 0xff, [1, 10]),
  proto: withWord(setProtocol),
  ifpriority: setPortPriority,
  ifpathcost: setPathCost,
  ifmaxaddr: setMostAddresses,
};
