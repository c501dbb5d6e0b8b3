/** ifconfig(8): shows and changes network interfaces. */
import { errno } from "../../netgraph/errno.ts";
import type { Interface } from "../net/interface.ts";
import type { Process } from "../process.ts";
import { command, err, errx, usage } from "./failure.ts";
import { getopt, type Options } from "./getopt.ts";
import { CLONERS, createInterface } from "./ifconfig/create.ts";
import { type Family, familyNamed, hasFamily } from "./ifconfig/family.ts";
import { defaultFormat, parseFormat } from "./ifconfig/format.ts";
import { Invocation } from "./ifconfig/invocation.ts";
import { describe } from "./ifconfig/show.ts";
import { verbNamed } from "./ifconfig/verbs.ts";
import { findJail } from "./jailnames.ts";

const OPTIONS = "[-L] [-C] [-g groupname] ";
const USAGE = `usage: ifconfig [-j jail] [-f type:format] ${OPTIONS}interface address_family
                [address [dest_address]] [parameters]
       ifconfig [-j jail] interface create
       ifconfig [-j jail] -a ${OPTIONS}[-d] [-m] [-u] [-v] [address_family]
       ifconfig [-j jail] -l [-d] [-u] [address_family]
       ifconfig [-j jail] ${OPTIONS}[-d] [-m] [-u] [-v]`;

export const ifconfig = command((process) => {
  const options = getopt(process, "aCdf:g:G:j:klLmnuv", USAGE);
  const jailName = options.value("j");
  const inJail = jailName === undefined ? process : { ...process, ...placeOf(process, jailName) };
  if (options.has("C")) {
    process.out(`${CLONERS.join(" ")}\n`);
    return 0;
  }
  const names = options.has("l");
  if (options.has("m")) errx(1, "-m: not emulated in a lab");
  if ((names && options.has("a")) || (options.has("u") && options.has("d"))) usage(USAGE);
  if (options.has("G") && !options.has("a")) usage(USAGE);
  if (options.has("g") && !options.has("a")) {
    const group = options.value("g") ?? "";
    for (const { name, groups } of inJail.vnet.interfaces) {
      if (groups.includes(group)) process.out(`${name}\n`);
    }
    return 0;
  }
  if (names || options.has("a") || options.operands.length === 0) {
    showMany(inJail, options, names);
    return 0;
  }
  return showOrChange(inJail, options);
});

/** `-j JAIL`: the command goes on inside it. */
function placeOf(process: Process, jailName: string): Pick<Process, "jail" | "vnet"> {
  const jail = findJail(process, jailName) ?? err(1, errno.ENOENT, "jail not found");
  return { jail, vnet: jail.vnet ?? process.lab.host };
}

function isWanted(options: Options, { up, groups }: Interface): boolean {
  if ((options.has("u") && !up) || (options.has("d") && up)) return false;
  const [wanted, unwanted] = [options.value("g"), options.value("G")];
  return (
    (wanted === undefined || groups.includes(wanted)) &&
    (unwanted === undefined || !groups.includes(unwanted))
  );
}

function showMany(process: Process, options: Options, names: boolean): void {
  const [word, ...rest] = options.operands;
  if (rest.length > 0) usage(USAGE);
  const family = familyNamed(word);
  if (word !== undefined && family === undefined) {
    process.err(`ifconfig: Address family '${word}' unknown.\n`);
    usage(USAGE);
  }
  const shown = process.vnet.interfaces.filter(
    (networkInterface) =>
      isWanted(options, networkInterface) &&
      (family === undefined || hasFamily(networkInterface, family)),
  );
  if (names) process.out(`${shown.map(({ name }) => name).join(" ")}\n`);
  else for (const networkInterface of shown) show(process, options, networkInterface, family);
}

function show(
  process: Process,
  options: Options,
  networkInterface: Interface,
  family: Family | undefined,
): void {
  const format = options.value("f");
  process.out(
    describe(networkInterface, family, format === undefined ? defaultFormat : parseFormat(format)),
  );
}

function showOrChange(process: Process, options: Options): number {
  const [name = "", ...operands] = options.operands;
  let words = operands;
  const networkInterface = process.vnet.interface(name);
  const creates = words[0] === "create" || words[0] === "plumb";
  if (networkInterface === undefined) {
    if (creates) return change(process, name, undefined, words, true);
    if (words[0] === "-vnet") return change(process, name, undefined, words, false);
    errx(1, `interface ${name} does not exist`);
  }
  if (creates) {
    if (words.length === 1) errx(1, `interface ${name} already exists`);
    words = words.slice(1);
  }
  const family = familyNamed(words[0]);
  if (family !== undefined) words = words.slice(1);
  if (words.length > 0) {
    return isWanted(options, networkInterface) ? change(process, name, family, words, false) : 0;
  }
  if (isWanted(options, networkInterface)) show(process, options, networkInterface, family);
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
    apply(invocation, rest);
    invocation.finish();
  } finally {
    if (invocation.printsName) process.out(`${invocation.name}\n`);
  }
  return 0;
}

/** Makes the interface from the words that are for that; gives the others. */
function create(invocation: Invocation, words: readonly string[]): readonly string[] {
  let at = 0;
  for (; at < words.length; at++) {
    const word = words[at]!;
    if (word === "create" || word === "plumb") continue;
    if (word !== "vlan" && word !== "vlandev") break;
    const value = words[++at] ?? errx(1, `'${word}' requires argument`);
    if (word === "vlandev") invocation.vlan.parent = value;
    else
      invocation.vlan.tag = /^\d+$/.test(value) ? Number(value) : errx(1, "invalid value for vlan");
  }
  const made = createInterface(invocation.process, invocation.name, invocation.vlan);
  if (made.name !== invocation.name) invocation.printsName = true;
  invocation.name = made.name;
  const family = familyNamed(words[at]);
  if (family === undefined) return words.slice(at);
  invocation.useFamily(family);
  return words.slice(at + 1);
}

function apply(invocation: Invocation, words: readonly string[]): void {
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    const verb = verbNamed(word);
    if (verb === undefined) invocation.takeAddress(word);
    else if (verb.words === 0) verb.run(invocation, "");
    else verb.run(invocation, words[++at] ?? errx(1, `'${word}' requires argument`));
  }
}
