// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
/** Jails of Bastille's other kinds, of jng and of AppJail, and jails on the host's stack. */
import type { Setup } from "../move.ts";
import { IF_BRIDGE, rc } from "./parts.ts";

/** Stands in for AppJail's `network`: an epair on the if_bridge that is called as the network is. */
const APPJAIL = `#!/bin/sh
[ "$1" = network ] || exit 0
case "$2" in
plug)
	epair=$(ifconfig epair create)
	ifconfig $epair name ea_$4 up >/dev/null
	ifconfig \${epair%a}b name eb_$4 >/dev/null
	ifconfig $6 addm ea_$4
	;;
unplug) ifconfig ea_$4 destroy ;;
esac
`;

export const otherSetups: readonly Setup[] = [
  {
    name: "Bastille on a bridge that is given, an epair by its number",
    before: IF_BRIDGE,
    files: {
      "/usr/local/bastille/jails/cache1/jail.conf": `cache1 {
  exec.start = '/bin/sh /etc/rc';
  exec.stop = '/bin/sh /etc/rc.shutdown';
  host.hostname = cache1;
  path = /usr/local/bastille/jails/cache1/root;

  vnet;
  vnet.interface = e2b_cache1;
  exec.prestart += "ifconfig epair2 create";
  exec.prestart += "ifconfig bridge0 addm epair2a";
  exec.prestart += "ifconfig epair2a up name e2a_cache1";
  exec.prestart += "ifconfig epair2b up name e2b_cache1";
  exec.prestart += "ifconfig e2a_cache1 description \\"vnet0 host interface for Bastille jail cache1\\"";
  exec.poststop += "ifconfig bridge0 deletem e2a_cache1";
  exec.poststop += "ifconfig e2a_cache1 destroy";
}
`,
      "/usr/local/bastille/jails/cache1/root/etc/rc.conf": rc(
        'ifconfig_e2b_cache1_name="vnet0"\nifconfig_vnet0="inet 10.2.70.61/24"\nifconfig_vnet0_ipv6="inet6 2001:db8:70::61/64"',
      ),
    },
    jails: { cache1: { conf: "/usr/local/bastille/jails/cache1/jail.conf", inside: "vnet0" } },
    adopt: "cache1",
  },
  {
    name: "Bastille with a VLAN of the jail's own on its interface",
    before: IF_BRIDGE,
    files: {
      "/usr/local/bastille/jails/phone/jail.conf": `phone {
  exec.start = '/bin/sh /etc/rc';
  exec.stop = '/bin/sh /etc/rc.shutdown';
  host.hostname = phone;
  path = /usr/local/bastille/jails/phone/root;

  vnet;
  vnet.interface = e0b_phone;
  exec.prestart += "ifconfig epair0 create";
  exec.prestart += "ifconfig bridge0 addm epair0a";
  exec.prestart += "ifconfig epair0a up name e0a_phone";
  exec.prestart += "ifconfig epair0b up name e0b_phone";
  exec.prestart += "ifconfig e0a_phone ether 58:9c:fc:77:88:9a";
  exec.prestart += "ifconfig e0b_phone ether 58:9c:fc:77:88:9b";
  exec.poststop += "ifconfig e0a_phone destroy";
}
`,
      "/usr/local/bastille/jails/phone/root/etc/rc.conf": rc(
        'ifconfig_e0b_phone_name="vnet0"\nifconfig_vnet0="inet 10.2.70.62/24"\nvlans_vnet0="100"\nifconfig_vnet0_100="inet 10.100.0.2/24"',
      ),
    },
    jails: { phone: { conf: "/usr/local/bastille/jails/phone/jail.conf", inside: "vnet0" } },
    adopt: "phone",
  },
  {
    name: "jng by Bastille's netgraph mode",
    bridge: "vtnet0bridge",
    files: {
      "/usr/local/bastille/jails/ngweb/jail.conf": `ngweb {
  exec.start = '/bin/sh /etc/rc';
  exec.stop = '/bin/sh /etc/rc.shutdown';
  host.hostname = ngweb;
  path = /usr/local/bastille/jails/ngweb/root;

  vnet;
  vnet.interface = ng0_ngweb;
  exec.prestart += "jng bridge ngweb vtnet0";
  exec.prestart += "ifconfig ng0_ngweb ether 58:9c:fc:31:41:5a";
  exec.poststop += "jng shutdown ngweb";
}
`,
      "/usr/local/bastille/jails/ngweb/root/etc/rc.conf": rc(
        'ifconfig_ng0_ngweb_name="vnet0"\nifconfig_vnet0="inet 10.2.70.63/24"',
      ),
    },
    jails: { ngweb: { conf: "/usr/local/bastille/jails/ngweb/jail.conf", inside: "vnet0" } },
    adopt: "ngweb vtnet0bridge",
  },
  {
    name: "AppJail's lines in a jail.conf",
    before: ["ifconfig bridge create name ajnet", "ifconfig ajnet addm vtnet0 up"],
    programs: { "/usr/local/bin/appjail": APPJAIL },
    files: {
      "/etc/jail.conf.d/nginx.conf": `nginx {
  exec.start: "/bin/sh /etc/rc";
}
`.replace(
        '  exec.start: "/bin/sh /etc/rc";\n',
        `  path = "/usr/local/appjail/jails/\${name}/jail";
  exec.start = "/bin/sh /etc/rc";
  exec.stop = "/bin/sh /etc/rc.shutdown jail";
  mount.devfs;
  vnet;
  vnet.interface += "eb_nginx";
  exec.prestart += "appjail network plug -e \\"nginx\\" -n \\"ajnet\\"";
  exec.poststart += "appjail network assign -d -e \\"nginx\\" -j \\"\${name}\\" -n \\"ajnet\\"";
  exec.poststop += "appjail network unplug \\"ajnet\\" \\"nginx\\"";
  exec.prestart += "appjail nat on jail \\"\${name}\\"";
  exec.poststop += "appjail nat off jail \\"\${name}\\"";
`,
      ),
      "/usr/local/appjail/jails/nginx/jail/etc/rc.conf": rc(
        'ifconfig_eb_nginx="inet 10.2.70.64/24"',
      ),
    },
    jails: { nginx: { conf: "/etc/jail.conf.d/nginx.conf", inside: "eb_nginx" } },
    adopt: "nginx",
  },
  {
    name: "several addresses of the host's stack, by its interface",
    files: {
      "/etc/jail.conf": `exec.start = "/bin/sh /etc/rc";
exec.stop = "/bin/sh /etc/rc.shutdown";
path = "/jails/$name";
ns1 {
  interface = "vtnet0";
  ip4.addr = 10.2.70.65, 10.2.70.66;
  ip6.addr = "2001:db8:70::65";
  allow.raw_sockets;
}
`,
      "/jails/ns1/etc/rc.conf": 'named_enable="YES"\n',
    },
    jails: { ns1: { inside: "ns1" } },
    adopt: "ns1 public",
  },
];
