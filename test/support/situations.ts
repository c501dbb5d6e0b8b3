/** Hosts and what is asked of them, for the tests that break it at every operation. */
import type { BuddyLab } from "./buddylab.ts";
import type { Situation } from "./injection.ts";
import { machine } from "./machines.ts";

/** What NAT and DHCP take, as a user has prepared it. */
const PREPARED = [
  ({ files }: BuddyLab) => {
    files.write("/etc/pf.conf", 'nat-anchor "ngbuddy/*"\nrdr-anchor "ngbuddy/*"\npass\n');
    for (const directory of ["/usr/local/sbin", "/usr/local/etc"]) files.makeDirectory(directory);
    files.write("/usr/local/sbin/dnsmasq", "");
    files.write("/usr/local/etc/dnsmasq.conf", "conf-dir=/usr/local/etc/dnsmasq.d,*.conf\n");
  },
  "sysrc ngbuddy_enable=YES pf_enable=YES ngbuddy_set_mac=YES",
  "service pf start",
];
const NETWORK = [
  ...PREPARED,
  "ngbuddy network priv 10.60.0.0/24 --nat --dhcp",
  "ngbuddy create a priv",
];

/** A host whose firewall is ipfw(8), and a bridge that it translates for. */
const FIREWALL = [
  "sysrc ngbuddy_enable=YES firewall_enable=YES firewall_type=open firewall_quiet=YES",
  "sysrc ngbuddy_set_mac=YES",
  "service ipfw start",
];
const BY_IPFW = [
  ...FIREWALL,
  "ngbuddy network priv 10.60.0.0/24 --nat",
  "ngbuddy network more 10.61.0.0/24 --nat",
];

/** More than the links of a bridge that are read to number the next one. */
const MANY = Array.from({ length: 150 }, (_, index) => `e${index}`).join(" ");

/** A jail on an if_bridge, and our bridges beside it. */
const JAIL_ON_EPAIR: Situation["setup"] = [
  ({ files }) => {
    files.makeDirectory("/jails/web1/etc");
    files.write(
      "/jails/web1/etc/rc.conf",
      'ifconfig_epair0b="inet 10.0.3.50/24"\ndefaultrouter="10.0.3.2"\n',
    );
    files.write(
      "/etc/jail.conf",
      `web1 {
  path = /jails/web1;
  vnet;
  vnet.interface = epair0b;
  exec.prestart = "ifconfig epair0 create up";
  exec.prestart += "ifconfig bridge0 addm epair0a";
  exec.start = "/bin/sh /etc/rc";
  exec.stop = "/bin/sh /etc/rc.shutdown";
  exec.poststop = "ifconfig epair0a destroy";
}
`,
    );
  },
  "jail -c web1",
];
const ON_EPAIR: Situation["setup"] = [
  "ngbuddy enable --no-seed",
  "ngbuddy start",
  "ifconfig bridge0 create",
  "ifconfig bridge0 addm vtnet1 up",
  ...JAIL_ON_EPAIR,
];

/** A host that has an address on an if_bridge, with a NIC, a jail, and what a hand has put there. */
const ON_IF_BRIDGE: Situation["setup"] = [
  "sysrc cloned_interfaces=bridge0",
  ({ files }) => {
    const path = "/etc/rc.conf";
    files.write(path, `${files.read(path)}ifconfig_bridge0="inet 10.0.3.1/24 addm vtnet1"\n`);
  },
  "ifconfig bridge0 create",
  "ifconfig bridge0 inet 10.0.3.1/24 addm vtnet1 up",
  "ifconfig epair8 create up",
  "ifconfig bridge0 addm epair8a private epair8a",
  ...JAIL_ON_EPAIR,
];

/** A document, as somebody has written it. */
const document =
  (text: string) =>
  ({ files }: BuddyLab) => {
    files.makeDirectory("/root");
    files.write("/root/net.yaml", text);
  };

/** One of each subcommand that changes something, and of each way that it can go. Every operation of these is broken in every way. */
export const situations: { readonly [name: string]: Situation } = {
  "enable, on a host without bridges": { setup: [], request: "enable" },
  disable: { setup: ["ngbuddy enable"], request: "disable" },
  "start, with lists and addresses": {
    setup: [
      "ngbuddy enable",
      "sysrc ngbuddy_private_list=a ngbuddy_public_list=b ngbuddy_set_mac=YES",
    ],
    request: "start",
  },
  "start, with a tunnel more and one less": {
    setup: [
      "ngbuddy bridge lan nghost0 --peers 10.0.3.8",
      "ngbuddy jail a lan",
      "sysrc ngbuddy_lan_peers=10.0.3.9",
    ],
    request: "start",
  },
  "restart, with a tunnel": {
    setup: ["ngbuddy bridge lan nghost0 --peers 10.0.3.8", "ngbuddy jail a lan"],
    request: "restart",
  },
  "unbridge, with a tunnel": {
    setup: ["ngbuddy bridge lan nghost0 --peers 10.0.3.8"],
    request: "unbridge lan",
  },
  "start of what is missing": {
    setup: [
      "ngbuddy enable",
      "ngbuddy start",
      "sysrc ngbuddy_private_list=a",
      "ngctl shutdown nghost0:",
    ],
    request: "start",
  },
  "jng bridge, on two NICs and on a second bridge": {
    setup: ["jng bridge db vtnet1"],
    request: "jng bridge -b lan web vtnet1 vtnet0",
  },
  "jng shutdown": {
    setup: ["jng bridge web vtnet1 vtnet0"],
    request: "jng shutdown web",
  },
  stop: {
    setup: ["ngbuddy enable", "ngbuddy start", "ngbuddy jail a public", "ngbuddy jail b private"],
    request: "stop",
  },
  "apply, on an empty host": {
    setup: [
      document(
        "enable: true\nbridges: {lan: {if: vtnet0, list: [a]}, v10: {if: vtnet0, vlan: 10}}\nports: {a: {isolate: true}}\n",
      ),
    ],
    request: "apply -f /root/net.yaml",
  },
  "apply, which makes a bridge anew, moves an interface and removes a bridge": {
    setup: [
      "ngbuddy bridge lan vtnet0",
      "ngbuddy bridge big ng0",
      "ngbuddy bridge old ng1",
      "ngbuddy create a b lan",
      "ngbuddy create c old",
      "jail -c name=a path=/ vnet vnet.interface=a persist",
      "jexec a ifconfig a inet 10.0.2.77/24",
      document(
        "bridges: {lan: {uplink: false, list: [a]}, big: {mtu: 1400, list: [b]}, old: null}\n",
      ),
    ],
    request: "apply -f /root/net.yaml",
  },
  "apply, with the host on an eiface": {
    setup: [
      "ngbuddy bridge lan vtnet0",
      document("bridges: {lan: {host: lan0}}\nmac: {set: true}\n"),
    ],
    request: "apply -f /root/net.yaml",
  },
  "apply, with the host on its NIC again": {
    setup: ["ngbuddy bridge lan vtnet0 --host lan0", document("bridges: {lan: {host: null}}\n")],
    request: "apply -f /root/net.yaml",
  },
  "apply, with addresses, NAT and DHCP": {
    setup: [
      ...NETWORK,
      document(
        "bridges: {priv: {address: [10.61.0.1/24], dhcp: true}, more: {if: ng1, address: [10.62.0.1/24], nat: true}}\n",
      ),
    ],
    request: "apply -f /root/net.yaml",
  },
  restart: {
    setup: ["ngbuddy enable", "ngbuddy start", "ngbuddy create a public", "ngbuddy jail b private"],
    request: "restart",
  },
  "restart, with an interface in a jail": {
    setup: [
      "ngbuddy bridge lan vtnet0",
      "ngbuddy jail a",
      "jail -c name=a path=/ vnet vnet.interface=a persist",
      "jexec a ifconfig a name vnet0",
      "jexec a ifconfig vnet0 inet 10.0.2.77/24",
      "sysrc ngbuddy_lan_list=b",
    ],
    request: "restart",
  },
  "restart, from link hooks to uplink hooks": {
    setup: [
      "sysrc ngbuddy_public_hooks=link",
      "ngbuddy bridge lan vtnet0",
      "ngbuddy create a",
      "sysrc -x ngbuddy_public_hooks",
    ],
    request: "restart",
  },
  "bridge on a NIC": { setup: [], request: "bridge lan vtnet0" },
  "bridge of its own": { setup: ["ngbuddy bridge lan vtnet0"], request: "bridge priv ng0" },
  "unbridge a NIC": { setup: ["ngbuddy bridge lan vtnet0"], request: "unbridge lan" },
  "bridge on a VLAN of a NIC that has a bridge": {
    setup: ["kldload -n ng_vlan", "ngbuddy bridge lan vtnet0"],
    request: "bridge v10 vtnet0 --vlan 10",
  },
  "bridge on a VLAN within a VLAN": {
    setup: ["kldload -n ng_vlan", "ngbuddy bridge v10 vtnet0 --vlan 10"],
    request: "bridge q vtnet0 --vlan 10.20",
  },
  "bridge on what has no tag, beside a VLAN": {
    setup: ["kldload -n ng_vlan", "ngbuddy bridge v10 vtnet0 --vlan 10"],
    request: "bridge lan vtnet0",
  },
  "unbridge the last VLAN": {
    setup: ["ngbuddy bridge lan vtnet0", "ngbuddy bridge q vtnet0 --vlan 10.20"],
    request: "unbridge q",
  },
  "unbridge what has no tag, beside a VLAN": {
    setup: ["ngbuddy bridge lan vtnet0", "ngbuddy bridge v10 vtnet0 --vlan 10"],
    request: "unbridge lan",
  },
  "restart, with VLANs": {
    setup: [
      "ngbuddy bridge lan vtnet0",
      "ngbuddy bridge v10 vtnet0 --vlan 10",
      "ngbuddy bridge q vtnet0 --vlan 10.20",
    ],
    request: "restart",
  },
  "stop, with VLANs": {
    setup: ["ngbuddy bridge lan vtnet0", "ngbuddy bridge q vtnet0 --vlan 10.20"],
    request: "stop",
  },
  "unbridge an eiface": {
    setup: ["ngbuddy bridge lan vtnet0", "ngbuddy bridge priv ng0"],
    request: "unbridge priv",
  },
  "network of a bridge that is not there": {
    setup: PREPARED,
    request: "network priv 10.60.0.0/24 --nat --dhcp",
  },
  "network that is another one": {
    setup: NETWORK,
    request: "network priv 10.61.0.0/24 --nat NO --dhcp 10.61.0.7-10.61.0.9",
  },
  "start, with a network": {
    setup: [
      ...PREPARED,
      "sysrc gateway_enable=YES dnsmasq_enable=YES ngbuddy_priv_if=nghost0 ngbuddy_priv_list=a",
      "sysrc ngbuddy_priv_address=10.60.0.1/24 ngbuddy_priv_nat=YES ngbuddy_priv_dhcp=YES",
    ],
    request: "start",
  },
  "stop, with a network": { setup: NETWORK, request: "stop" },
  "restart, with a network": {
    setup: [...NETWORK, "sysrc ngbuddy_priv_nat=NO"],
    request: "restart",
  },
  "unbridge, with a network": {
    setup: [...NETWORK, "ngbuddy destroy a"],
    request: "unbridge priv",
  },
  "create, with a network": { setup: NETWORK, request: "create b priv" },
  "destroy, with a network": { setup: NETWORK, request: "destroy a" },
  "network of a bridge that is not there, by ipfw": {
    setup: FIREWALL,
    request: "network priv 10.60.0.0/24 --nat",
  },
  "start, with a forwarded port more, by ipfw": {
    setup: [
      ...BY_IPFW,
      ({ files }) => files.append("/etc/rc.conf", 'ngbuddy_priv_rdr="tcp 80 -> 10.60.0.5"\n'),
    ],
    request: "start",
  },
  "unbridge, with another one that ipfw translates for": {
    setup: BY_IPFW,
    request: "unbridge priv",
  },
  "stop, with a network by ipfw": { setup: BY_IPFW, request: "stop" },
  jail: { setup: ["ngbuddy enable", "ngbuddy start"], request: "jail a public" },
  "jail, where the link's number is taken": {
    setup: [
      "ngbuddy bridge priv ng0",
      ({ files }) => files.append("/etc/rc.conf", `ngbuddy_priv_list="${MANY}"\n`),
      "ngbuddy start",
      "ngbuddy unjail e0",
    ],
    request: "jail a",
  },
  "jail, with a port of its own": {
    setup: ["ngbuddy bridge priv ng0", "ngbuddy port a --guard --rate 10M --isolate --mirror mon0"],
    request: "jail a",
  },
  "port of a guest that is there": {
    setup: ["ngbuddy bridge priv ng0", "ngbuddy jail a", "ngbuddy port a --rate 10M --isolate"],
    request: "port a --guard --rate 20M",
  },
  "port of a guest whose copies go on": {
    setup: ["ngbuddy bridge priv ng0", "ngbuddy jail a", "ngbuddy port a --mirror mon0"],
    request: "port a --rate 10M",
  },
  "jail, whose port hangs": {
    setup: [
      "ngbuddy bridge priv ng0",
      "ngbuddy jail a",
      "ngbuddy port a --guard --mirror mon0",
      "ngctl shutdown priv:",
      "ngbuddy start",
    ],
    request: "jail a",
  },
  "port of a bridge's only guest": {
    setup: ["ngbuddy bridge priv ng0", "ngbuddy jail a", "ngctl rmhook ng0: ether"],
    request: "port a --guard",
  },
  "restart, with a port of its own": {
    setup: [
      "ngbuddy bridge priv ng0",
      "ngbuddy jail a",
      "ngbuddy port a --guard --mirror mon0",
      // Without a difference, a restart leaves the very host that there was.
      "sysrc ngbuddy_port_a=isolate",
    ],
    request: "restart",
  },
  "start, with ports that are otherwise now": {
    setup: [
      "ngbuddy bridge priv ng0",
      "ngbuddy create a",
      "ngbuddy port a --guard --rate 10M",
      "sysrc ngbuddy_port_a=isolate",
    ],
    request: "start",
  },
  "jail, on a VLAN by its port, beside that VLAN's bridge": {
    setup: [
      "kldload -n ng_vlan",
      "ngbuddy bridge lan vtnet0",
      "ngbuddy bridge v10 vtnet0 --vlan 10",
      "ngbuddy port a --vlan 10",
    ],
    request: "jail a lan",
  },
  "port of a guest that becomes another trunk": {
    setup: [
      "ngbuddy bridge lan vtnet0",
      "ngbuddy bridge v10 vtnet0 --vlan 10",
      "ngbuddy jail a lan",
      "ngbuddy port a --trunk 10,20",
    ],
    request: "port a --trunk 20,30",
  },
  "unjail a trunk": {
    setup: [
      "ngbuddy bridge lan vtnet0",
      "ngbuddy bridge v10 vtnet0 --vlan 10",
      "ngbuddy jail a lan",
      "ngbuddy port a --trunk 10,20",
    ],
    request: "unjail a",
  },
  "bridge on a VLAN that a guest is on by its port": {
    setup: ["ngbuddy bridge lan vtnet0", "ngbuddy jail a lan", "ngbuddy port a --trunk 10,20"],
    request: "bridge v10 vtnet0 --vlan 10",
  },
  "bridge with the host on an eiface": { setup: [], request: "bridge lan vtnet1 --host lan0" },
  "bridge that gets the host from its NIC": {
    setup: ["ngbuddy bridge lan vtnet1"],
    request: "bridge lan vtnet1 --host lan0",
  },
  "stop, with the host on an eiface": {
    setup: ["ngbuddy bridge lan vtnet1 --host lan0"],
    request: "stop",
  },
  "start, with the host on an eiface": {
    setup: ["ngbuddy bridge lan vtnet1 --host lan0", "ngbuddy stop"],
    request: "start",
  },
  "restart, with the host on an eiface": {
    setup: ["ngbuddy bridge lan vtnet1 --host lan0"],
    request: "restart",
  },
  "unbridge, with the host on an eiface": {
    setup: ["ngbuddy bridge lan vtnet1 --host lan0"],
    request: "unbridge lan",
  },
  "unjail, with a port of its own": {
    setup: ["ngbuddy bridge priv ng0", "ngbuddy jail a", "ngbuddy port a --guard --rate 10M"],
    request: "unjail a",
  },
  "unjail of several, out of one jail": {
    setup: [
      "ngbuddy enable",
      "ngbuddy start",
      "ngbuddy jail a b -b public",
      "jail -c name=web path=/ vnet vnet.interface=a vnet.interface=b persist",
    ],
    request: "unjail a b --jail web",
  },
  create: {
    setup: ["ngbuddy enable", "ngbuddy start", "ngbuddy create a private"],
    request: "create b private",
  },
  destroy: {
    setup: [
      "ngbuddy enable",
      "ngbuddy start",
      "ngbuddy create a private",
      "ngbuddy create b private",
    ],
    request: "destroy a",
  },
  "create of several, one of them there": {
    setup: ["ngbuddy enable", "ngbuddy start", "ngbuddy jail b private"],
    request: "create a b c private",
  },
  "jail of several, as far as they are missing": {
    setup: ["ngbuddy enable", "ngbuddy start", "ngbuddy jail b public"],
    request: "jail a b c private --if-missing",
  },
  "destroy of several, one of them in a jail": {
    setup: [
      "ngbuddy enable",
      "ngbuddy start",
      "ngbuddy create a b c private",
      "jail -c name=web path=/ vnet vnet.interface=b persist",
    ],
    request: "destroy a b c nosuch --if-exists",
  },
  vmconf: {
    setup: [
      "ngbuddy enable",
      "sysrc vm_dir=/vm",
      "mkdir -p /vm/.config",
      "sysrc -f /vm/.config/system.conf switch_list=old",
    ],
    request: "vmconf",
  },
  vmname: {
    setup: [
      "ngbuddy bridge priv ng0",
      "sysrc vm_dir=/vm",
      (lab) => machine(lab, "web", ["priv", "link7"], ["priv", "link8"]),
    ],
    request: "vmname",
  },
  "adopt, an if_bridge with the host and a jail that runs": {
    setup: ON_IF_BRIDGE,
    request: "adopt --host bridge0 lan --restart",
  },
  "release, an if_bridge with the host and a jail that runs": {
    setup: [...ON_IF_BRIDGE, "ngbuddy adopt --host bridge0 lan --restart"],
    request: "release --host --restart",
  },
  "adopt, a jail that runs": {
    setup: ON_EPAIR,
    request: "adopt web1 --restart",
  },
  "release, a jail that runs": {
    setup: [...ON_EPAIR, "ngbuddy adopt web1 --restart"],
    request: "release web1 --restart",
  },
  "jailconf --write": {
    setup: ["ngbuddy enable"],
    request: "jailconf web1 public --write",
  },
  "unjail, out of a jail": {
    setup: [
      "ngbuddy enable",
      "ngbuddy start",
      "ngbuddy jail a public",
      "jail -c name=a path=/ vnet vnet.interface=a persist",
      "jexec a ifconfig a name vnet0",
    ],
    request: "unjail a",
  },
};
