/** What becomes of variables while sh reads files, command after command; what cannot be foretold is said to be so. */
import { effectOf, isSpecialBuiltin } from "./builtins.ts";
import { type Expanded, expand, type Scope } from "./expand.ts";
import { assignmentIn, isDeclaration, type TakenApart, takeApart } from "./sh/assignments.ts";
import { assigned, literalText, type Word } from "./sh/words.ts";
import type { LocatedCommand, Variable, Variables } from "./variables.ts";

class VariableMap extends Map<string, Variable> implements Variables {
  obscured: Variable | undefined;
  override get(name: string): Variable | undefined {
    return super.get(name) ?? this.obscured;
  }
}

/** Functions that call each other come to more calls than a file has letters. */
const MAX_CALLS = 1000;
const MAX_DEPTH = 100;

/** Reads files one after the other into one set of variables. */
export class Reading {
  private readonly map = new VariableMap();
  private readonly functions = new Map<string, { file: string; commands: LocatedCommand[] }>();
  private readonly frozen = new Set<string>();
  /** Functions that are being run: one that calls itself is run once. */
  private readonly running = new Set<string>();
  private calls = 0;
  private place = { file: "", line: 0 };
  /** Why what follows in this file may not be read. */
  private left: string | undefined;

  get variables(): Variables {
    return this.map;
  }

  readFile(file: string, commands: readonly LocatedCommand[]): void {
    this.left = undefined;
    for (const command of commands) {
      const { context } = command;
      if (context.kind === "function") this.define(context.name, file, command);
      else if (context.kind === "perhaps") this.run(command, file, `it is set ${context.because}`);
      // What a process of its own sets is gone with it.
      else if (context.kind === "here") this.run(command, file, this.left);
    }
  }

  private define(name: string, file: string, command: LocatedCommand): void {
    const known = this.functions.get(name) ?? { file, commands: [] };
    known.commands.push(command);
    this.functions.set(name, known);
  }

  /** Runs a command that surely runs, or, with a reason, one that may. */
  private run(command: LocatedCommand, file: string, unsure: string | undefined): void {
    this.place = { file, line: command.line };
    for (const name of command.sets) this.doubt(name, "an expansion beside a command sets it");
    const apart = takeApart(command);
    if (unsure === undefined) this.assignSurely(apart);
    else this.assignPerhaps(command, apart, unsure);
    if (apart.name !== undefined) this.runNamed(apart.name, apart, unsure);
  }

  private assignSurely(apart: TakenApart): void {
    const scope: Scope = {
      look: (name) => this.map.get(name),
      set: (name, value) => this.set(name, value),
    };
    // sh expands all of a command's words before it sets anything (bin/sh/eval.c, evalcommand).
    const values = apart.leading.map(({ name, value }) => ({ name, value: expand(value, scope) }));
    const declared = apart.args.flatMap((word) => {
      const assignment = isDeclaration(apart) ? assignmentIn(word) : undefined;
      const value = expand(assignment?.value ?? word.parts, scope);
      return assignment === undefined ? [] : [{ name: assignment.name, value }];
    });
    for (const { name, value } of apart.name === undefined ? values : declared)
      this.set(name, value);
  }

  private assignPerhaps(command: LocatedCommand, apart: TakenApart, unsure: string): void {
    const inside = command.words.flatMap(({ parts }) => parts.flatMap(assigned));
    const leading = apart.name === undefined ? apart.leading : [];
    const declared = isDeclaration(apart)
      ? apart.args.flatMap((word) => assignmentIn(word) ?? [])
      : [];
    const named = [...leading, ...declared].map(({ name }) => name);
    for (const name of [...inside, ...named, command.loopVariable ?? []].flat())
      this.doubt(name, unsure);
  }

  /** What the command itself does. */
  private runNamed(
    nameWord: Word,
    { leading, args }: TakenApart,
    unsure: string | undefined,
  ): void {
    const name = literalText(nameWord.parts);
    if (name !== undefined && isSpecialBuiltin(name)) {
      for (const assignment of leading) this.doubt(assignment.name, `it is set for "${name}"`);
    }
    const called = name === undefined ? undefined : this.functions.get(name);
    if (called !== undefined) {
      this.callFunction(name!, called, unsure);
      return;
    }
    const what = [nameWord, ...args].map(({ raw }) => raw).join(" ");
    const effect = effectOf(nameWord, args);
    switch (effect.kind) {
      case "anything":
        this.obscure(`"${what}" may set any variable`);
        break;
      case "sets":
        for (const each of effect.names) this.doubt(each, `"${what}" sets it`);
        break;
      case "unsets":
        for (const each of effect.names) {
          if (unsure === undefined) this.map.delete(each);
          else this.doubt(each, unsure);
        }
        break;
      case "freezes":
        for (const each of effect.names) this.frozen.add(each);
        break;
      case "leaves":
        this.left ??= `it comes after "${what}"`;
        break;
    }
  }

  private callFunction(
    name: string,
    { file, commands }: { file: string; commands: LocatedCommand[] },
    unsure: string | undefined,
  ): void {
    if (this.running.has(name)) return;
    if (++this.calls > MAX_CALLS || this.running.size >= MAX_DEPTH) {
      this.obscure(`"${name}" may set any variable, in more calls than are followed`);
      return;
    }
    this.running.add(name);
    // A return ends the function only.
    const { left, place } = this;
    for (const command of commands)
      this.run(command, file, unsure ?? `the function ${name} may set it`);
    this.left = left;
    this.place = place;
    this.running.delete(name);
  }

  private set(name: string, value: Expanded): void {
    const result: Expanded = this.frozen.has(name)
      ? { value: undefined, needsSh: "it is read-only by then, where sh stops" }
      : value;
    this.map.set(name, { ...result, ...this.place });
  }

  private doubt(name: string, why: string): void {
    this.set(name, { value: undefined, needsSh: why });
  }

  private obscure(why: string): void {
    for (const name of this.map.keys()) this.doubt(name, why);
    this.map.obscured = { value: undefined, needsSh: why, ...this.place };
  }
}
