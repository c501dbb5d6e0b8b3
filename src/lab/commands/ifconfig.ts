/** ifconfig(8): shows and changes network interfaces. */

import { IFNAMSIZ } from "../../config/names.ts";
import { matchesPattern } from "../../config/pattern.ts";
import { errno } from "../../netgraph/errno.ts";
import type { Interface } from "../net/interface.ts";
import { command, err, errx, usage, warnx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";
import { CLONERS, createInterface } from "./ifconfig/create.ts";
import { type Family, familyNamed, hasFamily } from "./ifconfig/family.ts";
import { type AddressFormat, defaultFormat, parseFormat } from "./ifconfig/format.ts";
import { Invocation } from "./ifconfig/invocation.ts";
import { describe } from "./ifconfig/show.ts";
import type { Verb } from "./ifconfig/verb.ts";
import { verbNamed } from "./ifconfig/verbs.ts";
import { cloneVerbs } from "./ifconfig/vlanverbs.ts";
import { findJail } from "./jailnames.ts";

const OPTIONS = "[-L] [-C] [-g groupname] ";
const USAGE = `usage: ifconfig [-j jail] [-f type:format] ${OPTIONS}interface address_family
                [address [dest_address]] [parameters]
       ifconfig [-j jail] interface create
       ifconfig [-j jail] -a ${OPTIONS}[-d] [-m] [-u] [-v] [address_family]
       ifconfig [-j jail] -l [-d] [-u] [address_family]
       ifconfig [-j jail] ${OPTIONS}[-d] [-m] [-u] [-v]`;

/** How an interface is shown, and which ones are wanted. */
interface Wanted {
  up: boolean;
  down: boolean;
  group?: string;
  notGroup?: string;
  format: AddressFormat;
  /** `-L`: with the lifetimes of IPv6 addresses. */
  lifetimes: boolean;
  /** `-D` and `-v`: with the driver's name. */
  driver: boolean;
}

export const ifconfig = command((process) => {
  const { options, operands } = getopt(process, "G:adDf:j:klmnuvg:CL", USAGE);
  const wanted: Wanted = {
    ...{ up: false, down: false, format: defaultFormat },
    ...{ driver: false, lifetimes: false },
  };
  let inJail = process;
  let all = false;
  let namesOnly = false;
  let loads = true;
  // In the order that they are given: that is when ifconfig does what they say (ifconfig.c, args_parse).
  for (const { letter, value } of options) {
    if (letter === "a") all = true;
    else if (letter === "l") namesOnly = true;
    else if (letter === "u") wanted.up = true;
    else if (letter === "d") wanted.down = true;
    else if (letter === "L") wanted.lifetimes = true;
    else if (letter === "n") loads = false;
    else if (letter === "D" || letter === "v") wanted.driver = true;
    else if (letter === "f") wanted.format = readFormat(process, value, wanted.format);
    else if (letter === "j") inJail = { ...process, ...placeOf(inJail, value) };
    else if (letter === "g" && all) wanted.group = value;
    else if (letter === "g") return showGroup(inJail, value);
    else if (letter === "G" && all) wanted.notGroup = value;
    else if (letter === "G") usage(USAGE);
    else if (letter === "C") {
      process.out(`${CLONERS.join(" ")}\n`);
      return 0;
    } else if (letter === "m") errx(1, "-m: not emulated in a lab");
  }
  if ((namesOnly && all) || (wanted.up && wanted.down)) usage(USAGE);
  if (namesOnly || all || operands.length === 0) {
    showMany(inJail, wanted, operands, namesOnly);
    return 0;
  }
  return showOrChange(inJail, wanted, operands, loads);
});

function readFormat(process: Process, text: string, before: AddressFormat): AddressFormat {
  const { format, skipped } = parseFormat(text, before);
  // The empty line after it is ifconfig's.
  for (const part of skipped) warnx(process, `Skipping invalid format: ${part}\n`);
  return format;
}

/** `-j JAIL`: the command goes on inside it. */
function placeOf(process: Process, jailName: string): Pick<Process, "jail" | "vnet"> {
  const jail = findJail(process, jailName) ?? err(1, errno.ENOENT, "jail not found");
  return { jail, vnet: jail.vnet ?? process.lab.host };
}

/** `-g GROUP`: the names of its interfaces. */
function showGroup({ vnet, out }: Process, group: string): number {
  for (const { name, groups } of vnet.interfaces) if (groups.includes(group)) out(`${name}\n`);
  return 0;
}

function isWanted({ up, down, group, notGroup }: Wanted, iface: Interface): boolean {
  if ((up && !iface.up) || (down && iface.up)) return false;
  // Every interface is in the group `all` (if.c, IFG_ALL).
  const groups = ["all", ...iface.groups];
  const isIn = (pattern: string) => groups.some((name) => matchesPattern(pattern, name));
  return (group === undefined || isIn(group)) && (notGroup === undefined || !isIn(notGroup));
}

function showMany(
  process: Process,
  wanted: Wanted,
  words: readonly string[],
  namesOnly: boolean,
): void {
  const [word, ...rest] = words;
  if (rest.length > 0) usage(USAGE);
  const family = familyNamed(word);
  if (word !== undefined && family === undefined) {
    warnx(process, `Address family '${word}' unknown.`);
    usage(USAGE);
  }
  const shown = process.vnet.interfaces.filter(
    (iface) => isWanted(wanted, iface) && (family === undefined || hasFamily(iface, family)),
  );
  if (namesOnly) process.out(`${shown.map(({ name }) => name).join(" ")}\n`);
  else for (const iface of shown) show(process, wanted, iface, family);
}

function show(
  process: Process,
  { format, driver, lifetimes }: Wanted,
  iface: Interface,
  family: Family | undefined,
): void {
  const now = lifetimes ? process.lab.clock.now() : undefined;
  process.out(describe(iface, family, format, now));
  if (driver) process.out(`\tdrivername: ${iface.driverName}\n`);
}

function showOrChange(
  process: Process,
  wanted: Wanted,
  [name = "", ...operands]: readonly string[],
  loads: boolean,
): number {
  let words = operands;
  // Nothing is loaded from inside a jail.
  if (loads && process.jail === undefined) {
    process.lab.kernel.load(`if_${name.replace(/(?<=.)\d+$/, "")}`);
  }
  const iface = process.vnet.interface(name);
  const creates = words[0] === "create" || words[0] === "plumb";
  if (iface === undefined) {
    const isTooLong = name.length >= IFNAMSIZ;
    if (creates) {
      if (isTooLong) errx(1, `${name}: cloning name too long`);
      return change(process, name, undefined, words, true);
    }
    if (words[0] === "-vnet") {
      if (isTooLong) errx(1, `${name}: interface name too long`);
      return change(process, name, undefined, words, false);
    }
    errx(1, `interface ${name} does not exist`);
  }
  if (creates) {
    if (words.length === 1) errx(1, `interface ${name} already exists`);
    words = words.slice(1);
  }
  const family = familyNamed(words[0]);
  if (family !== undefined) words = words.slice(1);
  const isShown = isWanted(wanted, iface);
  if (words.length > 0) return isShown ? change(process, name, family, words, false) : 0;
  if (isShown && (family === undefined || hasFamily(iface, family))) {
    show(process, wanted, iface, family);
  }
  return 0;
}

function change(
  process: Process,
  name: string,
  family: Family | undefined,
  words: readonly string[],
  creates: boolean,
): number {
  const invocation = new Invocation(process, name, family);
  try {
    const rest = creates ? create(invocation, words) : words;
    apply(invocation, rest, verbNamed);
    invocation.finish();
  } finally {
    if (invocation.printsName) process.out(`${invocation.name}\n`);
  }
  return 0;
}

/** Makes the interface from the words that are for that; gives the others. */
function create(invocation: Invocation, words: readonly string[]): readonly string[] {
  const rest = apply(
    invocation,
    words.slice(1),
    (word) => (Object.hasOwn(cloneVerbs, word) ? cloneVerbs[word] : undefined),
    true,
  );
  const made = createInterface(invocation.process, invocation.name, invocation.vlan);
  if (made.name !== invocation.name) invocation.printsName = true;
  invocation.name = made.name;
  const family = familyNamed(rest[0]);
  if (family === undefined) return rest;
  invocation.useFamily(family);
  return rest.slice(1);
}

/** Does what the words say, one verb after the other. What is no verb is an address, unless that ends it: then gives the words from there on. */
function apply(
  invocation: Invocation,
  words: readonly string[],
  find: (word: string) => Verb | undefined,
  endsAtOther = false,
): readonly string[] {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const verb = find(word);
    if (verb !== undefined) at += applyVerb(invocation, word, verb, words.slice(at + 1));
    else if (endsAtOther) return words.slice(at);
    else invocation.takeAddress(word);
  }
  return [];
}

/** Returns how many words the verb used. */
function applyVerb(
  invocation: Invocation,
  word: string,
  verb: Verb,
  words: readonly string[],
): number {
  const { words: takes } = verb;
  if (takes === 1 && words.length < 1) errx(1, `'${word}' requires argument`);
  if (takes === 2 && words.length < 2) errx(1, `'${word}' requires 2 arguments`);
  const used = verb.run(invocation, words);
  if (takes === "optional") return Math.min(words.length, 1);
  return takes === "rest" ? (used ?? 0) : takes;
}
