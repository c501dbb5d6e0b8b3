/** The DHCP server of a LAN (RFC 2131). */
import { formatEther } from "../wire/address.ts";
import { ACK, type DhcpMessage, DISCOVER, NAK, OFFER, REQUEST } from "../wire/dhcp.ts";

const LEASE_SECONDS = 86400;

/** What a server gives beside addresses, as far as somebody has said it. Addresses are unsigned numbers of 32 bits. */
export interface DhcpTerms {
  readonly routers?: readonly number[] | undefined;
  readonly nameServers?: readonly number[] | undefined;
  readonly domain?: string | undefined;
  /** Seconds; a day when left out. */
  readonly lease?: number | undefined;
  /** Addresses that are kept for clients, by their Ethernet addresses: `58:9c:fc:00:00:14`. */
  readonly kept?: ReadonlyMap<string, number> | undefined;
}

/** A DHCP server: gives each client the lowest free address of its network from .15 on, and the same one again. */
export class DhcpServer {
  private readonly leases = new Map<string, number>();

  constructor(
    private readonly address: number,
    private readonly mask: number,
    /** Has a host of the LAN this address? */
    private readonly isTaken: (address: number) => boolean,
    private readonly terms: DhcpTerms = {},
  ) {}

  /** The answer to a client's message; undefined for none. */
  answer(request: DhcpMessage): DhcpMessage | undefined {
    const client = formatEther(request.client);
    const { routers, nameServers, domain, lease = LEASE_SECONDS, kept } = this.terms;
    const given = { mask: this.mask, lease, routers, nameServers, domain };
    const { transaction } = request;
    const reply = { transaction, client: request.client, server: this.address };
    if (request.type === DISCOVER) {
      const yours = kept?.get(client) ?? this.leases.get(client) ?? this.freeAddress();
      if (yours === undefined) return undefined;
      this.leases.set(client, yours);
      return { ...reply, type: OFFER, yours, ...given };
    }
    if (request.type !== REQUEST) return undefined;
    const yours = this.leases.get(client);
    if (yours === undefined || yours !== request.requested)
      return { ...reply, type: NAK, yours: 0 };
    return { ...reply, type: ACK, yours, ...given };
  }

  private freeAddress(): number | undefined {
    const network = (this.address & this.mask) >>> 0;
    const last = (network | ~this.mask) >>> 0;
    const leased = new Set([...this.leases.values(), ...(this.terms.kept?.values() ?? [])]);
    for (let address = network + 15; address < last; address++) {
      if (!leased.has(address) && !this.isTaken(address)) return address;
    }
    return undefined;
  }
}
