/** Jails with interfaces of their own on a netgraph bridge with the host's NIC. */
import { defaultHost } from "../base/description.ts";
import { jailConf, jailNames, type Template } from "./template.ts";

/** The jails' addresses on the LAN begin behind this one. */
const FIRST = 50;

export const template: Template = {
  summary: "vnet jails on the bridge public, each with an address of the LAN",
  jails: { min: 1, max: 50 },
  host(jails) {
    const names = jailNames(jails);
    const rcConf = (name: string, at: number) =>
      `ifconfig_${name}="inet 10.2.70.${FIRST + 1 + at}/24"\ndefaultrouter="10.2.70.1"\n`;
    return {
      ...defaultHost,
      files: {
        "/etc/rc.conf": `hostname="belltower"
ifconfig_vtnet0="inet 10.2.70.107/24"
defaultrouter="10.2.70.1"
ngbuddy_enable="YES"
ngbuddy_public_if="vtnet0"
jail_enable="YES"
`,
        "/etc/jail.conf": jailConf("public", names),
        ...Object.fromEntries(
          names.map((name, at) => [`/jails/${name}/etc/rc.conf`, rcConf(name, at)]),
        ),
      },
    };
  },
};
