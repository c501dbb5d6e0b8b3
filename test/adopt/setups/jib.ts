// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
/** Jails on epairs of jib, which is no part of a lab: a script that makes the same interfaces stands in for it. */
import type { Setup } from "../move.ts";

/** Makes e0b_NAME, e1b_NAME… on an if_bridge a NIC, and takes them away. */
const JIB = `#!/bin/sh
action=$1; name=$2
case "$action" in
addm)
	shift 2
	num=0
	for nic in "$@"; do
		ifconfig \${nic}bridge >/dev/null 2>&1 || {
			made=$(ifconfig bridge create)
			ifconfig $made name \${nic}bridge >/dev/null
			ifconfig \${nic}bridge addm $nic up
		}
		epair=$(ifconfig epair create)
		ifconfig $epair name e\${num}a_$name up >/dev/null
		ifconfig \${epair%a}b name e\${num}b_$name up >/dev/null
		ifconfig \${nic}bridge addm e\${num}a_$name
		num=$((num + 1))
	done
	;;
destroy)
	for num in 0 1 2 3; do
		ifconfig e\${num}a_$name destroy >/dev/null 2>&1 || true
	done
	;;
esac
`;

export const jibSetups: readonly Setup[] = [
  {
    name: "jib by Bastille, the address by DHCP",
    programs: { "/usr/local/bin/jib": JIB },
    files: {
      "/var/log/bastille/keep": "",
      "/usr/local/bastille/jails/shop/jail.conf": `shop {
  enforce_statfs = 2;
  devfs_ruleset = 13;
  exec.clean;
  exec.consolelog = /var/log/bastille/shop_console.log;
  exec.start = '/bin/sh /etc/rc';
  exec.stop = '/bin/sh /etc/rc.shutdown';
  host.hostname = shop;
  mount.devfs;
  path = /usr/local/bastille/jails/shop/root;
  securelevel = 2;
  osrelease = "15.1-RELEASE";

  vnet;
  vnet.interface = e0b_shop;
  exec.prestart += "jib addm shop vtnet0";
  exec.prestart += "ifconfig e0a_shop description \\"vnet0 host interface for Bastille jail shop\\"";
  exec.poststop += "ifconfig e0a_shop destroy";
}
`,
      "/usr/local/bastille/jails/shop/root/etc/rc.conf":
        'ifconfig_e0b_shop_name="vnet0"\nifconfig_vnet0="SYNCDHCP"\nifconfig_vnet0_descr="jail interface for vtnet0"\nifconfig_vnet0_ipv6=""\ndefaultrouter="NO"\nipv6_defaultrouter="NO"\n',
    },
    jails: { shop: { conf: "/usr/local/bastille/jails/shop/jail.conf", inside: "vnet0" } },
    adopt: "shop public",
  },
  {
    name: "jib by Bastille, with addresses that are written down and a numbered name",
    programs: { "/usr/local/bin/jib": JIB },
    files: {
      "/usr/local/bastille/jails/library-catalogue/jail.conf": `library-catalogue {
  host.hostname = library-catalogue;
  path = /usr/local/bastille/jails/library-catalogue/root;
  exec.start = '/bin/sh /etc/rc';
  exec.stop = '/bin/sh /etc/rc.shutdown';
  mount.devfs;

  vnet;
  vnet.interface = e0b_bastille3;
  exec.prestart += "jib addm bastille3 vtnet0";
  exec.prestart += "ifconfig e0a_bastille3 ether 58:9c:fc:0a:1b:2a";
  exec.prestart += "ifconfig e0b_bastille3 ether 58:9c:fc:0a:1b:2b";
  exec.prestart += "ifconfig e0a_bastille3 description \\"vnet0 host interface for Bastille jail library-catalogue\\"";
  exec.poststop += "jib destroy bastille3";
}
`,
      "/usr/local/bastille/jails/library-catalogue/root/etc/rc.conf":
        'ifconfig_e0b_bastille3_name="vnet0"\nifconfig_vnet0="inet 10.2.70.51/24"\ndefaultrouter="10.2.70.1"\n',
    },
    jails: {
      "library-catalogue": {
        conf: "/usr/local/bastille/jails/library-catalogue/jail.conf",
        inside: "vnet0",
        eiface: "library-catalog",
      },
    },
    adopt: "library-catalogue",
  },
  {
    name: "jib by its path, two interfaces in one list, nothing in quotes",
    programs: { "/lab/scripts/jib": JIB },
    before: [
      "ifconfig vlan2 create vlan 2 vlandev vtnet0",
      "ifconfig vlan2 name labnet",
      "ifconfig labnet up",
    ],
    files: {
      "/etc/jail.conf": `exec.start = "/bin/sh /etc/rc";
exec.stop = "/bin/sh /etc/rc.shutdown";
exec.clean;
mount.devfs;
path = "/lab/\${name}";
gate {
 vnet;
 vnet.interface=e0b_$name, e1b_$name;
 exec.prestart+="/lab/scripts/jib addm $name vtnet0 labnet";
 exec.poststop+="/lab/scripts/jib destroy $name";
 devfs_ruleset=4;
}
`,
      "/lab/gate/etc/rc.conf":
        'gateway_enable="YES"\nifconfig_e0b_gate="SYNCDHCP"\nifconfig_e1b_gate="inet 10.66.6.1/24"\n',
    },
    jails: { gate: { inside: "e0b_gate" } },
    adopt: "gate public",
  },
  {
    name: "jib in the middle of hooks, a CPU set besides, the network of a variable",
    programs: { "/usr/local/bin/jib": JIB },
    files: {
      "/etc/jail.conf": `$r = "/srv/jails"; # all of them
path = "$r/$name";
$h = "lan";
host.hostname = "$name.$h";
mount.devfs;
exec.start = "/bin/sh /etc/rc";

test_jail {
        # a rule set of its own
        devfs_ruleset = 10;
        exec.created = "echo pinned $name";
        vnet;
        vnet.interface = e0b_$name; // by jib
        exec.prestart = "jib addm $name vtnet0"; # makes it
        exec.poststop = "jib destroy $name"; /* and
           takes it away */
}
`,
      "/srv/jails/test_jail/etc/rc.conf":
        'ifconfig_e0b_test_jail="inet 10.2.70.52/24"\ndefaultrouter="10.2.70.1"\n',
    },
    jails: { test_jail: { inside: "e0b_test_jail" } },
    adopt: "test_jail",
  },
];
