/** Addresses for a measurement that nobody else has. */
import type { Net } from "../capturing/addresses.ts";
import { isIn, netIn } from "../capturing/addresses.ts";

/** Two addresses of one network, with the length of its prefix. */
export interface AddressPair {
  readonly receiver: string;
  readonly sender: string;
  readonly bits: number;
}

/** The networks for measurements between devices are 198.18.0.0/15 (RFC 2544, RFC 6890): nothing else is to have them. */
const SECOND_BYTES = [18, 19];
/** Room for two. */
const BITS = 30;

/** Returns the first pair of 198.18.0.0/15 in no network of these (`10.0.2.15/24`, `default` and IPv6 count as none); undefined when there is none. */
export function freePair(taken: readonly string[]): AddressPair | undefined {
  const nets = taken.flatMap((text) => netOf(text) ?? []);
  for (const second of SECOND_BYTES)
    for (let third = 0; third < 256; third++) {
      const before = `198.${second}.${third}`;
      const own = netIn(`${before}.0/${BITS}`)!;
      if (nets.some((net) => isIn(own.address, net) || isIn(net.address, own))) continue;
      return { receiver: `${before}.1`, sender: `${before}.2`, bits: BITS };
    }
  return undefined;
}

/** A network of IPv4; an address alone is one of its own. Every route is in the default one, which takes nothing. */
function netOf(text: string): Net | undefined {
  const net = netIn(text.includes("/") ? text : `${text}/32`);
  return net?.address.length === 4 && net.bits > 0 ? net : undefined;
}
