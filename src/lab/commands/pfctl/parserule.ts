/** Rules of pf.conf(5): filters, translations, anchors. */
import type { BlockAnswer, RuleAction } from "../../net/pf/rule.ts";
import { icmpTypeNamed, protocolNamed, TCP_FLAGS } from "./names.ts";
import { parseFromTo, parsePool } from "./parsehosts.ts";
import type { WrittenRule } from "./syntax.ts";
import type { Tokens } from "./tokens.ts";

type Draft = { -readonly [key in keyof WrittenRule]: WrittenRule[key] };

function draft(tokens: Tokens, action: RuleAction, kind: WrittenRule["kind"]): Draft {
  const any = { hosts: [], ports: [] };
  return {
    line: tokens.peek.line,
    action,
    kind,
    no: false,
    natPass: false,
    anchor: undefined,
    answer: undefined,
    direction: undefined,
    log: false,
    quick: false,
    interfaces: [],
    family: undefined,
    protocols: [],
    from: any,
    to: any,
    flags: undefined,
    icmpTypes: [],
    state: undefined,
    labels: [],
    pool: undefined,
    scrub: "",
  };
}

/** `pass …`, `block …`, `match …`. */
export function parseFilter(tokens: Tokens): WrittenRule {
  const action = tokens.word() as "pass" | "block" | "match";
  const rule = draft(tokens, action, "filter");
  if (action === "block") rule.answer = parseAnswer(tokens);
  parseDirection(tokens, rule);
  parseLogAndQuick(tokens, rule);
  parseWhere(tokens, rule);
  parseOptions(tokens, rule);
  return rule;
}

const ANSWERS: readonly BlockAnswer[] = [
  "drop",
  "return",
  "return-rst",
  "return-icmp",
  "return-icmp6",
];

function parseAnswer(tokens: Tokens): BlockAnswer | undefined {
  const answer = ANSWERS.find((one) => tokens.accept(one));
  if (answer !== undefined && tokens.accept("(")) tokens.refuse(`${answer}(…)`);
  return answer;
}

function parseDirection(tokens: Tokens, rule: Draft): void {
  if (tokens.accept("in")) rule.direction = "in";
  else if (tokens.accept("out")) rule.direction = "out";
}

function parseLogAndQuick(tokens: Tokens, rule: Draft): void {
  for (;;) {
    if (tokens.accept("quick")) rule.quick = true;
    else if (tokens.accept("log")) {
      if (tokens.accept("(")) tokens.refuse("log (…)");
      rule.log = true;
    } else return;
  }
}

/** Interface, family, protocol and addresses. */
function parseWhere(tokens: Tokens, rule: Draft): void {
  parseInterface(tokens, rule);
  if (tokens.isWord("route-to", "reply-to", "dup-to", "fastroute", "bridge-to")) {
    tokens.refuse(tokens.peek.text);
  }
  if (tokens.accept("inet")) rule.family = 4;
  else if (tokens.accept("inet6")) rule.family = 6;
  if (tokens.accept("proto")) {
    rule.protocols = tokens.list(() => {
      const { text } = tokens.peek;
      const number = protocolNamed(tokens.word());
      return number ?? tokens.fail(`unknown protocol ${text}`);
    });
  }
  const { from, to } = parseFromTo(tokens);
  rule.from = from;
  rule.to = to;
}

function parseInterface(tokens: Tokens, rule: Draft): void {
  if (!tokens.accept("on")) return;
  if (tokens.isWord("rdomain")) tokens.refuse("rdomain");
  rule.interfaces = tokens.list(() => {
    const not = tokens.accept("!");
    return { not, name: tokens.word() };
  });
}

/** What may stand behind the addresses, in any order. */
const options: { readonly [word: string]: (tokens: Tokens, rule: Draft) => void } = {
  flags(tokens, rule) {
    rule.flags = parseFlags(tokens);
  },
  "icmp-type": (tokens, rule) => parseIcmp(tokens, rule, 4),
  "icmp6-type": (tokens, rule) => parseIcmp(tokens, rule, 6),
  keep(tokens, rule) {
    tokens.expect("state");
    if (tokens.accept("(")) tokens.refuse("keep state (…)");
    rule.state = "keep";
  },
  no(tokens, rule) {
    tokens.expect("state");
    rule.state = "no";
  },
  label(tokens, rule) {
    rule.labels = [...rule.labels, tokens.word()];
  },
  "allow-opts": () => {},
};

/** Words of pf.conf(5) that a lab's pf does not have. */
const NOT_EMULATED = [
  ..."user group modulate synproxy tos probability rtable divert-to divert-reply fragment queue prio".split(
    " ",
  ),
  ..."set scrub nat-to rdr-to binat-to af-to received-on once max-pkt-rate dnpipe dnqueue".split(
    " ",
  ),
  ..."ridentifier max-pkt-size tag tagged !".split(" "),
];

function parseOptions(tokens: Tokens, rule: Draft): void {
  for (;;) {
    const { kind, text } = tokens.peek;
    if (kind === "newline" || kind === "end" || text === "->" || text === "{" || text === "}") {
      return;
    }
    const parse = kind === "word" && Object.hasOwn(options, text) ? options[text] : undefined;
    if (parse !== undefined) {
      tokens.take();
      parse(tokens, rule);
    } else if (NOT_EMULATED.includes(text)) tokens.refuse(text === "!" ? "! tagged" : text);
    else tokens.fail();
  }
}

function parseFlags(tokens: Tokens): WrittenRule["flags"] {
  if (tokens.accept("any")) return "any";
  const bits = (letters: string) =>
    [...letters].reduce((sum, letter) => {
      const bit = TCP_FLAGS.indexOf(letter);
      if (bit < 0) tokens.fail(`bad flags ${letters}`);
      return sum | (1 << bit);
    }, 0);
  const set = tokens.peek.text === "/" ? 0 : bits(tokens.word());
  tokens.expect("/");
  return { set, of: bits(tokens.word()) };
}

function parseIcmp(tokens: Tokens, rule: Draft, family: 4 | 6): void {
  rule.icmpTypes = tokens.list(() => {
    const { text } = tokens.peek;
    const type = icmpTypeNamed(tokens.word(), family);
    if (type === undefined) tokens.fail(`unknown icmp-type ${text}`);
    const code = tokens.accept("code") ? tokens.word() : undefined;
    if (code !== undefined && !/^\d+$/.test(code)) tokens.refuse(`code ${code}`);
    return { family, type, code: code === undefined ? undefined : Number(code) };
  });
}

/** `nat …`, `rdr …`, `binat …`, `no nat …`. */
export function parseTranslation(tokens: Tokens): WrittenRule {
  const no = tokens.accept("no");
  if (tokens.isWord("scrub")) tokens.refuse("no scrub");
  const action = tokens.word() as "nat" | "rdr" | "binat";
  const rule = draft(tokens, action, action);
  rule.no = no;
  if (tokens.accept("pass")) {
    rule.natPass = true;
    parseLogAndQuick(tokens, rule);
  }
  parseWhere(tokens, rule);
  parseOptions(tokens, rule);
  const hasPool = tokens.peek.text === "->";
  if (action === "binat" && no === hasPool) {
    tokens.fail(no ? "'no binat' rule does not need '->'" : "'binat' rule requires '-> address'");
  }
  if (no) return rule;
  tokens.expect("->");
  rule.pool = parsePool(tokens);
  return rule;
}

/** `scrub …`: a lab's packets are whole when they are looked at, and so it only shows what is asked. */
export function parseScrub(tokens: Tokens): WrittenRule {
  tokens.take();
  const rule = draft(tokens, "scrub", "scrub");
  parseDirection(tokens, rule);
  parseLogAndQuick(tokens, rule);
  parseWhere(tokens, rule);
  while (!tokens.isAtEnd) {
    if (!tokens.accept("fragment")) tokens.refuse(`scrub ${tokens.peek.text}`);
    if (!tokens.accept("reassemble")) tokens.refuse(`scrub fragment ${tokens.peek.text}`);
  }
  rule.scrub = "fragment reassemble";
  return rule;
}

/** `anchor "name" …`, `nat-anchor`, `rdr-anchor`; the caller reads what is in braces behind it. */
export function parseAnchor(tokens: Tokens): WrittenRule {
  const word = tokens.word();
  const kind =
    word === "anchor" ? "filter" : (word.slice(0, -"-anchor".length) as "nat" | "rdr" | "binat");
  const rule = draft(tokens, "anchor", kind);
  const { kind: next, text } = tokens.peek;
  const hasName =
    next === "text" || (next === "word" && !["in", "out", "on", "all", "quick"].includes(text));
  if (!hasName) tokens.refuse(`${word} without a name`);
  rule.anchor = parseAnchorName(tokens);
  parseDirection(tokens, rule);
  parseLogAndQuick(tokens, rule);
  parseWhere(tokens, rule);
  parseOptions(tokens, rule);
  return rule;
}

/** Without quotes a name has its slashes as signs. */
export function parseAnchorName(tokens: Tokens): string {
  let name = tokens.word();
  while (tokens.accept("/")) name += `/${tokens.isAtEnd ? "" : tokens.word()}`;
  return name;
}
