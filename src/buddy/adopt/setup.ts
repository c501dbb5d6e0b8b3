/** A jail as its configuration describes it, with the places of what it says. */
import {
  blocksByJail,
  type ConfiguredJail,
  isSameOption,
  jailsIn,
} from "../../config/jailconf/jailconf.ts";
import type { Block, Piece, Setting, Span } from "../../config/jailconf/parse.ts";
import { jailConfSyntax, type Syntax } from "../../config/jailconf/syntax.ts";
import type { JailConf } from "../../host/jailconf.ts";

/** A jail of a configuration file. */
export interface JailSetup {
  readonly name: string;
  /** The file that jail(8) is given, which may include the one that the jail stands in. */
  readonly conf: string;
  /** Its own block: the last one, should there be several. */
  readonly own: Block;
  /** Its own blocks and those of wildcards that mean it, in their order. */
  readonly blocks: readonly Block[];
  readonly said: ConfiguredJail;
  /** The text of the file that its own block stands in. */
  readonly text: string;
  /** Where it is described once more: `/etc/jail.conf: 7`. */
  readonly again?: string;
  /** How its file is written. */
  readonly syntax: Syntax;
  /** The command by which it is stopped, when it is started by another program than jail(8). */
  readonly stoppedBy?: string;
}

/** The jails of a configuration that have a block of their own, with braces. */
export function setupsIn(file: string, { blocks, texts }: JailConf): JailSetup[] {
  const setups = new Map<string, JailSetup>();
  const blocksOf = blocksByJail(blocks);
  for (const said of jailsIn(blocks)) {
    const { name } = said;
    const all = blocksOf(name);
    const own = all.findLast((block) => block.name === name);
    if (own?.at === undefined) continue;
    const text = texts.get(own.at.file) ?? "";
    const setup = {
      name,
      conf: file,
      own,
      blocks: all,
      said,
      text,
      syntax: jailConfSyntax,
    };
    const other = all.find((block) => block.name === name && block !== own)?.at;
    const again = other && lineOf(other, texts.get(other.file) ?? "");
    setups.set(name, { ...setup, ...(again !== undefined && { again }) });
  }
  return [...setups.values()];
}

/** A place for people: `/etc/jail.conf: 7`. */
export function lineOf({ file, start }: Span, text: string): string {
  const before = Buffer.from(text).subarray(0, start).toString("latin1");
  return `${file}: ${before.split("\n").length}`;
}

/** The values of a parameter, variables put in; undefined when the jail does not have it. */
export function valuesOf({ said }: JailSetup, parameter: string): readonly string[] | undefined {
  return said.parameters.find(({ name }) => isSameOption(name, parameter))?.values;
}

/** A value that counts, and the setting that it is from. */
export interface SaidValue {
  /** Variables put in. */
  readonly text: string;
  readonly setting: Setting;
  /** Is the setting in the jail's own block? */
  readonly isOwn: boolean;
}

/** The values of a parameter as they come together, in their order: a later `=` takes the place of all before. */
export function saidValues(setup: JailSetup, parameter: string): SaidValue[] {
  let values: SaidValue[] = [];
  for (const block of setup.blocks) {
    for (const setting of block.settings) {
      if (setting.isVariable || setting.name !== parameter) continue;
      const own = setting.values.map((pieces) => ({
        text: putIn(setup, pieces),
        setting,
        isOwn: block === setup.own,
      }));
      values = setting.appends ? [...values, ...own] : own;
    }
  }
  return values;
}

/** A string of a jail's configuration with its variables put in; nothing for those that it does not have. */
function putIn({ said }: JailSetup, pieces: readonly Piece[]): string {
  const known = [...said.variables, ...said.parameters];
  return pieces
    .map((piece) =>
      "text" in piece
        ? piece.text
        : (known.find(({ name }) => name === piece.variable)?.values.join("") ?? ""),
    )
    .join("");
}
