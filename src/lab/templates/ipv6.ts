/** Jails on a netgraph bridge with the host's NIC that take their IPv6 addresses and default routes from the LAN's router. */
import { defaultHost } from "../base/description.ts";
import { jailConf, jailNames, type Template } from "./template.ts";

export const template: Template = {
  summary: "vnet jails on the bridge public that take IPv6 addresses from the LAN's router",
  jails: { min: 1, max: 50 },
  host(jails) {
    const names = jailNames(jails);
    return {
      ...defaultHost,
      interfaces: defaultHost.interfaces.map((nic) => ({
        ...nic,
        lan: [
          { inet: "10.2.70.1", inet6: "2001:db8:70::1", advertises: ["2001:db8:70::/64"] },
          { inet6: "2001:db8:70::20" },
        ],
      })),
      files: {
        "/etc/rc.conf": `hostname="belltower"
ifconfig_vtnet0="inet 10.2.70.107/24"
ifconfig_vtnet0_ipv6="inet6 accept_rtadv"
defaultrouter="10.2.70.1"
ngbuddy_enable="YES"
ngbuddy_public_if="vtnet0"
jail_enable="YES"
`,
        "/etc/jail.conf": jailConf("public", names),
        ...Object.fromEntries(
          names.map((name) => [
            `/jails/${name}/etc/rc.conf`,
            `ifconfig_${name}_ipv6="inet6 accept_rtadv"\n`,
          ]),
        ),
      },
    };
  },
};
