/** Jails behind the host, which lends them its address by pf's nat. */
import { defaultHost } from "../base/description.ts";
import { jailConf, jailNames, type Template } from "./template.ts";

export const template: Template = {
  summary: "vnet jails on the bridge private, which reach the LAN by the host's nat",
  jails: { min: 1, max: 50 },
  host(jails) {
    const names = jailNames(jails);
    const rcConf = (name: string, at: number) =>
      `ifconfig_${name}="inet 10.0.0.${2 + at}/24"\ndefaultrouter="10.0.0.1"\n`;
    return {
      ...defaultHost,
      files: {
        "/etc/rc.conf": `hostname="belltower"
ifconfig_vtnet0="inet 10.2.70.107/24"
defaultrouter="10.2.70.1"
gateway_enable="YES"
ngbuddy_enable="YES"
ngbuddy_private_if="nghost0"
ifconfig_nghost0="inet 10.0.0.1/24"
pf_enable="YES"
jail_enable="YES"
`,
        "/etc/pf.conf": `nat on vtnet0 inet from 10.0.0.0/24 to any -> 10.2.70.107
nat-anchor "ngbuddy/*"
rdr-anchor "ngbuddy/*"
pass
`,
        // The port counts as installed when its program is there.
        "/usr/local/sbin/dnsmasq": "",
        "/usr/local/etc/dnsmasq.conf": "local-service\nconf-dir=/usr/local/etc/dnsmasq.d,*.conf\n",
        "/etc/jail.conf": jailConf("private", names),
        ...Object.fromEntries(
          names.map((name, at) => [`/jails/${name}/etc/rc.conf`, rcConf(name, at)]),
        ),
      },
    };
  },
};
