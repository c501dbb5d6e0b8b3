/** IPv6 addresses with their scope, as people write them: `fe80::1%vtnet0`. */
import { formatIpv6, isLinkLocal, parseIpv6 } from "../wire/address.ts";
import type { Address6 } from "../wire/address6.ts";
import type { Interface } from "./interface.ts";

/** An address, and the interface whose link it is on when it is one of a link. */
export interface Scoped {
  readonly address: Address6;
  readonly zone: Interface | undefined;
}

/** Reads an address; undefined when it is none, or names an interface that there is not. The interface may be given by its number. */
export function parseScoped(text: string, all: readonly Interface[]): Scoped | undefined {
  const at = text.indexOf("%");
  const address = parseIpv6(at < 0 ? text : text.slice(0, at));
  if (address === undefined || at < 0) return address && { address, zone: undefined };
  const scope = text.slice(at + 1);
  const zone = all.find(({ name, index }) => name === scope || String(index) === scope);
  return zone === undefined
    ? undefined
    : { address, zone: isLinkLocal(address) ? zone : undefined };
}

/** Returns the text of an address; a link-local one has the interface whose link it is on. */
export function formatScoped(address: Address6, zone: Interface | undefined): string {
  const scope = zone !== undefined && isLinkLocal(address) ? `%${zone.name}` : "";
  return `${formatIpv6(address)}${scope}`;
}
