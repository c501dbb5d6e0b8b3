/** Kernel modules without a node type of their own, as far as kldload and ifconfig meet them. */
import { Carp } from "../net/carp.ts";
import { attachIpfw } from "../net/ipfw/attach.ts";
import { attachPf } from "../net/pf/attach.ts";
import type { Kernel, Module } from "./kernel.ts";

/** Modules that a lab can load: most only show up as loaded. */
export const plainModules: readonly Module[] = [
  { name: "netgraph" },
  { name: "if_bridge" },
  { name: "bridgestp" },
  { name: "if_epair" },
  { name: "vmm" },
  { name: "nmdm" },
  {
    name: "carp",
    attach(vnet) {
      const { stack, graph } = vnet;
      const { clock } = graph.kernel;
      stack.carp = new Carp({
        clock,
        ip: stack.ip,
        own: stack.own,
        ip6: stack.ip6,
        hold6: (iface, inet, ether) => stack.holdShared6(iface, inet, ether),
        release6: (iface, inet) => stack.releaseShared6(iface, inet),
        announce: (iface, address, ether) => stack.neighbours.tell(iface, address, ether),
        log: vnet.log,
        random: () => graph.kernel.random(),
      });
    },
  },
  { name: "pf", attach: attachPf },
  {
    name: "ipfw",
    attach(vnet) {
      const { tunables } = vnet.graph.kernel;
      attachIpfw(vnet, tunables.get("net.inet.ip.fw.default_to_accept") === "1");
    },
  },
  { name: "libalias" },
  { name: "ipfw_nat", needs: ["ipfw", "libalias"] },
];

/** Modules in FreeBSD's GENERIC kernel: there without being loaded (what `kldstat -v` lists of the kernel). */
export const kernelModules: ReadonlySet<string> = new Set(
  `if_vlan if_lo if_loop if_tuntap if_tap if_tun if_gif ether netlink vtnet mld igmp aio ufs tmpfs procfs pseudofs nullfs devfs
  sysvmsg sysvsem sysvshm acl_posix1e acl_nfs4 cam netmap mem io zlib firmware uart cpufreq geom_label geom_part_bsd
  geom_part_ebr geom_part_gpt geom_part_mbr virtio virtio_pci virtio_balloon virtio_blk virtio_console virtio_random
  virtio_scsi`.split(/\s+/),
);

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
