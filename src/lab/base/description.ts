/** The description of a host that a lab is started from: the form of `host.json`. */

/** A host description that cannot be used: where, and what would be right. */
export class DescriptionError extends Error {
  override readonly name = "DescriptionError";
}

/** A NIC, as the host finds it at boot. */
export interface NicDescription {
  readonly name: string;
  /** `58:9c:fc:00:2a:01`. */
  readonly ether: string;
  /** Addresses with prefix length: `10.2.70.107/24`. */
  readonly inet?: readonly string[];
  /** Bytes; 1500 when left out. */
  readonly mtu?: number;
  /** Is it up when the host has booted? Left out, it is when it has an address. */
  readonly up?: boolean;
  /** ifconfig's media and options lines, as they are printed. */
  readonly media?: string;
  readonly options?: string;
  /** Hosts on the LAN behind this nic. The gateways of the routes that leave by it are there in any case. */
  readonly lan?: readonly LanHostDescription[];
  /** What the DHCP server on the LAN says. Who serves is the first gateway, else the first host of the LAN; nobody when neither is there. */
  readonly dhcp?: DhcpDescription;
}

/** What a DHCP server gives out beside addresses. */
export interface DhcpDescription {
  /** `10.2.70.1`; the best one first. */
  readonly routers?: readonly string[];
  readonly nameServers?: readonly string[];
  /** `lan.example`. */
  readonly domain?: string;
  /** Seconds; a day when left out. */
  readonly lease?: number;
  /** Addresses that are kept for one client each. */
  readonly static?: readonly StaticLeaseDescription[];
}

/** An address that a DHCP server keeps for the client with an Ethernet address. */
export interface StaticLeaseDescription {
  /** `58:9c:fc:00:00:14`. */
  readonly ether: string;
  /** `10.2.70.30`. */
  readonly inet: string;
}

/** Ports on which a host answers. */
export interface PortsDescription {
  readonly tcp?: readonly number[];
  readonly udp?: readonly number[];
}

/** A host behind a NIC; its Ethernet address is made from its address when left out. */
export interface LanHostDescription {
  /** `10.2.70.20`, without a prefix length; may be left out of one that speaks IPv6. */
  readonly inet?: string;
  /** `2001:db8:70::20`, in a network of 64 bits unless a prefix length says otherwise. */
  readonly inet6?: string;
  /** `58:9c:fc:00:00:14`. */
  readonly ether?: string;
  /** Networks beyond the NIC's own that it knows the way to: `10.8.0.0/24`, `2001:db8:8::/64`. */
  readonly reaches?: readonly string[];
  /** Who is behind it, when it is a router: `10.50.0.20`, `2001:db8:50::20`. */
  readonly behind?: readonly string[];
  /** The VLAN that it is on: `10`, or `10.20` for one within another; none when left out. */
  readonly vlan?: string;
  /** The prefixes that it advertises, which makes it a router of IPv6: `2001:db8:70::/64`. */
  readonly advertises?: readonly string[];
  /** Where it answers those who connect or write to it; it refuses the other ports. */
  readonly ports?: PortsDescription;
}

/** A route: `destination` is `default` or a network. */
export interface RouteDescription {
  /** `default`, or a network with its prefix length: `10.9.0.0/24`. */
  readonly destination: string;
  /** `10.2.70.1`. */
  readonly gateway: string;
  readonly interface: string;
}

/** A host as it boots. */
export interface HostDescription {
  /** What hostname(1) says when it has booted. */
  readonly hostname: string;
  /** What `uname -r` says: `15.0-RELEASE`. */
  readonly release: string;
  /** What `uname -m` says: `amd64`. */
  readonly machine: string;
  readonly interfaces: readonly NicDescription[];
  readonly routes: readonly RouteDescription[];
  /** Kernel modules loaded at boot. */
  readonly modules: readonly string[];
  /** The template that it was made from. */
  readonly template?: string;
  /** Files by absolute path. */
  readonly files: { readonly [path: string]: string };
  /** Another host beside it, which a lab of its own is started for. */
  readonly second?: SecondDescription;
}

/** A second host, and what joins it with the first. */
export interface SecondDescription {
  readonly host: HostDescription;
  readonly cables: readonly CableDescription[];
}

/** A cable from a NIC of the first host to one of the second. */
export interface CableDescription {
  /** `vtnet1`. */
  readonly nic: string;
  readonly to: string;
}

/** One NIC on a LAN with a default route: what a lab is when nothing else is asked for. */
export const defaultHost: HostDescription = {
  hostname: "belltower",
  release: "15.0-RELEASE",
  machine: "amd64",
  interfaces: [
    {
      name: "vtnet0",
      ether: "58:9c:fc:00:2a:01",
      inet: ["10.2.70.107/24"],
      mtu: 1500,
      up: true,
      media: "Ethernet autoselect (10Gbase-T <full-duplex>)",
      options: "880028<VLAN_MTU,JUMBO_MTU,LINKSTATE,HWSTATS>",
      lan: [{ inet: "10.2.70.1" }, { inet: "10.2.70.20" }],
    },
  ],
  routes: [{ destination: "default", gateway: "10.2.70.1", interface: "vtnet0" }],
  modules: [],
  files: {
    "/etc/rc.conf":
      'hostname="belltower"\nifconfig_vtnet0="inet 10.2.70.107/24"\ndefaultrouter="10.2.70.1"\nsshd_enable="YES"\n',
  },
};
