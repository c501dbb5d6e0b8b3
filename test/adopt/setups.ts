// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
/** Hosts with jails as people have them: the tools' own files, and hooks that were written by hand. */
import type { Setup } from "./move.ts";
import { handSetups } from "./setups/byhand.ts";
import { jibSetups } from "./setups/jib.ts";
import { otherSetups } from "./setups/others.ts";
import { IF_BRIDGE, rc } from "./setups/parts.ts";
import { publishedSetups } from "./setups/published.ts";

export const setups: readonly Setup[] = [
  {
    name: "epairs of Bastille's on a bridge",
    before: IF_BRIDGE,
    files: {
      "/usr/local/bastille/jails/web1/jail.conf": `web1 {
  enforce_statfs = 2;
  devfs_ruleset = 13;
  exec.clean;
  exec.start = '/bin/sh /etc/rc';
  exec.stop = '/bin/sh /etc/rc.shutdown';
  host.hostname = web1;
  mount.devfs;
  path = /usr/local/bastille/jails/web1/root;
  osrelease = "15.1-RELEASE";

  vnet;
  vnet.interface = e0b_web1;
  exec.prestart += "epair0=\\$(ifconfig epair create) && ifconfig \\\${epair0} up name e0a_web1 && ifconfig \\\${epair0%a}b up name e0b_web1";
  exec.prestart += "ifconfig bridge0 addm e0a_web1";
  exec.prestart += "ifconfig e0a_web1 ether 58:9c:fc:12:34:5a";
  exec.prestart += "ifconfig e0b_web1 ether 58:9c:fc:12:34:5b";
  exec.prestart += "ifconfig e0a_web1 description \\"vnet0 host interface for Bastille jail web1\\"";
  exec.poststop += "ifconfig e0a_web1 destroy";
}
`,
      "/usr/local/bastille/jails/web1/root/etc/rc.conf": rc(
        'ifconfig_e0b_web1_name="vnet0"\nifconfig_vnet0="inet 10.2.70.31/24"\nifconfig_vnet0_descr="jail interface for vtnet0"',
      ),
    },
    jails: { web1: { conf: "/usr/local/bastille/jails/web1/jail.conf", inside: "vnet0" } },
    adopt: "web1",
  },
  {
    name: "one block for all, a file a jail, numbers in variables",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `# all of them
exec.prestart = "ifconfig epair\${ep} create up";
exec.prestart += "ifconfig $bridge addm epair\${ep}a";
exec.start = "/sbin/ifconfig epair\${ep}b link $mac";
exec.start += "/sbin/ifconfig epair\${ep}b 10.2.70.\${ep}/24 up";
exec.start += "/sbin/route add default 10.2.70.1";
exec.poststop = "ifconfig $bridge deletem epair\${ep}a";
exec.poststop += "ifconfig epair\${ep}a destroy";
$bridge = "bridge0";
path = "/jails/$name";
persist;
vnet;
vnet.interface = "epair\${ep}b";
.include "/etc/jail.conf.d/*.conf";
`,
      "/etc/jail.conf.d/db1.conf": `db1 {\n    $ep = 40;\n    $mac = "02:00:00:00:00:40"; # known to the router\n}\n`,
      "/etc/jail.conf.d/db2.conf": `db2 { $ep = 41; $mac = "02:00:00:00:00:41"; }\n`,
      "/jails/db1/etc/keep": "",
      "/jails/db2/etc/keep": "",
    },
    jails: { db1: { inside: "epair40b" }, db2: { inside: "epair41b" } },
    adopt: "--all public",
  },
  {
    name: "all of it in one jail's block, the address by rc.conf",
    before: IF_BRIDGE,
    files: {
      "/etc/jail.conf": `test {
  host.hostname = "\${name}";
  vnet=new;
  vnet.interface=epair0b;
  path ="/usr/jail/\${name}";
  mount.devfs; allow.raw_sockets;
  exec.prestart = "ifconfig epair0 create up; ifconfig bridge0 addm epair0a";
  exec.start = "/bin/sh /etc/rc";
  exec.stop = "ifconfig epair0b down; /bin/sh /etc/rc.shutdown";
  exec.poststop = "ifconfig epair0a destroy";
}
other { path = /; persist; }
`,
      "/usr/jail/test/etc/rc.conf": rc('ifconfig_epair0b="inet 10.2.70.32/24"'),
    },
    jails: { test: { inside: "epair0b" } },
    adopt: "test public",
  },
  {
    name: "an address of the host's stack",
    files: {
      "/etc/jail.conf": `exec.start = "/bin/sh /etc/rc";
exec.stop = "/bin/sh /etc/rc.shutdown";
mount.devfs;
path = "/jails/$name";
mail {
\tip4.addr = "vtnet0|10.2.70.33/32";
\thost.hostname = mail.example.org;
}
`,
      "/jails/mail/etc/rc.conf": 'sshd_enable="YES"\n',
    },
    jails: { mail: { inside: "mail" } },
    adopt: "mail",
  },
  {
    name: "several interfaces, and commands of the jail's own in the same hooks",
    before: ["ifconfig bridge create name switch-local", "ifconfig switch-local addm vtnet0 up"],
    files: {
      "/etc/jail.conf": `fw1 {
  vnet;
  vnet.interface = "epair0b";
  vnet.interface += "epair1b";
  path = /jails/fw1;
  persist;
  exec.prestart += "echo starting fw1";
  exec.prestart += "ifconfig epair0 create up";
  exec.prestart += "ifconfig epair1 create up";
  exec.prestart += "ifconfig epair0a up descr vnet-\${name}-modem";
  exec.prestart += "ifconfig epair1a up descr vnet-\${name}";
  exec.prestart += "ifconfig switch-local addm epair0a up";
  exec.prestart += "ifconfig switch-local addm epair1a up";
  exec.prestop = "/usr/sbin/jexec \${name} /bin/sh /etc/rc.shutdown";
  exec.prestop += "/sbin/ifconfig epair0b -vnet \${name}";
  exec.prestop += "/sbin/ifconfig epair1b -vnet \${name}";
  exec.start = "/bin/sh /etc/rc";
  exec.poststop = "ifconfig epair0a destroy";
  exec.poststop += "ifconfig epair1a destroy";
}
`,
      "/jails/fw1/etc/rc.conf": rc(
        'ifconfig_epair0b="inet 10.2.70.34/24"\nifconfig_epair1b="inet 10.9.0.1/24"',
      ),
    },
    jails: { fw1: { inside: "epair0b" } },
    adopt: "fw1 public",
  },
  ...publishedSetups,
  ...jibSetups,
  ...handSetups,
  ...otherSetups,
];
