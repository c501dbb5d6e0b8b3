/** What a jail's block of jail.conf is to say, once its interfaces are eifaces of ours. */
import { type Edit, removal } from "../../config/jailconf/edit.ts";
import type { Setting } from "../../config/jailconf/parse.ts";
import { shellWord } from "../../config/sh/quote.ts";
import { refuse } from "../refusal.ts";
import { HOST_HOOKS, type HookValue, type JailNetwork, SHARED } from "./network.ts";
import { type JailSetup, type SaidValue, saidValues } from "./setup.ts";

/** An interface that takes the place of another. */
export interface NewInterface {
  /** The eiface that the jail gets. */
  readonly eiface: string;
  readonly bridge: string;
  /** What it is called inside; as the eiface when left out. */
  readonly inside?: string;
  /** Must jail(8) name it so, since commands speak of it before rc(8) does? */
  readonly namedByJail: boolean;
}

/** A value of a parameter, and whether it is to go. */
interface Kept extends SaidValue {
  readonly goes: boolean;
}

/** The edits of the file that the jail's own block is in, all of them between its braces. Refuses what cannot be told apart. */
export function jailConfEdits(
  setup: JailSetup,
  network: JailNetwork,
  interfaces: readonly NewInterface[],
): readonly Edit[] {
  const editor = new BlockEditor(setup);
  const { name } = setup;
  const ours: { readonly [parameter: string]: readonly string[] } = {
    "exec.prestart": interfaces.map(
      ({ eiface, bridge }) => `service ngbuddy jail ${eiface} ${bridge}`,
    ),
    "exec.prestop": interfaces.map(
      ({ eiface }) => `service ngbuddy unjail ${eiface} ${shellWord(name)}`,
    ),
  };
  if (network.kind === "shared") {
    for (const parameter of SHARED) editor.remove(parameter);
    editor.add(setup.syntax.statement("vnet", undefined, []));
  }
  const given = saidValues(setup, "vnet.interface").map((value) => {
    const names = value.text.split(/[\s,]+/).filter(Boolean);
    return { ...value, stay: names.filter((name) => !network.movable.includes(name)), names };
  });
  // What stays in a value with one that goes is said again.
  const again = given.flatMap(({ stay, names }) => (stay.length < names.length ? stay : []));
  editor.replace(
    "vnet.interface",
    given.map(({ stay, names, ...value }) => ({ ...value, goes: stay.length < names.length })),
    [...again, ...interfaces.map(({ eiface }) => eiface)],
    given.some(({ stay, names }) => stay.length === names.length) ? "+=" : "=",
  );
  for (const hook of HOST_HOOKS) {
    const values = network.hooks.get(hook) ?? [];
    refuseMixed(setup, hook, values);
    editor.replace(
      hook,
      values.map((value) => ({ ...value, goes: value.share === "all" })),
      ours[hook] ?? [],
      "+=",
    );
  }
  const renames = interfaces.flatMap(({ eiface, inside, namedByJail }) =>
    namedByJail && inside !== undefined
      ? [`/sbin/ifconfig ${eiface} name ${shellWord(inside)}`]
      : [],
  );
  if (renames.length > 0) editor.putFirst("exec.start", renames);
  return editor.all();
}

function refuseMixed(setup: JailSetup, hook: string, values: readonly HookValue[]): void {
  const mixed = values.find(({ share }) => share === "some");
  if (mixed !== undefined)
    refuse(
      "config",
      `jail ${setup.name}: ${placeOf(mixed.setting)}: ${hook} does more than make or remove the jail's interface ("${mixed.text}"); give each its own ${hook} first`,
    );
}

function placeOf({ at, line }: Setting): string {
  return `${at.file}: ${line}`;
}

class BlockEditor {
  private readonly edits: Edit[] = [];
  private readonly added: string[] = [];

  constructor(private readonly setup: JailSetup) {}

  all(): readonly Edit[] {
    const { text, own, syntax } = this.setup;
    return this.added.length === 0
      ? this.edits
      : [...this.edits, syntax.addition(text, own, this.added)];
  }

  add(statement: string): void {
    this.added.push(statement);
  }

  /** Takes a parameter out of the jail's own block. Refuses when it is set for others, too. */
  remove(parameter: string): void {
    for (const { isOwn, setting } of saidValues(this.setup, parameter))
      if (!isOwn) this.refuseForeign(parameter, setting);
    for (const setting of this.settingsOf(parameter))
      this.edits.push(removal(this.setup.text, setting));
  }

  /** Takes values away and puts ours in their place, or at the end with `operator`. */
  replace(
    parameter: string,
    values: readonly Kept[],
    ours: readonly string[],
    operator: "=" | "+=",
  ): void {
    if (values.some(({ goes, isOwn }) => goes && !isOwn)) {
      this.overrule(parameter, values, ours);
      return;
    }
    let toPut = ours;
    for (const setting of this.settingsOf(parameter)) {
      const own = values.filter((value) => value.setting === setting);
      if (!own.some(({ goes }) => goes)) continue;
      const kept = own.filter(({ goes }) => !goes).map(({ text }) => text);
      this.rewrite(setting, [...kept, ...toPut]);
      toPut = [];
    }
    if (toPut.length > 0) this.add(this.statement(parameter, operator, toPut));
  }

  /** Puts commands before all others of a hook. */
  putFirst(parameter: string, commands: readonly string[]): void {
    const { text } = this.setup;
    const [first] = saidValues(this.setup, parameter);
    if (first === undefined) {
      this.add(this.statement(parameter, "=", commands));
      return;
    }
    if (!first.isOwn) {
      const all = saidValues(this.setup, parameter);
      this.overrule(
        parameter,
        all.map((value) => ({ ...value, goes: false })),
        [],
        commands,
      );
      return;
    }
    const { at, name } = first.setting;
    const raw = Buffer.from(text).subarray(at.start, at.end).toString();
    const later = this.setup.syntax.later(raw);
    const put = `${this.statement(name, "=", commands)}${this.breakAt(at.start)}${later}`;
    this.edits.push({ at, text: put });
  }

  /** The line break and indentation before a place; a blank inside of a line. */
  private breakAt(start: number): string {
    const before = Buffer.from(this.setup.text).toString("latin1").slice(0, start);
    return /\n[ \t]*$/.exec(before)?.[0] ?? " ";
  }

  /** Says all of a parameter in the jail's own block, since what is to go stands where it is said for others, too. */
  private overrule(
    parameter: string,
    values: readonly Kept[],
    ours: readonly string[],
    first: readonly string[] = [],
  ): void {
    const { blocks, own } = this.setup;
    const isLater = (setting: Setting) =>
      blocks.findIndex(({ settings }) => settings.includes(setting)) > blocks.indexOf(own);
    const late = values.find(({ setting, isOwn }) => !isOwn && isLater(setting));
    if (late !== undefined) this.refuseForeign(parameter, late.setting);
    for (const setting of this.settingsOf(parameter))
      this.edits.push(removal(this.setup.text, setting));
    const kept = values.filter(({ goes }) => !goes).map(({ text }) => text);
    const all = [...first, ...kept, ...ours];
    // A list cannot be made empty.
    this.add(this.statement(parameter, "=", all.length === 0 ? [NOTHING] : all));
  }

  private rewrite(setting: Setting, values: readonly string[]): void {
    const { blocks, own, text } = this.setup;
    const operator = setting.appends ? "+=" : "=";
    const hides = blocks
      .slice(0, blocks.indexOf(own))
      .some(({ settings }) => settings.some(({ name }) => name === setting.name));
    if (values.length > 0) {
      this.edits.push({ at: setting.at, text: this.statement(setting.name, operator, values) });
    } else if (hides && !setting.appends) {
      this.edits.push({ at: setting.at, text: this.statement(setting.name, operator, [NOTHING]) });
    } else this.edits.push(removal(text, setting));
  }

  /** Refuses what the file's form has no way to say. */
  private statement(parameter: string, operator: "=" | "+=", values: readonly string[]): string {
    const { name, own, syntax } = this.setup;
    for (const value of values) {
      const why = syntax.whyNot(value);
      if (why !== undefined)
        refuse("config", `jail ${name}: ${own.at!.file}: ${parameter} has "${value}"; ${why}`);
    }
    return syntax.statement(parameter, operator, values);
  }

  private settingsOf(parameter: string): Setting[] {
    return this.setup.own.settings.filter(
      ({ name, isVariable }) => name === parameter && !isVariable,
    );
  }

  private refuseForeign(parameter: string, setting: Setting): never {
    const { name } = this.setup;
    return refuse(
      "config",
      `jail ${name}: ${placeOf(setting)} sets ${parameter} for more than this jail, and cannot be overruled there; move it into the jails' own blocks first`,
    );
  }
}

/** A command that does nothing. */
const NOTHING = "true";
