/** sed(1): edits lines as a script says. */
import { type Matcher, RegexError } from "../base/regex.ts";
import { command, err, errnoOf, errx, usage, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { textInput } from "../process/input.ts";
import { placeOf } from "../process/paths.ts";
import type { Input, ShellProcess } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { openInput, refuseOptions } from "../process/texts.ts";
import { type Address, parseSed, type SedCommand, type Substitution } from "./sedscript.ts";

const USAGE =
  "usage: sed script [-EHalnru] [-i extension] [file ...]\n       sed [-EHalnu] [-i extension] [-e script] ... [-f script_file] ... [file ...]";

/** So many commands are done for one run. */
const MAX_STEPS = 5_000_000;

export const sed = command(async (process: ShellProcess) => {
  const options = getopt(process, "EHI:ae:f:i:lnru", USAGE);
  refuseOptions(options, "HI");
  const { has, value, operands } = options;
  const scripts: string[] = [];
  for (const { letter, value: text } of options.options) {
    if (letter === "e") scripts.push(text);
    if (letter === "f") scripts.push(await fileText(process, text));
  }
  const names = scripts.length > 0 ? operands : operands.slice(1);
  if (scripts.length === 0) scripts.push(operands[0] ?? usage(USAGE));
  const script = scripts.join("\n");
  const commands = parseSed(script, has("E") || has("r"));
  const silent = has("n") || /^#n(?:\n|$)/.test(script);
  const suffix = value("i");
  if (suffix === undefined) {
    const source = new Lines(process, names.length === 0 ? ["-"] : names);
    await new Editor(commands, silent, source, process.out).run();
    return source.failed ? 1 : 0;
  }
  if (names.length === 0) errx(1, "-I or -i may not be used with stdin");
  for (const name of names) await inPlace(process, name, suffix, commands, silent);
  return 0;
});

async function fileText(process: ShellProcess, name: string): Promise<string> {
  try {
    return (await openInput(process, name).all()).replace(/\n$/, "");
  } catch (error) {
    err(1, errnoOf(error), name);
  }
}

async function inPlace(
  process: ShellProcess,
  name: string,
  suffix: string,
  commands: readonly SedCommand[],
  silent: boolean,
): Promise<void> {
  const { files } = process.lab;
  const place = placeOf(process, name);
  try {
    const before = files.read(place);
    let text = "";
    const source = new Lines(process, [textInput(before)]);
    await new Editor(commands, silent, source, (line) => {
      text += line;
    }).run();
    if (suffix !== "") files.write(`${place}${suffix}`, before);
    files.write(place, text);
  } catch (error) {
    err(1, errnoOf(error), name);
  }
}

/** The lines of several files, one after the other. */
class Lines {
  failed = false;
  private readonly rest: (string | Input)[];
  private input: Input | undefined;
  private ahead: string | undefined;
  private isAhead = false;

  constructor(
    private readonly process: ShellProcess,
    inputs: readonly (string | Input)[],
  ) {
    this.rest = [...inputs];
  }

  async next(): Promise<string | undefined> {
    if (this.isAhead) {
      this.isAhead = false;
      return this.ahead;
    }
    for (;;) {
      if (this.process.signal.aborted) return undefined;
      if (this.input === undefined) {
        const next = this.rest.shift();
        if (next === undefined) return undefined;
        this.input = typeof next === "string" ? this.opened(next) : next;
        continue;
      }
      const line = await this.input.line();
      if (line !== undefined) return line;
      this.input = undefined;
    }
  }

  async isLast(): Promise<boolean> {
    if (!this.isAhead) {
      this.ahead = await this.next();
      this.isAhead = true;
    }
    return this.ahead === undefined;
  }

  private opened(name: string): Input | undefined {
    try {
      return openInput(this.process, name);
    } catch (error) {
      warn(this.process, errnoOf(error), name);
      this.failed = true;
      return undefined;
    }
  }
}

/** One run of a script. */
class Editor {
  private line = "";
  private held = "";
  private number = 0;
  private steps = 0;
  private behind = "";
  private lastMatcher: Matcher | undefined;
  private readonly needsLast: boolean;
  /** Of commands with two addresses: the last line of the range that is open; Infinity when it is not known. */
  private readonly open = new Map<SedCommand, number>();

  constructor(
    private readonly commands: readonly SedCommand[],
    private readonly silent: boolean,
    private readonly source: Lines,
    private readonly out: (text: string) => void,
  ) {
    this.needsLast = commands.some(({ from, to }) => from?.kind === "last" || to?.kind === "last");
  }

  async run(): Promise<void> {
    for (let again = false; ; ) {
      if (!again) {
        const next = await this.source.next();
        if (next === undefined) return;
        this.line = next;
        this.number++;
      }
      const end = await this.cycle();
      if (end !== "deleted" && end !== "again" && !this.silent) this.out(`${this.line}\n`);
      this.flush();
      if (end === "quit") return;
      again = end === "again";
    }
  }

  private flush(): void {
    if (this.behind !== "") this.out(this.behind);
    this.behind = "";
  }

  /** Does the commands for one line. Returns how it ended. */
  private async cycle(): Promise<"whole" | "deleted" | "again" | "quit"> {
    let substituted = false;
    for (let at = 0; at < this.commands.length; at++) {
      this.step();
      const one = this.commands[at]!;
      if ((await this.isMeant(one)) === one.negated) {
        if (one.name === "{") at = one.end! - 1;
        continue;
      }
      switch (one.name) {
        case "s":
          if (this.substitute(one.substitution!)) substituted = true;
          break;
        case "y":
          this.line = Array.from(this.line, (c) => one.replaced!.get(c) ?? c).join("");
          break;
        case "d":
          return "deleted";
        case "D": {
          const newline = this.line.indexOf("\n");
          if (newline < 0) return "deleted";
          this.line = this.line.slice(newline + 1);
          return "again";
        }
        case "p":
          this.out(`${this.line}\n`);
          break;
        case "P":
          this.out(`${this.line.split("\n", 1)[0]}\n`);
          break;
        case "=":
          this.out(`${this.number}\n`);
          break;
        case "q":
          return "quit";
        case "a":
          this.behind += one.text;
          break;
        case "i":
          this.out(one.text);
          break;
        case "c":
          if (one.to === undefined || !this.open.has(one)) this.out(one.text);
          return "deleted";
        case "n":
        case "N": {
          if (await this.source.isLast()) return "quit";
          if (one.name === "n" && !this.silent) this.out(`${this.line}\n`);
          this.flush();
          const next = (await this.source.next())!;
          this.line = one.name === "n" ? next : `${this.line}\n${next}`;
          this.number++;
          break;
        }
        case "h":
          this.held = this.line;
          break;
        case "H":
          this.held += `\n${this.line}`;
          break;
        case "g":
          this.line = this.held;
          break;
        case "G":
          this.line += `\n${this.held}`;
          break;
        case "x":
          [this.line, this.held] = [this.held, this.line];
          break;
        case "b":
        case "t":
          if (one.name === "t" && !substituted) break;
          substituted = false;
          at = one.text === "" ? this.commands.length : this.labelAt(one.text);
      }
      if (this.line.length > MAX_LINE)
        errx(EX_UNAVAILABLE, "so long a line: not emulated in a lab");
    }
    return "whole";
  }

  private step(): void {
    if (++this.steps > MAX_STEPS)
      errx(EX_UNAVAILABLE, "a script that runs so long: not emulated in a lab");
  }

  private labelAt(label: string): number {
    return this.commands.findIndex(({ name, text }) => name === ":" && text === label);
  }

  private async isMeant(one: SedCommand): Promise<boolean> {
    const { from, to } = one;
    if (from === undefined) return true;
    const isLast = this.needsLast && (await this.source.isLast());
    if (to === undefined) return this.fits(from, isLast);
    const until = this.open.get(one);
    if (until === undefined) {
      if (!this.fits(from, isLast)) return false;
      const end =
        to.kind === "line"
          ? to.number
          : to.kind === "more"
            ? this.number + to.count
            : Number.POSITIVE_INFINITY;
      if (end > this.number && !(to.kind === "last" && isLast)) this.open.set(one, end);
      return true;
    }
    const isEnd = until === Number.POSITIVE_INFINITY ? this.fits(to, isLast) : this.number >= until;
    if (isEnd) this.open.delete(one);
    // One whose end lies behind is over.
    return until === Number.POSITIVE_INFINITY || this.number <= until;
  }

  private fits(address: Address, isLast: boolean): boolean {
    if (address.kind === "line") return this.number === address.number;
    if (address.kind === "last") return isLast;
    return address.kind === "match" && this.find(address.matcher, 0) !== undefined;
  }

  private find(given: Matcher | undefined, from: number) {
    const matcher = given ?? this.lastMatcher ?? errx(1, "first RE may not be empty");
    this.lastMatcher = matcher;
    try {
      return matcher.find(this.line, from);
    } catch (error) {
      if (error instanceof RegexError) errx(EX_UNAVAILABLE, error.message);
      throw error;
    }
  }

  private substitute({ matcher, becomes, nth, all, prints }: Substitution): boolean {
    const made: string[] = [];
    let at = 0;
    let count = 0;
    let isDone = false;
    for (let from = 0; from <= this.line.length; ) {
      const match = this.find(matcher, from);
      if (match === undefined) break;
      this.step();
      const { start, end, groups } = match;
      // An empty match right behind another one is none.
      const isEmptyBehind = start === end && count > 0 && start === at && from === at;
      if (!isEmptyBehind && ++count >= nth) {
        made.push(this.line.slice(at, start));
        for (const piece of becomes) {
          const group = typeof piece === "number" ? groups[piece] : undefined;
          made.push(typeof piece === "string" ? piece : group ? this.line.slice(...group) : "");
        }
        at = end;
        isDone = true;
        if (!all) break;
      }
      from = end > start ? end : end + 1;
    }
    if (!isDone) return false;
    made.push(this.line.slice(at));
    this.line = made.join("");
    if (prints) this.out(`${this.line}\n`);
    return true;
  }
}

/** A line may grow by what a script does to it. */
const MAX_LINE = 16_000_000;
