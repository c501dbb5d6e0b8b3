/** What rules of ipfw(8) say, as the kernel has them: names resolved. */
import type { PfFamily, PfNetwork } from "../pf/rule.ts";

/** What a rule does. */
export type FwAction =
  | { readonly kind: "allow" | "deny" | "count" | "reject" | "reset" }
  | { readonly kind: "nat" | "skipto"; readonly number: number };

/** Ports from one number to another. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** One end of a packet. Several networks are alternatives, and so are several ranges of ports. */
export interface FwEnd {
  readonly not: boolean;
  readonly hosts: "any" | "me" | readonly PfNetwork[];
  /** Empty for any port, and none. */
  readonly ports: readonly PortRange[];
}

/** What must be so besides, in the order that it was written. */
export type FwOption =
  | { readonly kind: "in" | "out" | "established" | "setup" }
  | { readonly kind: "via" | "recv" | "xmit"; readonly iface: string }
  | { readonly kind: "proto"; readonly protocol: number }
  | { readonly kind: "icmptypes" | "icmp6types"; readonly types: readonly number[] };

/** A rule without its place. */
export interface FwBody {
  readonly action: FwAction;
  /** `ip4`, `ip6`; undefined for both. */
  readonly family: PfFamily | undefined;
  /** IANA's number. */
  readonly protocol: number | undefined;
  readonly source: FwEnd;
  readonly destination: FwEnd;
  readonly options: readonly FwOption[];
  readonly comment: string | undefined;
}

/** One rule. */
export interface FwRule extends FwBody {
  readonly number: number;
  readonly set: number;
  readonly counters: { packets: number; bytes: number };
}

export const ANY_END: FwEnd = { not: false, hosts: "any", ports: [] };

/** The number of the rule that is always there (ip_fw.h, IPFW_DEFAULT_RULE). */
export const DEFAULT_RULE = 65535;
/** The set that no flush empties (ip_fw.h, RESVD_SET). */
export const RESERVED_SET = 31;
