/** pf(4)'s rules, as `pfctl -sr` shows them, asked about a packet: the last one that matches decides, or the first quick one. */
import { type Answer, all, isIn, not, oneOf, type Packet, type Verdict } from "./verdict.ts";

/** Returns what these rules do with a packet. What they say was written by a jail's root: nothing of it is taken for granted. */
export function pfVerdict(rules: readonly string[], packet: Packet): Verdict {
  const ends: Verdict[] = [];
  let current: Verdict[] = [{ action: "pass" }];
  for (const rule of rules) {
    const words = rule.trim().split(/\s+/);
    if (words[0] === "anchor") {
      current.push({ action: "unknown", rule });
      continue;
    }
    if (words[0] !== "pass" && words[0] !== "block") continue;
    const matches = matchOf(words, packet);
    if (matches === "no") continue;
    const verdict: Verdict = { action: words[0], rule };
    if (!words.includes("quick")) current = matches === "yes" ? [verdict] : [...current, verdict];
    else {
      ends.push(verdict);
      if (matches === "yes") return oneOf(ends);
    }
  }
  return oneOf([...ends, ...current]);
}

/** Does a rule match? It has its conditions in this order: way, log, quick, interface, family, protocol, addresses. */
function matchOf(words: readonly string[], packet: Packet): Answer {
  const answers: Answer[] = [];
  const way = words.find((word) => word === "in" || word === "out");
  if (way !== undefined) answers.push(way === packet.way ? "yes" : "no");
  const on = words.indexOf("on");
  if (on >= 0) answers.push(onInterface(words.slice(on + 1), packet));
  if (words.includes("inet6") && !words.includes("from")) answers.push("no");
  const proto = words.indexOf("proto");
  if (proto >= 0) answers.push(packet.protocols.includes(words[proto + 1] ?? "") ? "yes" : "no");
  const from = words.indexOf("from");
  if (from >= 0) {
    if (words.includes("inet6")) answers.push("no");
    answers.push(addressed(words.slice(from + 1), packet.source));
    const to = words.indexOf("to", from);
    if (to >= 0) answers.push(addressed(words.slice(to + 1), packet.destination));
  }
  // Conditions that only pf can hold a packet against.
  if (words.some((word) => OTHER.includes(word))) answers.push("perhaps");
  return all(answers);
}

const OTHER = ["user", "group", "tagged", "received-on", "probability", "os", "rtable", "tos"];

function onInterface(words: readonly string[], packet: Packet): Answer {
  const negated = words[0] === "!";
  const name = words[negated ? 1 : 0] ?? "";
  const is: Answer = name === packet.interface || packet.groups.includes(name) ? "yes" : "no";
  return negated ? not(is) : is;
}

function addressed(words: readonly string[], address: string | undefined): Answer {
  const negated = words[0] === "!";
  const is = isIn(address, words[negated ? 1 : 0] ?? "");
  return negated ? not(is) : is;
}
