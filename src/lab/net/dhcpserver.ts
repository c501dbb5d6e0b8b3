/** The DHCP server of a LAN (RFC 2131). */
import { ACK, type DhcpMessage, DISCOVER, NAK, OFFER, REQUEST } from "../wire/dhcp.ts";

const LEASE_SECONDS = 86400;

/** A DHCP server: gives each client the lowest free address of its network from .15 on, and the same one again. */
export class DhcpServer {
  private readonly leases = new Map<string, number>();

  constructor(
    private readonly address: number,
    private readonly mask: number,
    /** Has a host of the LAN this address? */
    private readonly isTaken: (address: number) => boolean,
  ) {}

  /** The answer to a client's message; undefined for none. */
  answer(request: DhcpMessage): DhcpMessage | undefined {
    const client = request.client.join(":");
    const { transaction } = request;
    const reply = { transaction, client: request.client, server: this.address };
    if (request.type === DISCOVER) {
      const yours = this.leases.get(client) ?? this.freeAddress();
      if (yours === undefined) return undefined;
      this.leases.set(client, yours);
      return { ...reply, type: OFFER, yours, mask: this.mask, lease: LEASE_SECONDS };
    }
    if (request.type !== REQUEST) return undefined;
    const yours = this.leases.get(client);
    if (yours === undefined || yours !== request.requested)
      return { ...reply, type: NAK, yours: 0 };
    return { ...reply, type: ACK, yours, mask: this.mask, lease: LEASE_SECONDS };
  }

  private freeAddress(): number | undefined {
    const network = (this.address & this.mask) >>> 0;
    const last = (network | ~this.mask) >>> 0;
    const leased = new Set(this.leases.values());
    for (let address = network + 15; address < last; address++) {
      if (!leased.has(address) && !this.isTaken(address)) return address;
    }
    return undefined;
  }
}
