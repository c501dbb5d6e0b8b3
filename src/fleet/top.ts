/** The busiest links of a fleet. */
import { countersSchema } from "./answershapes.ts";
import { askAll, type Fleet, type Missing, parted } from "./owner.ts";
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
  readonly missing: readonly Missing[];
}> {
  const { answered, missing } = parted(
    await askAll(fleet, members, "counters", countersSchema, TIMEOUT),
  );
  const links = answered.flatMap(({ host, value }) =>
    value.links.map((link) => ({ host, ...link })),
  );
  links.sort((a, b) => b.rxBits + b.txBits - (a.rxBits + a.txBits));
  return { links: links.slice(0, count), missing };
}
