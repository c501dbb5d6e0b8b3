/** A line of pf.conf(5) as it is written: lists are still lists, and names names. */
import type { BlockAnswer, PortMatch, RuleAction } from "../../net/pf/rule.ts";

/** An address as it is written. */
export type WrittenHost =
  | { readonly kind: "any" | "no-route" }
  | { readonly kind: "table"; readonly name: string }
  /** `(vtnet0:network)`. */
  | { readonly kind: "dynamic"; readonly text: string; readonly prefix: number | undefined }
  /** An address, a host's name, an interface, `self`. */
  | { readonly kind: "name"; readonly text: string; readonly prefix: number | undefined }
  | { readonly kind: "range"; readonly from: string; readonly to: string };

/** One of a list of addresses. */
export interface WrittenItem {
  readonly not: boolean;
  readonly host: WrittenHost;
  readonly line: number;
}

/** `from … port …`, with all that stands in lists. */
export interface WrittenEnd {
  readonly hosts: readonly WrittenItem[];
  readonly ports: readonly PortMatch[];
}

/** Where translated packets go. */
export interface WrittenPool {
  readonly hosts: readonly WrittenItem[];
  readonly ports: { readonly first: number; readonly last: number } | undefined;
  readonly staticPort: boolean;
  readonly roundRobin: boolean;
}

/** A rule as it is written. */
export interface WrittenRule {
  readonly line: number;
  readonly action: RuleAction;
  /** Of anchors: `nat-anchor` and so on; else what the action says. */
  readonly kind: "scrub" | "nat" | "rdr" | "binat" | "filter";
  readonly no: boolean;
  readonly natPass: boolean;
  readonly anchor: string | undefined;
  readonly answer: BlockAnswer | undefined;
  readonly direction: "in" | "out" | undefined;
  readonly log: boolean;
  readonly quick: boolean;
  readonly interfaces: readonly { readonly name: string; readonly not: boolean }[];
  readonly family: 4 | 6 | undefined;
  readonly protocols: readonly number[];
  readonly from: WrittenEnd;
  readonly to: WrittenEnd;
  readonly flags: { readonly set: number; readonly of: number } | "any" | undefined;
  readonly icmpTypes: readonly {
    readonly family: 4 | 6;
    readonly type: number;
    readonly code: number | undefined;
  }[];
  readonly state: "keep" | "no" | undefined;
  readonly labels: readonly string[];
  readonly pool: WrittenPool | undefined;
  readonly scrub: string;
}

/** A table as it is written. */
export interface WrittenTable {
  readonly name: string;
  readonly persists: boolean;
  readonly isConst: boolean;
  readonly items: readonly WrittenItem[];
  readonly files: readonly string[];
}

/** What a file of pf.conf(5) says. */
export interface PfConf {
  readonly rules: readonly WrittenRule[];
  readonly tables: readonly WrittenTable[];
  /** Inline anchors and those that are loaded from files, by their names. */
  readonly anchors: readonly { readonly name: string; readonly conf: PfConf }[];
  readonly skip: readonly string[];
  readonly antispoof: readonly {
    readonly line: number;
    /** Before which of the rules. */
    readonly at: number;
    readonly interfaces: readonly string[];
    readonly family: 4 | 6 | undefined;
    readonly quick: boolean;
    readonly log: boolean;
    readonly labels: readonly string[];
  }[];
}
