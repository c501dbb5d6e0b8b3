/** Reads pf.conf(5), as far as a lab's pf goes (pfctl's parse.y). */
import { Lexer, PfConfError } from "./lex.ts";
import { parseItems } from "./parsehosts.ts";
import {
  parseAnchor,
  parseAnchorName,
  parseFilter,
  parseScrub,
  parseTranslation,
} from "./parserule.ts";
import type { PfConf, WrittenRule, WrittenTable } from "./syntax.ts";
import { Tokens } from "./tokens.ts";

/** A line that is not taken, and the file that it is in. */
export interface PfConfFault {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** What a parser reads with: files that are named, and macros from the command line. */
export interface ParseOptions {
  readonly file: string;
  /** The text of a file; undefined when there is none. */
  readonly read: (path: string) => string | undefined;
  readonly macros?: ReadonlyMap<string, string>;
}

/** Reads a file to its end, past lines that are not taken. */
export function parsePfConf(
  text: string,
  options: ParseOptions,
): { readonly conf: PfConf; readonly faults: readonly PfConfFault[] } {
  const faults: PfConfFault[] = [];
  const lexer = new Lexer(text);
  for (const [name, value] of options.macros ?? []) lexer.macros.set(name, value);
  const parser = new Parser(new Tokens(lexer), options, faults);
  return { conf: parser.run(), faults };
}

type Parts = { [key in keyof PfConf]: PfConf[key][number][] };

class Parser {
  private parts: Parts = { rules: [], tables: [], anchors: [], skip: [], antispoof: [] };
  private blockPolicy: "drop" | "return" = "drop";
  /** How far the file has come in the order that its lines must have. */
  private stage = 0;

  constructor(
    private readonly tokens: Tokens,
    private readonly options: ParseOptions,
    private readonly faults: PfConfFault[],
  ) {}

  run(): PfConf {
    this.statements(() => this.tokens.peek.kind === "end");
    return this.parts;
  }

  /** Lines, until one is where they end. */
  private statements(isOver: () => boolean): void {
    for (;;) {
      try {
        this.tokens.skipNewlines();
        if (isOver()) return;
        this.statement();
        if (!this.tokens.isAtEnd && !isOver()) this.tokens.fail();
      } catch (error) {
        if (!(error instanceof PfConfError)) throw error;
        const { line, message } = error;
        this.faults.push({ file: this.options.file, line, message });
        if (this.isUnfinished()) return;
        this.tokens.skipLine();
      }
    }
  }

  private isUnfinished(): boolean {
    try {
      return this.tokens.peek.kind === "end";
    } catch (error) {
      if (!(error instanceof PfConfError)) throw error;
      return false;
    }
  }

  private statement(): void {
    const { tokens } = this;
    const { kind, text } = tokens.peek;
    if (kind !== "word") tokens.fail();
    const parse = Object.hasOwn(statements, text) ? statements[text] : undefined;
    if (parse !== undefined) {
      parse(this);
      return;
    }
    if (NOT_EMULATED.includes(text)) tokens.refuse(text);
    this.macro(tokens.word());
  }

  /** `name = value`. */
  private macro(name: string): void {
    const { tokens } = this;
    if (!tokens.accept("=")) tokens.fail();
    let value = "";
    while (!tokens.isAtEnd) {
      const { text } = tokens.take();
      value += value === "" ? text : ` ${text}`;
    }
    tokens.lexer.macros.set(name, value);
  }

  rule(parse: (tokens: Tokens) => WrittenRule): void {
    const rule = parse(this.tokens);
    this.inOrder(STAGES[rule.kind]);
    const answer = rule.action === "block" ? (rule.answer ?? this.blockPolicy) : rule.answer;
    this.parts.rules.push({ ...rule, answer });
  }

  /** Throws when a line comes too late (parse.y, check_rulestate). */
  private inOrder(stage: number): void {
    if (stage < this.stage) {
      this.tokens.fail(
        "Rules must be in order: options, ethernet, normalization, queueing, translation, filtering",
      );
    }
    this.stage = stage;
  }

  anchor(): void {
    const rule = parseAnchor(this.tokens);
    this.inOrder(STAGES[rule.kind]);
    this.parts.rules.push(rule);
    const { tokens } = this;
    if (!tokens.accept("{")) return;
    if (rule.kind !== "filter") tokens.fail();
    const outer = this.parts;
    this.parts = { rules: [], tables: [], anchors: [], skip: [], antispoof: [] };
    const { stage } = this;
    this.stage = 0;
    try {
      this.statements(() => tokens.peek.kind === "end" || tokens.peek.text === "}");
      tokens.expect("}");
    } finally {
      const conf = this.parts;
      this.parts = outer;
      this.stage = stage;
      outer.anchors.push({ name: rule.anchor ?? "", conf });
    }
  }

  /** `load anchor NAME from FILE`. */
  load(): void {
    const { tokens } = this;
    tokens.take();
    tokens.expect("anchor");
    const name = parseAnchorName(tokens);
    tokens.expect("from");
    const { conf } = this.other(tokens.word());
    this.parts.anchors.push({ name, conf });
  }

  include(): void {
    this.tokens.take();
    const { conf, macros } = this.other(this.tokens.word());
    for (const [name, value] of macros) this.tokens.lexer.macros.set(name, value);
    for (const key of Object.keys(this.parts) as (keyof Parts)[]) {
      (this.parts[key] as unknown[]).push(...conf[key]);
    }
  }

  private other(file: string): { conf: PfConf; macros: ReadonlyMap<string, string> } {
    const text = this.options.read(file);
    if (text === undefined) this.tokens.fail(`${file}: No such file or directory`);
    const lexer = new Lexer(text);
    for (const [name, value] of this.tokens.lexer.macros) lexer.macros.set(name, value);
    const options = { ...this.options, file };
    const parser = new Parser(new Tokens(lexer), options, this.faults);
    parser.blockPolicy = this.blockPolicy;
    return { conf: parser.run(), macros: lexer.macros };
  }

  table(): void {
    const { tokens } = this;
    tokens.take();
    tokens.expect("<");
    const name = tokens.word();
    tokens.expect(">");
    let table: WrittenTable = { name, persists: false, isConst: false, items: [], files: [] };
    while (!tokens.isAtEnd) {
      if (tokens.accept("persist")) table = { ...table, persists: true };
      else if (tokens.accept("const")) table = { ...table, isConst: true };
      else if (tokens.accept("counters")) continue;
      else if (tokens.accept("file")) table = { ...table, files: [...table.files, tokens.word()] };
      else if (tokens.peek.text === "{") {
        const items = parseItems(tokens, { mayBeEmpty: true });
        table = { ...table, items: [...table.items, ...items] };
      } else tokens.fail();
    }
    this.parts.tables.push(table);
  }

  antispoof(): void {
    const { tokens } = this;
    const { line } = tokens.take();
    const log = tokens.accept("log");
    const quick = tokens.accept("quick");
    tokens.expect("for");
    const interfaces = tokens.list(() => tokens.word());
    const family = tokens.accept("inet") ? 4 : tokens.accept("inet6") ? 6 : undefined;
    const labels = tokens.accept("label") ? [tokens.word()] : [];
    this.inOrder(STAGES.filter);
    const at = this.parts.rules.length;
    this.parts.antispoof.push({ line, at, interfaces, family, quick, log, labels });
  }

  set(): void {
    const { tokens } = this;
    tokens.take();
    const { text } = tokens.peek;
    const word = tokens.word();
    // What is to be skipped may stand anywhere (parse.y, option).
    if (word !== "skip") this.inOrder(STAGES.options);
    if (word === "skip") {
      tokens.expect("on");
      this.parts.skip.push(...tokens.list(() => tokens.word()));
    } else if (word === "block-policy") {
      const policy = (["drop", "return"] as const).find((one) => tokens.accept(one));
      this.blockPolicy = policy ?? tokens.fail();
    } else if (IDLE_SETTINGS.includes(word)) this.skipValue();
    else if (SETTINGS.includes(word)) tokens.refuse(`set ${text}`);
    else tokens.fail();
  }

  private skipValue(): void {
    const { tokens } = this;
    if (tokens.isAtEnd) tokens.fail();
    let depth = 0;
    while (depth > 0 || !tokens.isAtEnd) {
      const { kind, text } = tokens.take();
      if (kind === "end") tokens.fail();
      if (text === "{") depth++;
      if (text === "}") depth--;
    }
  }
}

const rule = (parse: (tokens: Tokens) => WrittenRule) => (parser: Parser) => parser.rule(parse);
const anchor = (parser: Parser) => parser.anchor();

/** What begins a line. */
const statements: { readonly [word: string]: (parser: Parser) => void } = {
  pass: rule(parseFilter),
  block: rule(parseFilter),
  match: rule(parseFilter),
  nat: rule(parseTranslation),
  rdr: rule(parseTranslation),
  binat: rule(parseTranslation),
  no: rule(parseTranslation),
  scrub: rule(parseScrub),
  anchor,
  "nat-anchor": anchor,
  "rdr-anchor": anchor,
  "binat-anchor": anchor,
  load: (parser) => parser.load(),
  include: (parser) => parser.include(),
  table: (parser) => parser.table(),
  antispoof: (parser) => parser.antispoof(),
  set: (parser) => parser.set(),
};

const STAGES = { options: 0, scrub: 2, nat: 4, rdr: 4, binat: 4, filter: 5 } as const;

const NOT_EMULATED: readonly string[] = ["altq", "queue", "ether"];

/** Settings that make no difference in a lab. */
const IDLE_SETTINGS: readonly string[] = [
  "debug",
  "fingerprints",
  "hostid",
  "limit",
  "loginterface",
  "optimization",
  "ruleset-optimization",
  "require-order",
];
const SETTINGS: readonly string[] = [
  "timeout",
  "state-policy",
  "state-defaults",
  "fail-policy",
  "keepcounters",
  "reassemble",
  "syncookies",
];
