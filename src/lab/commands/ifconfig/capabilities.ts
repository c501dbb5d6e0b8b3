/** Capabilities that ifconfig switches: `-lro`, `rxcsum` … (net/if.h, IFCAP_…). */
import { errno } from "../../../netgraph/errno.ts";
import { madeWith, optionsOf, withOptions } from "../../net/capabilities.ts";
import type { Interface } from "../../net/interface.ts";
import { followCapabilities } from "../../net/vlan.ts";

/** The bits that a word of the command line (without its `-`) switches. */
const switches: { readonly [word: string]: number } = {
  rxcsum: 0x1,
  txcsum: 0x2,
  netcons: 0x4,
  vlanmtu: 0x8,
  vlanhwtag: 0x10,
  polling: 0x40,
  vlanhwcsum: 0x80,
  tso4: 0x100,
  tso6: 0x200,
  tso: 0x300,
  lro: 0x400,
  wol_ucast: 0x800,
  wol_mcast: 0x1000,
  wol_magic: 0x2000,
  wol: 0x3800,
  toe: 0xc000,
  vlanhwfilter: 0x10000,
  vlanhwtso: 0x40000,
  rxcsum6: 0x200000,
  txcsum6: 0x400000,
  txrtlmt: 0x1000000,
  hwrxtstmp: 0x2000000,
  mextpg: 0x4000000,
  txtls: 0x18000000,
  vxlanhwcsum: 0x20000000,
  vxlanhwtso: 0x40000000,
  txtlsrtlmt: 0x80000000,
};

/** The bits of `lro` or `-lro`, negative to switch off; undefined for other words. */
export function capabilityNamed(word: string): { bits: number; on: boolean } | undefined {
  const on = !word.startsWith("-");
  const bits = switches[on ? word : word.slice(1)];
  return bits === undefined ? undefined : { bits, on };
}

/** What drivers let be switched; ng_eiface's refuses to change anything. */
const switchable: { readonly [kind: string]: number } = { loopback: 0x600003, epair: 0x600003 };
/** RXCSUM, TXCSUM, those for IPv6, TSO, LRO, and what is done to VLANs' frames: a NIC can do what it is described with. */
const OF_NICS = 0x650793;

function switchableOf(iface: Interface): number {
  return iface.kind === "nic" ? madeWith(iface) & OF_NICS : (switchable[iface.kind] ?? 0);
}

/** Returns the bits that an interface's driver has, switched on or not. */
export function ableOf(iface: Interface): number {
  return (optionsOf(iface) | switchableOf(iface)) >>> 0;
}

/** SIOCSIFCAP: gives an errno. What the driver does not have is left out and is no error. */
export function switchCapability(iface: Interface, bits: number, on: boolean): number {
  const current = optionsOf(iface);
  const wanted = ((on ? current | bits : current & ~bits) & ableOf(iface)) >>> 0;
  if (wanted === current) return 0;
  if (iface.kind === "eiface") return errno.EINVAL;
  const changed = (wanted ^ current) & switchableOf(iface);
  if (changed === 0) return 0;
  iface.options = withOptions(current ^ changed);
  for (const child of iface.vlans?.values() ?? []) {
    followCapabilities(child, iface);
  }
  return 0;
}
