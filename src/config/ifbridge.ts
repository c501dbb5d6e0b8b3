/** What rc.conf says of an if_bridge(4), as it has to be once an eiface of its name has its place on a bridge of ours. */
import { asksDhcp, type Move, type Written } from "./hostmove.ts";
import { variablePart } from "./interfaces.ts";
import { wordsOf } from "./list.ts";

/** ifconfig's arguments that are about a bridge and its members (ifconfig(8), ifbridge.c), by how many words follow each. */
const FOLLOWED_BY: { readonly [word: string]: number } = {
  ...of(
    1,
    "addm deletem stp span private edge autoedge ptp autoptp learn discover sticky maxaddr timeout priority hellotime fwddelay maxage holdcnt proto",
  ),
  ...of(1, "-stp -span -private -edge -autoedge -ptp -autoptp -learn -discover -sticky"),
  ...of(2, "ifpriority ifpathcost ifmaxaddr"),
  ...of(0, "flush flushall"),
};

/** VLAN filtering (FreeBSD 15), which ng_bridge(4) has not. */
const FILTERS = /^-?vlanfilter$|^[-+]?(?:if)?(?:un)?tagged$|^defuntagged$|^-?qinq$|^vlanproto$/;

function of(count: number, words: string): { [word: string]: number } {
  return Object.fromEntries(words.split(" ").map((word) => [word, count]));
}

/** What ifconfig is told of an if_bridge(4), taken apart. */
export interface BridgeWords {
  /** The interfaces that become members. */
  readonly members: readonly string[];
  /** What any interface may have. */
  readonly rest: readonly string[];
  /** A word of VLAN filtering; undefined when there is none. */
  readonly filter: string | undefined;
}

/** Takes ifconfig's arguments for an if_bridge(4) apart. */
export function bridgeWords(text: string): BridgeWords {
  const members: string[] = [];
  const rest: string[] = [];
  let filter: string | undefined;
  const words = wordsOf(text);
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const count = Object.hasOwn(FOLLOWED_BY, word) ? FOLLOWED_BY[word] : undefined;
    if (FILTERS.test(word)) filter ??= word;
    if (word === "addm" && words[at + 1] !== undefined) members.push(words[at + 1]!);
    if (count === undefined) rest.push(word);
    else at += count;
  }
  return { members, rest, filter };
}

/** netif counts until one is missing (network.subr, ifalias_af_common); nobody has more. */
const MAX_ALIASES = 1000;

/** What rc.conf has of an if_bridge(4). */
export interface WrittenBridge {
  /** The name by which it is made; another one than its own where rc.conf renames it. */
  readonly madeAs: string;
  /** Does rc.conf make it? */
  readonly isMade: boolean;
  /** Is it configured there, whoever makes it? */
  readonly isConfigured: boolean;
  /** The interfaces that become members, in their order. */
  readonly members: readonly string[];
  /** Does it ask for an address, or have one? */
  readonly hasAddress: boolean;
  readonly isDhcp: boolean;
  /** Does it listen to routers for its IPv6 addresses? */
  readonly listens: boolean;
  readonly filter: string | undefined;
}

/** Reads what rc.conf has of the if_bridge(4) that is called `name`. */
export function writtenBridge(written: Written, name: string): WrittenBridge {
  const clones = clonesOf(written).map(nameOf);
  const renamed = clones.find(
    (one) => written.value(`ifconfig_${variablePart(one)}_name`) === name,
  );
  const texts = variablesOf(written, name).map((variable) => written.value(variable)!);
  const words = texts.map(bridgeWords);
  const auto = wordsOf(written.value(`autobridge_${variablePart(name)}`) ?? "");
  const isAuto = wordsOf(written.value("autobridge_interfaces") ?? "").includes(name);
  const rest = words.flatMap((one) => one.rest);
  return {
    madeAs: renamed ?? name,
    isMade: renamed !== undefined || clones.includes(name),
    isConfigured: texts.length > 0,
    members: [
      ...words.flatMap(({ members }) => members),
      ...(isAuto ? auto.filter((word) => !/[*?[]/.test(word)) : []),
    ],
    hasAddress: rest.some((word) =>
      /^(?:inet6?|(?:SYNC|NOSYNC)?DHCP|\d+(?:\.\d+){3}.*)$/i.test(word),
    ),
    isDhcp: texts.some(asksDhcp),
    listens: rest.some((word) => /^accept_rtadv$/i.test(word)),
    filter: words.find(({ filter }) => filter !== undefined)?.filter,
  };
}

/**
 * Returns the changes after which nothing makes the if_bridge(4) any more. `isEiface`: an eiface of its name is there from
 * then on, which keeps what is said of its addresses.
 */
export function bridgeGone(written: Written, name: string, isEiface: boolean): Move[] {
  const { madeAs } = writtenBridge(written, name);
  const moves: Move[] = [];
  for (const list of ["cloned_interfaces", "autobridge_interfaces"]) {
    const words = wordsOf(written.value(list) ?? "");
    const kept = words.filter((word) => nameOf(word) !== madeAs && nameOf(word) !== name);
    if (kept.length === words.length) continue;
    moves.push(
      kept.length === 0 ? { variable: list, unset: true } : { variable: list, set: kept.join(" ") },
    );
  }
  const gone = [
    `autobridge_${variablePart(name)}`,
    `create_args_${variablePart(madeAs)}`,
    ...(madeAs === name ? [] : [`ifconfig_${variablePart(madeAs)}_name`]),
  ].filter((variable) => written.value(variable) !== undefined);
  for (const variable of gone) moves.push({ variable, unset: true });
  for (const variable of variablesOf(written, name)) {
    const text = written.value(variable)!;
    const { rest } = bridgeWords(text);
    // Whoever waits for the network at boot has to wait for this one, which netif does not start.
    const kept = rest
      .map((word) => (/^(?:NOSYNC)?DHCP$/i.test(word) ? "SYNCDHCP" : word))
      .join(" ");
    if (!isEiface || kept === "") moves.push({ variable, unset: true });
    else if (kept !== wordsOf(text).join(" ")) moves.push({ variable, set: kept });
  }
  if (!isEiface) {
    const stem = `ifconfig_${variablePart(name)}`;
    for (const variable of [`${stem}_descr`, `ngbuddy_mac_${variablePart(name)}`])
      if (written.value(variable) !== undefined) moves.push({ variable, unset: true });
  }
  return moves;
}

/** The variables that have ifconfig's arguments for an interface. */
function variablesOf(written: Written, name: string): string[] {
  const stem = `ifconfig_${variablePart(name)}`;
  return [
    stem,
    `${stem}_ipv6`,
    `${stem}_aliases`,
    ...Array.from({ length: MAX_ALIASES }, (_, number) => `${stem}_alias${number}`),
  ].filter((variable) => written.value(variable) !== undefined);
}

function clonesOf(written: Written): string[] {
  return wordsOf(written.value("cloned_interfaces") ?? "");
}

/** `bridge0:sticky` is an option of the name's. */
function nameOf(word: string): string {
  return word.split(":")[0]!;
}
