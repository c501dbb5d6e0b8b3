// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
/** Jails as handbooks, articles and mailing lists have them, with other names. */
import type { Setup } from "../move.ts";
import { IF_BRIDGE, rc } from "./parts.ts";

export const publishedSetups: readonly Setup[] = [
  {
    name: "a jail called vnet, with its numbers in variables that are made of each other",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf.d/vnet.conf": `vnet {
  # STARTUP/LOGGING
  exec.start = "/bin/sh /etc/rc";
  exec.stop  = "/bin/sh /etc/rc.shutdown";
  exec.clean;

  # PATH/HOSTNAME
  path = "/usr/local/jails/containers/\${name}";
  host.hostname = "\${name}";
  mount.devfs;

  # VNET/VIMAGE
  vnet;
  vnet.interface = "\${epair}b";

  # NETWORKS/INTERFACES
  $id = "154";
  $ip = "10.2.70.\${id}/24";
  $gateway = "10.2.70.1";
  $bridge = "bridge0";
  $epair = "epair\${id}";

  # ADD TO bridge INTERFACE
  exec.prestart  = "/sbin/ifconfig \${epair} create up";
  exec.prestart += "/sbin/ifconfig \${epair}a up descr jail:\${name}";
  exec.prestart += "/sbin/ifconfig \${bridge} addm \${epair}a up";
  exec.start    += "/sbin/ifconfig \${epair}b \${ip} up";
  exec.start    += "/sbin/route add default \${gateway}";
  exec.poststop = "/sbin/ifconfig \${bridge} deletem \${epair}a";
  exec.poststop += "/sbin/ifconfig \${epair}a destroy";
}
`,
      "/usr/local/jails/containers/vnet/etc/keep": "",
    },
    jails: { vnet: { conf: "/etc/jail.conf.d/vnet.conf", inside: "epair154b", eiface: "vnet" } },
    adopt: "vnet",
  },
  {
    name: "an interface of another kind besides, which stays the jail's",
    before: [
      ...IF_BRIDGE,
      "ifconfig vlan9 create vlan 9 vlandev vtnet0",
      "ifconfig vlan8 create vlan 8 vlandev vtnet0",
    ],
    files: {
      "/etc/jail.conf": `gw {
  path = "/jails/gw";
  vnet;
  vnet.interface = "epair50b", "vlan9";
  exec.prestart = "ifconfig epair50 create up", "ifconfig bridge0 addm epair50a";
  exec.created = "ifconfig vlan8 vnet $name";
  exec.start = "/bin/sh /etc/rc";
  exec.stop = "/bin/sh /etc/rc.shutdown";
  exec.poststop = "ifconfig epair50a destroy";
}
`,
      "/jails/gw/etc/rc.conf": rc(
        'ifconfig_epair50b="inet 10.2.70.50/24"\nifconfig_vlan9="inet 10.9.0.1/24"',
      ),
    },
    jails: { gw: { inside: "epair50b" } },
    adopt: "gw",
  },
  {
    name: "commands within sh -c, with modules, pauses and ways out",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `dns {
  path = /jails/dns;
  vnet;
  vnet.interface = epair51b;
  exec.prestart = 'sh -c "kldload -n if_epair if_bridge; ifconfig epair51a >/dev/null 2>&1 || ifconfig epair51 create up || exit 1"';
  exec.prestart += "/bin/sh -c 'ifconfig bridge0 addm epair51a up || exit 1; sleep 0'";
  exec.start = "/bin/sh /etc/rc";
  exec.stop = "/bin/sh /etc/rc.shutdown";
  exec.poststop = "[ -z '' ] && ifconfig epair51a destroy";
}
`,
      "/jails/dns/etc/rc.conf": rc('ifconfig_epair51b="inet 10.2.70.51/24"'),
    },
    jails: { dns: { inside: "epair51b" } },
    adopt: "dns",
  },
  {
    name: "put on the bridge once the jail is there, taken off before it goes",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `* { exec.clean; mount.devfs; path = "/jails/\${host.hostname}"; }
"media" {
  host.hostname = "media.lan";
  vnet = "new";
  "vnet.interface" = "epair52b";
  exec.prepare = "ifconfig epair52 create up";
  exec.start = "/bin/sh /etc/rc"; exec.stop = "/bin/sh /etc/rc.shutdown";
  exec.poststart = "/sbin/ifconfig bridge0 addm epair52a up";
  exec.prestop = "/sbin/ifconfig bridge0 deletem epair52a";
  exec.release = "/sbin/ifconfig epair52a destroy";
}
`,
      "/jails/media.lan/etc/rc.conf": rc('ifconfig_epair52b="inet 10.2.70.52/24"'),
    },
    jails: { media: { inside: "epair52b" } },
    adopt: "media",
  },
  {
    name: "a hook over several lines, and a semicolon and a brace in a comment",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `ci { // { not yet
  path = "/jails/ci"; /* ; } */
  vnet; vnet.interface = epair53b; # }
  exec.prestart = "
    set -e
    ifconfig epair53 create up
    ifconfig epair53a descr 'vnet host interface; ci'
    ifconfig bridge0 addm epair53a
  ";
  exec.start = "/bin/sh /etc/rc";
  exec.stop = "/bin/sh /etc/rc.shutdown";
  exec.poststop = "ifconfig epair53a destroy";
}`,
      "/jails/ci/etc/rc.conf": rc('ifconfig_epair53b="inet 10.2.70.53/24"'),
    },
    jails: { ci: { inside: "epair53b" } },
    adopt: "ci",
  },
  {
    name: "epairs that rc.conf makes and puts on the bridge",
    before: [...IF_BRIDGE, "ifconfig epair54 create up", "ifconfig bridge0 addm epair54a"],
    files: {
      "/etc/rc.conf": 'cloned_interfaces="epair54"\n',
      "/etc/jail.conf": `backup {
  path = /jails/backup; vnet; vnet.interface = epair54b;
  exec.start = "/bin/sh /etc/rc"; exec.stop = "/bin/sh /etc/rc.shutdown";
}
`,
      "/jails/backup/etc/rc.conf": rc('ifconfig_epair54b="inet 10.2.70.54/24"'),
    },
    jails: { backup: { inside: "epair54b" } },
    adopt: "backup public",
    keepsEpairs: true,
  },
  {
    name: "two jails of one block's hooks, one after the other by depend",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `exec.prestart = "ifconfig $ep create up && ifconfig bridge0 addm \${ep}a";
exec.poststop = "ifconfig \${ep}a destroy";
exec.start = "/bin/sh /etc/rc"; exec.stop = "/bin/sh /etc/rc.shutdown";
path = "/jails/$name"; vnet; vnet.interface = "\${ep}b";
sql { $ep = epair56; }
app { $ep = epair57; depend = sql; exec.prestart += "echo app"; }
`,
      "/jails/sql/etc/rc.conf": rc('ifconfig_epair56b="inet 10.2.70.56/24"'),
      "/jails/app/etc/rc.conf": rc('ifconfig_epair57b="inet 10.2.70.57/24"'),
    },
    jails: { sql: { inside: "epair56b" }, app: { inside: "epair57b" } },
    adopt: "sql app public",
  },
];
