/** What a firewall would do with a packet, as far as its rules tell. */
import { isInNetwork } from "../ipv4.ts";

/** A packet that a firewall is asked about. */
export interface Packet {
  readonly way: "in" | "out";
  /** The interface by which it comes or goes, and the groups that it is in. */
  readonly interface: string;
  readonly groups: readonly string[];
  /** The protocol, by all names that rules may have for it: `carp`, `112`. */
  readonly protocols: readonly string[];
  /** IPv4 addresses; absent for one that may be any. */
  readonly source?: string;
  readonly destination?: string;
}

/** What becomes of it. `rule` is the one that decides, as the firewall shows it; absent for what is done without one. */
export type Verdict =
  | { readonly action: "pass" | "block"; readonly rule?: string }
  /** A rule may apply or not, and that decides. */
  | { readonly action: "unknown"; readonly rule: string };

/** Says whether a condition holds, as far as that can be told. */
export type Answer = "yes" | "no" | "perhaps";

/** Returns whether all of them hold. */
export function all(answers: readonly Answer[]): Answer {
  if (answers.includes("no")) return "no";
  return answers.includes("perhaps") ? "perhaps" : "yes";
}

/** Returns the negation. */
export function not(answer: Answer): Answer {
  return answer === "perhaps" ? answer : answer === "yes" ? "no" : "yes";
}

/** Returns one verdict of all that are possible: the first, when they say the same. */
export function oneOf(possible: readonly Verdict[]): Verdict {
  const [first] = possible;
  const differs = possible.find(({ action }) => action !== first!.action);
  if (differs === undefined) return first!;
  return { action: "unknown", rule: differs.rule ?? first!.rule ?? "" };
}

/** Is an address in what a rule names: `any`, `10.0.0.1`, `10.0.0.0/8`? Everything else is for the firewall to know. */
export function isIn(address: string | undefined, text: string): Answer {
  if (text === "any") return "yes";
  if (address === undefined || !/^\d+(\.\d+){3}(\/\d+)?$/.test(text)) return "perhaps";
  return isInNetwork(address, text) ? "yes" : "no";
}
