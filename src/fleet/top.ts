/** The busiest links of a fleet. */
import { countersSchema } from "./answershapes.ts";
import { askAll, type Fleet } from "./owner.ts";
import type { Member } from "./subjects.ts";

/** A link of one host, and how much goes over it, bits a second. */
export interface HostLink {
  readonly host: string;
  readonly bridge: string;
  readonly link: string;
  readonly rxBits: number;
  readonly txBits: number;
}

/** A host needs a second to count, and some time to read itself twice; milliseconds. */
const TIMEOUT = 15_000;

/** Returns the busiest links of hosts, and the hosts that did not say. */
export async function busiest(
  fleet: Fleet,
  members: readonly Member[],
  count: number,
): Promise<{
  readonly links: readonly HostLink[];
  readonly missing: readonly { readonly host: string; readonly error: string }[];
}> {
  const all = await askAll(fleet, members, "counters", countersSchema, TIMEOUT);
  const links = all.flatMap(({ member, answer }) =>
    "error" in answer ? [] : answer.value.links.map((link) => ({ host: member.name, ...link })),
  );
  links.sort((a, b) => b.rxBits + b.txBits - (a.rxBits + a.txBits));
  return {
    links: links.slice(0, count),
    missing: all.flatMap(({ member, answer }) =>
      "error" in answer ? [{ host: member.name, error: answer.error }] : [],
    ),
  };
}
