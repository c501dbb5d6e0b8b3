/** What rules of pf(4) say, as the kernel has them: lists are expanded and names resolved. */

/** IPv4 or IPv6. */
export type PfFamily = 4 | 6;

/** An address, four or sixteen bytes. */
export type PfAddress = Uint8Array;

/** Addresses that begin alike. */
export interface PfNetwork {
  readonly address: PfAddress;
  readonly prefix: number;
}

/** The addresses that an interface has at the moment: `(vtnet0)`, `(vtnet0:network)`, `(vtnet0:0)`. */
export interface DynamicAddress {
  readonly iface: string;
  readonly what: "addresses" | "network" | "broadcast" | "peer";
  /** Only the first one of each family. */
  readonly first: boolean;
}

/** Which addresses are meant. */
export type PfHost =
  | { readonly kind: "any" }
  | ({ readonly kind: "network" } & PfNetwork)
  | { readonly kind: "range"; readonly from: PfAddress; readonly to: PfAddress }
  | { readonly kind: "table"; readonly name: string }
  | ({ readonly kind: "dynamic" } & DynamicAddress)
  | { readonly kind: "no-route" };

/** How ports are compared: with one number, or with two. */
export type PortOperator = "=" | "!=" | "<" | "<=" | ">" | ">=" | "><" | "<>" | ":";

/** Ports of TCP and UDP. */
export interface PortMatch {
  readonly operator: PortOperator;
  readonly first: number;
  /** The same as `first` for operators of one number. */
  readonly last: number;
}

/** One end of a connection. */
export interface RuleEnd {
  readonly not: boolean;
  readonly host: PfHost;
  readonly port: PortMatch | undefined;
}

/** Where packets are translated to. */
export interface Pool {
  readonly hosts: readonly PfHost[];
  /** The ports to choose from; undefined for those that nat takes by itself, and for rdr's that stay. */
  readonly ports: { readonly first: number; readonly last: number } | undefined;
  readonly staticPort: boolean;
  readonly roundRobin: boolean;
}

/** What a rule does. */
export type RuleAction = "pass" | "block" | "match" | "scrub" | "nat" | "rdr" | "binat" | "anchor";

/** The rulesets of an anchor: translations are looked at before filters. */
export type RuleKind = "scrub" | "nat" | "rdr" | "binat" | "filter";

/** What the sender of a blocked packet hears. */
export type BlockAnswer = "drop" | "return" | "return-rst" | "return-icmp" | "return-icmp6";

/** One rule. */
export interface Rule {
  readonly kind: RuleKind;
  readonly action: RuleAction;
  /** `no nat`, `no rdr`: what fits is not translated. */
  readonly no: boolean;
  /** `rdr pass`, `nat pass`: what is translated is not filtered. */
  readonly natPass: boolean;
  /** The anchor whose rules are meant, relative to this one's: `rdr/*` for all below. */
  readonly anchor: string | undefined;
  readonly answer: BlockAnswer;
  readonly direction: "in" | "out" | undefined;
  readonly log: boolean;
  readonly quick: boolean;
  readonly iface: { readonly name: string; readonly not: boolean } | undefined;
  readonly family: PfFamily | undefined;
  /** IANA's number. */
  readonly protocol: number | undefined;
  readonly source: RuleEnd;
  readonly destination: RuleEnd;
  /** TCP's flags: those that are set, of those that are looked at; undefined for any. */
  readonly flags: { readonly set: number; readonly of: number } | undefined;
  readonly icmp: { readonly type: number; readonly code: number | undefined } | undefined;
  readonly keepsState: boolean;
  readonly labels: readonly string[];
  readonly pool: Pool | undefined;
  /** What `scrub` does besides, as pfctl prints it. */
  readonly scrub: string;
  /** What happened by it. */
  readonly counters: { evaluations: number; packets: number; bytes: number; states: number };
}

/** Any address and any port. */
export const ANYTHING: RuleEnd = { not: false, host: { kind: "any" }, port: undefined };

export const PROTOCOL_ICMP6 = 58;
