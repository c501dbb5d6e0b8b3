/** jail.conf(5) as jail(8) reads it: jails with their parameters, wildcards applied, variables put in (usr.sbin/jail/config.c). */
import { type Block, type Include, parseBlocks, type Setting } from "./jailparse.ts";
import { resolveVariables, type UnresolvedParameter } from "./jailvariables.ts";
import { ownParameters, type Parameter } from "./parameters.ts";

export interface ConfiguredJail {
  /** As it stands before the block. */
  readonly name: string;
  /** In jail(8)'s order: `name` first (`jid` for a jail called by a number). A parameter stands once. */
  readonly parameters: readonly Parameter[];
  /** What jail(8) says of this jail, such as a variable that is not set; it will not start then. */
  readonly errors: readonly string[];
}

/**
 * Reads a configuration text; `file` is what messages call it. A jail that is described twice is given twice.
 * Throws a JailConfError with jail(8)'s messages, a line each, when jail(8) would do nothing at all.
 */
export function parseJailConf(text: string, file: string, include: Include): ConfiguredJail[] {
  const blocks = parseBlocks(text, file, include);
  return blocks.filter(({ name }) => !isWildcard(name)).map((block) => complete(block, blocks));
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
  const components = name.split(".");
  const wanted = wildcard.split(".");
  while (components.length > 1 && wanted.length > 1) {
    const component = components.shift();
    const want = wanted.shift();
    if (want !== "*" && want !== component) return false;
  }
  return (
    wanted.length === 1 &&
    (wanted[0] === "*" || (components.length === 1 && components[0] === wanted[0]))
  );
}

/** Parameters that jail(8) knows by name; a variable cannot be called like one (config.c, intparams). */
const KNOWN_PARAMETERS = [
  ...Object.keys(ownParameters),
  ...["allow.chflags", "allow.mount", "allow.raw_sockets", "allow.set_hostname", "allow.socket_af"],
  ...["allow.sysvipc", "devfs_ruleset", "host.hostname", "ip4.addr", "ip6.addr", "jid", "name"],
  ...["path", "persist", "securelevel", "vnet"],
];
const IMMUTABLE = new Set(["jid", "name"]);

/** A jail's own settings and those of the wildcards that mean it, in the order of the file; variables put in. */
function complete(block: Block, blocks: readonly Block[]): ConfiguredJail {
  const errors: string[] = [];
  const complain = (message: string) => errors.push(`${block.name}: ${message}`);
  const parameters: UnresolvedParameter[] = [];
  const ownName = /^\s*[-+]?0*[1-9]\d*$/.test(block.name) ? "jid" : "name";
  const named = {
    name: ownName,
    isVariable: false,
    appends: false,
    values: [[{ text: block.name }]],
  };
  for (const setting of [named, ...settingsFor(block, blocks)]) add(parameters, setting, complain);
  resolveVariables(parameters, complain);
  return {
    name: block.name,
    parameters: parameters
      .filter(({ isVariable }) => !isVariable)
      .map(({ name, values }) => ({
        name,
        values: values.map((pieces) =>
          pieces.map((piece) => ("text" in piece ? piece.text : "")).join(""),
        ),
      })),
    errors,
  };
}

function settingsFor(block: Block, blocks: readonly Block[]): Setting[] {
  return blocks
    .filter(
      (other) =>
        other === block || (isWildcard(other.name) && matchesWildcard(block.name, other.name)),
    )
    .flatMap(({ settings }) => settings);
}

function add(
  parameters: UnresolvedParameter[],
  setting: Setting,
  complain: (message: string) => void,
): void {
  const { name, isVariable, appends, values } = setting;
  const known = parameters.find((parameter) => isSameOption(parameter.name, name));
  const clash = `variable "$${name}" cannot have the same name as a parameter.`;
  if (known === undefined) {
    parameters.push({ name, isVariable, values: [...values] });
    if (isVariable && KNOWN_PARAMETERS.some((own) => isSameOption(own, name))) complain(clash);
  } else if (known.isVariable !== isVariable) complain(clash);
  else if (IMMUTABLE.has(known.name)) complain(`cannot redefine parameter "${known.name}".`);
  else {
    known.name = name;
    known.values = appends && values.length > 0 ? [...known.values, ...values] : [...values];
  }
}

/** `mount.devfs` and `mount.nodevfs` are one option (config.c, equalopts). */
export function isSameOption(one: string, other: string): boolean {
  return one === other || isNegated(one, other) || isNegated(other, one);
}

/** Is the second name the first one with `no` before one of its components, as which the rest is compared? */
function isNegated(positive: string, negative: string): boolean {
  for (let at = 0; ; at = positive.indexOf(".", at) + 1) {
    if (negative === `${positive.slice(0, at)}no${positive.slice(at)}`) return true;
    if (positive.indexOf(".", at) < 0) return false;
  }
}
