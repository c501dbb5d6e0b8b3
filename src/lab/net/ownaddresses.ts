/** The IPv4 addresses of a vnet's interfaces, and the routes that come and go with them (in.c, in_addprefix and in_scrubprefix). */
import { EVERYBODY, maskOf, parseIpv4 } from "../wire/address.ts";
import type { Inet, Interface } from "./interface.ts";
import type { RouteFlag, RouteTable } from "./routes.ts";

/** An IPv4 address of this stack, with what netstat -i counts for it. */
export interface OwnAddress {
  readonly interface: Interface;
  readonly address: number;
  readonly prefix: number;
  readonly broadcast: number;
  readonly peer: number | undefined;
  /** The virtual host of carp(4) that shares it; undefined for an address of this host alone. */
  readonly vhid: number | undefined;
  readonly counters: Interface["counters"];
}

const NONE: readonly OwnAddress[] = [];

/** The IPv4 addresses of a vnet, by interface and by address, an unsigned number of 32 bits. */
export class OwnAddresses {
  private readonly byAddress = new Map<number, OwnAddress>();
  private readonly byInterface = new Map<Interface, readonly OwnAddress[]>();

  constructor(
    private readonly routes: RouteTable,
    /** lo0: what is for the vnet's own addresses goes there. */
    private readonly loopback: () => Interface | undefined,
  ) {}

  /** Those of an interface, oldest first. */
  of(iface: Interface): readonly OwnAddress[] {
    return this.byInterface.get(iface) ?? NONE;
  }

  get(address: number): OwnAddress | undefined {
    return this.byAddress.get(address);
  }

  add(iface: Interface, inet: Inet): OwnAddress {
    const address = ipv4(inet.address);
    const hostPart = ~maskOf(inet.prefix) >>> 0;
    const own: OwnAddress = {
      interface: iface,
      address,
      prefix: inet.prefix,
      broadcast: inet.broadcast ? ipv4(inet.broadcast) : (address | hostPart) >>> 0,
      peer: inet.peer === undefined ? undefined : ipv4(inet.peer),
      vhid: inet.vhid,
      counters: { inPackets: 0, inOctets: 0, outPackets: 0, outOctets: 0 },
    };
    this.byAddress.set(address, own);
    this.byInterface.set(iface, [...this.of(iface), own]);
    this.addRoutesOf(own);
    return own;
  }

  /** Takes an address away, and the routes that went by it. A network that another address is in keeps its route. */
  remove(iface: Interface, address: number): void {
    this.byAddress.delete(address);
    const left = this.of(iface).filter((own) => own.address !== address);
    this.byInterface.set(iface, left);
    this.routes.removeWhere((route) => route.source === address);
    for (const other of this.byAddress.values()) {
      if (other.interface.up) this.addRoutesOf(other);
    }
  }

  forget(iface: Interface): void {
    const addresses = new Set(this.of(iface).map(({ address }) => address));
    for (const address of addresses) this.byAddress.delete(address);
    if (addresses.size > 0) this.routes.removeWhere(({ source }) => addresses.has(source));
    this.byInterface.delete(iface);
  }

  /** Puts the routes to the interface's own networks in, as going up does. */
  connect(iface: Interface): void {
    for (const own of this.of(iface)) this.addRoutesOf(own);
  }

  /** Takes the routes to the interface's own networks out, as going down does; those by gateways stay. */
  disconnect(iface: Interface): void {
    const addresses = new Set(this.of(iface).map(({ address }) => address));
    this.routes.removeWhere(
      // The routes to own addresses are called static too, but nobody set them by hand.
      ({ source, gateway, flags, interface: by }) =>
        addresses.has(source) &&
        gateway === undefined &&
        (!flags.has("S") || by.kind === "loopback"),
    );
  }

  isBroadcast(iface: Interface, address: number): boolean {
    if (address === EVERYBODY) return true;
    return this.of(iface).some(({ broadcast, prefix }) => prefix < 31 && broadcast === address);
  }

  /** Puts the routes of an address in that carp(4) has become the master of. */
  connectShared(iface: Interface, vhid: number): void {
    for (const own of this.of(iface)) if (own.vhid === vhid) this.addRoutesOf(own);
  }

  /** Takes the routes of an address out that another host is the master of now. */
  disconnectShared(iface: Interface, vhid: number): void {
    const shared = this.of(iface).filter((own) => own.vhid === vhid);
    for (const { address } of shared) this.routes.removeWhere(({ source }) => source === address);
    for (const other of this.byAddress.values()) if (other.interface.up) this.addRoutesOf(other);
  }

  private addRoutesOf({ interface: iface, address, prefix, peer, vhid }: OwnAddress): void {
    // As long as another host is the master, that is who has the address.
    if (vhid !== undefined && iface.carp?.etherOf(vhid) === undefined) return;
    const loopback = this.loopback();
    const add = (destination: number, length: number, by: Interface, flags: RouteFlag[]) =>
      this.routes.add({
        destination,
        prefix: length,
        gateway: undefined,
        interface: by,
        source: address,
        flags: new Set(flags),
      });
    if (iface.kind === "loopback") {
      add(address, 32, iface, ["U", "H"]);
      return;
    }
    if (peer !== undefined) add(peer, 32, iface, ["U", "H"]);
    else if (prefix < 32) {
      add((address & maskOf(prefix)) >>> 0, prefix, iface, ["U"]);
    }
    // An address without a network is not called static (recording 60).
    const flags: RouteFlag[] = prefix < 32 ? ["U", "H", "S"] : ["U", "H"];
    if (loopback !== undefined) add(address, 32, loopback, flags);
  }
}

function ipv4(text: string): number {
  const address = parseIpv4(text);
  if (address === undefined) throw new Error(`not an IPv4 address: ${text}`);
  return address;
}

/** Counts a packet, in or out; nothing to count it for is no matter. */
export function count(
  counters: OwnAddress["counters"] | undefined,
  way: "in" | "out",
  octets: number,
): void {
  if (counters === undefined) return;
  counters[`${way}Packets`]++;
  counters[`${way}Octets`] += octets;
}
