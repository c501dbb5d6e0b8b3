/** jail.conf(5) as jail(8) reads it: jails with their parameters, wildcards applied, variables put in (usr.sbin/jail/config.c). */

import { ownParameters, type Parameter } from "./own.ts";
import { type Block, type Include, type Piece, parseBlocks, type Setting } from "./parse.ts";
import { resolveVariables, type UnresolvedParameter } from "./variables.ts";

/** A jail as its configuration describes it. */
export interface ConfiguredJail {
  /** As it stands before the block. */
  readonly name: string;
  /** In jail(8)'s order: `name` first (`jid` for a jail called by a number). A parameter stands once. */
  readonly parameters: readonly Parameter[];
  /** Its variables, by their names without the `$`. */
  readonly variables: readonly Parameter[];
  /** What jail(8) says of this jail, such as a variable that is not set; it will not start then. */
  readonly errors: readonly string[];
}

/**
 * Reads a configuration text; `file` is what messages call it. A jail that is described twice is given twice.
 * Throws a JailConfError with jail(8)'s messages, a line each, when jail(8) would do nothing at all.
 */
export function parseJailConf(text: string, file: string, include: Include): ConfiguredJail[] {
  return jailsIn(parseBlocks(text, file, include));
}

/** The jails that the blocks of a configuration describe, in their order. */
export function jailsIn(blocks: readonly Block[]): ConfiguredJail[] {
  const readied = blocks.map(
    ({ name, settings }, at): Readied => ({
      ...{ name, at },
      components: name.split("."),
      settings: settings.map(withForms),
    }),
  );
  const wildcards = readied.filter(({ components }) => components.includes("*"));
  return readied
    .filter(({ components }) => !components.includes("*"))
    .map((block) => complete(block, wildcards));
}

/** A jail as `jail -e SEPARATOR` prints it, without the line break. */
export function exportJail({ parameters }: ConfiguredJail, separator: string): string {
  return parameters
    .filter(({ name }) => name !== "jid")
    .map(({ name, values }) =>
      values.length === 0 ? name : `${name}=${values.map(quoted).join(",")}`,
    )
    .join(separator);
}

/** The quotes that a value is printed in: when there are quotes or blanks inside (jail.c and jls.c, quoted_print). */
export function quotingMark(value: string): "" | "'" | '"' {
  if (value.includes("'")) return '"';
  return value.includes('"') ? "'" : /[ \t]/.test(value) ? '"' : "";
}

/** A value as jail(8) prints it: in quotes where they are needed, and for nothing at all. */
export function quoted(value: string): string {
  const mark = value === "" ? '"' : quotingMark(value);
  const escaped = value.replaceAll("\\", "\\\\");
  return mark === "" ? escaped : `${mark}${escaped.replaceAll(mark, `\\${mark}`)}${mark}`;
}

/** A name with a component `*` means others (config.c, wild_jail_name). */
export function isWildcard(name: string): boolean {
  return name.split(".").includes("*");
}

/** Does a wildcard mean a jail? `*` inside stands for one component, at the end for one or more (config.c, wild_jail_match). */
export function matchesWildcard(name: string, wildcard: string): boolean {
  return componentsMatch(name.split("."), wildcard.split("."));
}

function componentsMatch(components: readonly string[], wanted: readonly string[]): boolean {
  const last = wanted.length - 1;
  if (components.length < wanted.length) return false;
  for (let at = 0; at < last; at++)
    if (wanted[at] !== "*" && wanted[at] !== components[at]) return false;
  return (
    wanted[last] === "*" ||
    (components.length === wanted.length && components[last] === wanted[last])
  );
}

/** What a setting says, wherever it stands, and all names of its option. */
interface FormedSetting extends Said {
  readonly forms: readonly string[];
}
type Said = Omit<Setting, "at" | "line">;

function withForms(setting: Said): FormedSetting {
  return { ...setting, forms: optionForms(setting.name) };
}

/** A block whose names are taken apart once, and not for every jail that it means. */
interface Readied {
  readonly name: string;
  /** Its place among all blocks. */
  readonly at: number;
  readonly components: readonly string[];
  readonly settings: readonly FormedSetting[];
}

/** Parameters that jail(8) knows by name; a variable cannot be called like one (config.c, intparams). */
const KNOWN_PARAMETERS = new Set([
  ...Object.keys(ownParameters),
  ...["allow.chflags", "allow.mount", "allow.raw_sockets", "allow.set_hostname", "allow.socket_af"],
  ...["allow.sysvipc", "devfs_ruleset", "host.hostname", "ip4.addr", "ip6.addr", "jid", "name"],
  ...["path", "persist", "securelevel", "vnet"],
]);
const IMMUTABLE = new Set(["jid", "name"]);

/** A jail's own settings and those of the wildcards that mean it, in the order of the file; variables put in. */
function complete(block: Readied, wildcards: readonly Readied[]): ConfiguredJail {
  const errors: string[] = [];
  const complain = (message: string) => errors.push(`${block.name}: ${message}`);
  const collected = new Collected(complain);
  const ownName = /^\s*[-+]?0*[1-9]\d*$/.test(block.name) ? "jid" : "name";
  const named = withForms({
    name: ownName,
    isVariable: false,
    appends: false,
    values: [[{ text: block.name }]],
  });
  for (const setting of [named, ...settingsFor(block, wildcards)]) collected.add(setting);
  const { parameters } = collected;
  resolveVariables(parameters, complain);
  const said = (areVariables: boolean) =>
    parameters
      .filter(({ isVariable }) => isVariable === areVariables)
      .map(({ name, values }): Parameter => ({ name, values: values.map(textOf) }));
  return { name: block.name, parameters: said(false), variables: said(true), errors };
}

function textOf(pieces: readonly Piece[]): string {
  return pieces.map((piece) => ("text" in piece ? piece.text : "")).join("");
}

/** Returns a function that gives the blocks that a jail is described by, in the order of the files: its own, and those of the wildcards that mean it. */
export function blocksByJail(blocks: readonly Block[]): (name: string) => Block[] {
  const places = new Map(blocks.map((block, at) => [block, at]));
  const own = new Map<string, Block[]>();
  for (const block of blocks) own.set(block.name, [...(own.get(block.name) ?? []), block]);
  const wildcards = blocks.filter(({ name }) => isWildcard(name));
  return (name) =>
    [
      ...(own.get(name) ?? []),
      ...wildcards.filter((block) => block.name !== name && matchesWildcard(name, block.name)),
    ].sort((one, other) => places.get(one)! - places.get(other)!);
}

function settingsFor(block: Readied, wildcards: readonly Readied[]): FormedSetting[] {
  const meant = wildcards.filter(({ components }) => componentsMatch(block.components, components));
  return [...meant, block]
    .sort((one, other) => one.at - other.at)
    .flatMap(({ settings }) => settings);
}

/** The parameters of one jail as they come together, found by any name of theirs. */
class Collected {
  readonly parameters: UnresolvedParameter[] = [];
  /** By the name that each has now; where in the order it stands. */
  private readonly places = new Map<string, number>();

  constructor(private readonly complain: (message: string) => void) {}

  add({ name, isVariable, appends, values, forms }: FormedSetting): void {
    let place = Number.POSITIVE_INFINITY;
    for (const form of forms) place = Math.min(place, this.places.get(form) ?? place);
    const known = this.parameters[place];
    const clash = `variable "$${name}" cannot have the same name as a parameter.`;
    if (known === undefined) {
      this.places.set(name, this.parameters.length);
      this.parameters.push({ name, isVariable, values: [...values] });
      if (isVariable && forms.some((form) => KNOWN_PARAMETERS.has(form))) this.complain(clash);
    } else if (known.isVariable !== isVariable) this.complain(clash);
    else if (IMMUTABLE.has(known.name)) this.complain(`cannot redefine parameter "${known.name}".`);
    else {
      this.places.delete(known.name);
      this.places.set(name, place);
      known.name = name;
      if (appends && values.length > 0) known.values.push(...values);
      else known.values = [...values];
    }
  }
}

/** `mount.devfs` and `mount.nodevfs` are one option (config.c, equalopts). */
export function isSameOption(one: string, other: string): boolean {
  return optionForms(one).includes(other);
}

/** All names of one option: the name, those with `no` before one of its components, and those with one `no` taken away. */
function optionForms(name: string): string[] {
  const forms = [name];
  for (let at = 0; ; at = name.indexOf(".", at) + 1) {
    forms.push(`${name.slice(0, at)}no${name.slice(at)}`);
    if (name.startsWith("no", at)) forms.push(name.slice(0, at) + name.slice(at + 2));
    if (name.indexOf(".", at) < 0) return forms;
  }
}
