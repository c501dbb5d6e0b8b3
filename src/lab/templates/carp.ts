/** Jails that share an address by carp(4): the first of them has it, and the next one when that stops. */
import { defaultHost } from "../base/description.ts";
import { jailConf, jailNames, type Template } from "./template.ts";

/** Each is less eager to have the address than the one before; 254 is the most there is. */
const ADVSKEW_STEP = 50;

export const template: Template = {
  summary: "vnet jails on the bridge public that share the address 10.2.70.100 by carp",
  jails: { min: 2, max: 6 },
  host(jails) {
    const names = jailNames(jails);
    const rcConf = (name: string, at: number) => `ifconfig_${name}="inet 10.2.70.${51 + at}/24"
ifconfig_${name}_alias0="inet vhid 1 advskew ${at * ADVSKEW_STEP} pass rehearsal alias 10.2.70.100/32"
defaultrouter="10.2.70.1"
`;
    return {
      ...defaultHost,
      files: {
        "/boot/loader.conf": 'carp_load="YES"\n',
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
