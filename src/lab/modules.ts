/** Kernel modules without a node type of their own, as far as kldload and ifconfig meet them. */
import type { Kernel, Module } from "./kernel/kernel.ts";

/** Modules that a lab can load: they only show up as loaded. */
export const plainModules: readonly Module[] = [
  { name: "netgraph" },
  { name: "if_bridge" },
  { name: "bridgestp" },
  { name: "if_epair" },
  { name: "vmm" },
  { name: "nmdm" },
];

/** Modules in FreeBSD's GENERIC kernel: there without being loaded. */
export const kernelModules: ReadonlySet<string> = new Set([
  "if_vlan",
  "if_lo",
  "if_loop",
  "if_tuntap",
  "if_gif",
  "ether",
  "netlink",
  "vtnet",
  "virtio_pci",
]);

/** Modules that come with the first one that needs them: right behind it (kern_linker.c: a file has its number before those it depends on). */
const companions: readonly (readonly [needs: RegExp, name: string])[] = [
  [/^ng_/, "netgraph"],
  [/^if_bridge$/, "bridgestp"],
];

/** The names of the loaded modules, in the order of their numbers. */
export function loadedModules(kernel: Kernel): string[] {
  const names = kernel.loaded.map(({ name }) => name);
  for (const [needs, name] of companions) {
    const first = names.findIndex((other) => needs.test(other));
    if (first >= 0 && !names.includes(name)) names.splice(first + 1, 0, name);
  }
  return names;
}

/** How many modules hold this one: whoever loaded it by its name, and those that need it. */
export function referencesTo(kernel: Kernel, name: string): number {
  const needs = companions.find(([, companion]) => companion === name)?.[0];
  const users =
    needs === undefined ? 0 : kernel.loaded.filter((one) => needs.test(one.name)).length;
  return users + (kernel.isLoaded(name) ? 1 : 0);
}

/** Is this module of FreeBSD's that a lab does not have? Of others it is said that they do not exist. */
export function isKnownElsewhere(name: string): boolean {
  return elsewhere.has(name);
}

const elsewhere: ReadonlySet<string> = new Set(
  `accf_data accf_http aesni carp cc_cubic coretemp cryptodev dummynet fdescfs filemon fusefs geom_eli
  if_carp if_cxgbe if_em if_enc if_gre if_igb if_infiniband if_ix if_ixl if_lagg if_mlx4en if_mce if_ovpn
  if_re if_stf if_tap if_tun if_vmx if_vxlan if_wg ip_mroute ipdivert ipfw ipfw_nat ipfw_nptv6 ipsec
  libalias linprocfs linsysfs linux linux64 linux_common mac_bsdextended ng_atm ng_atmllc ng_bluetooth
  ng_async ng_checksum ng_cisco ng_deflate ng_fec ng_frame_relay ng_gif ng_gif_demux ng_hci
  ng_ipfw ng_ip_input ng_l2cap ng_l2tp ng_lmi ng_mppc ng_nat ng_ppp ng_pppoe
  ng_pptpgre ng_pred1 ng_rfc1490 ng_sample ng_tag ng_tcpmss ng_tty ng_ubt ng_UI ng_uni ng_vjc nullfs pf
  pflog pfsync pty sem smbfs tcp_bbr tcp_rack tmpfs unionfs vboxdrv vboxnetflt wlan zfs`.split(
    /\s+/,
  ),
);
