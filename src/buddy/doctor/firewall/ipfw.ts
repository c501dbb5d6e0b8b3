/** ipfw(4)'s rules, as `ipfw list` shows them, asked about a packet: the first one that matches decides. */
import { type Answer, all, isIn, not, oneOf, type Packet, type Verdict } from "./verdict.ts";

const PASS = ["allow", "accept", "pass", "permit"];
const BLOCK = ["deny", "drop", "reject", "unreach", "unreach6", "reset", "reset6", "abort"];
/** What goes on with the next rule. */
const GO_ON = ["count", "check-state", "setfib", "setdscp", "tag", "untag"];

/** Returns what these rules do with a packet. They were written by a jail's root: nothing of them is taken for granted. */
export function ipfwVerdict(rules: readonly string[], packet: Packet): Verdict {
  const possible: Verdict[] = [];
  let from = 0;
  for (const rule of rules) {
    const words = rule
      .replace(/\/\/.*/, "")
      .trim()
      .split(/\s+/);
    const number = Number(words[0]);
    if (number < from) continue;
    const at = actionAt(words);
    const action = words[at] ?? "";
    const matches = matchOf(words.slice(at + 1), packet);
    if (matches === "no" || GO_ON.includes(action)) continue;
    if (action === "skipto" && matches === "yes") from = Number(words[at + 1]);
    else {
      const verdict = verdictOf(action, rule);
      possible.push(verdict);
      if (matches === "yes" || verdict.action === "unknown") return oneOf(possible);
    }
  }
  return oneOf([...possible, { action: "block" }]);
}

/** Behind the number there may be a set and a probability. */
function actionAt(words: readonly string[]): number {
  let at = 1;
  while (words[at] === "set" || words[at] === "prob") at += 2;
  return at;
}

function verdictOf(action: string, rule: string): Verdict {
  if (PASS.includes(action)) return { action: "pass", rule };
  if (BLOCK.includes(action)) return { action: "block", rule };
  return { action: "unknown", rule };
}

/** `[log] PROTO from ADDRESS to ADDRESS OPTIONS`. */
function matchOf(words: readonly string[], packet: Packet): Answer {
  const from = words.indexOf("from");
  const to = words.indexOf("to", from);
  if (from < 1 || to < 0) return "perhaps";
  const proto = words[from - 1]!;
  const rest = words.slice(to + 2 + Number(words[to + 1] === "not"));
  return all([
    EVERY.includes(proto) || packet.protocols.includes(proto) ? "yes" : "no",
    addressed(words.slice(from + 1), packet.source),
    addressed(words.slice(to + 1), packet.destination),
    ...options(rest, packet),
  ]);
}

const EVERY = ["ip", "ip4", "all"];

function addressed(words: readonly string[], address: string | undefined): Answer {
  const negated = words[0] === "not";
  const is = isIn(address, words[negated ? 1 : 0] ?? "");
  return negated ? not(is) : is;
}

function options(words: readonly string[], packet: Packet): Answer[] {
  const answers: Answer[] = [];
  for (let at = 0; at < words.length; at++) {
    const word = words[at]!;
    if (word === "in" || word === "out") answers.push(word === packet.way ? "yes" : "no");
    else if (word === "via" || word === (packet.way === "in" ? "recv" : "xmit"))
      answers.push(words[++at] === packet.interface ? "yes" : "no");
    else if (word === "recv" || word === "xmit") at++;
    else if (word === "established" || word === "setup") answers.push("no");
    else if (word !== "keep-state") answers.push("perhaps");
  }
  return answers;
}
