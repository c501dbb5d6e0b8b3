/** Two hosts with a cable between them, and jails on both that are on one network over it. */
import { defaultHost, type HostDescription } from "../base/description.ts";
import { jailConf, jailNames, type Template } from "./template.ts";

/** The jails' addresses begin behind this one. */
const FIRST = 50;

export const template: Template = {
  summary: "two labs joined by a cable; jails on bridges of both are on one network",
  jails: { min: 2, max: 50 },
  host(jails) {
    const names = jailNames(jails);
    const here = Math.ceil(jails / 2);
    return {
      ...host(1, "belltower", names.slice(0, here), 0),
      second: {
        host: host(2, "belltower-2", names.slice(here), here),
        cables: [{ nic: "vtnet1", to: "vtnet1" }],
      },
    };
  },
};

/** One of the two: a LAN of its own at vtnet0, and at vtnet1 the bridge with the jails. */
function host(
  number: number,
  hostname: string,
  names: readonly string[],
  before: number,
): HostDescription {
  const lan = `10.2.${69 + number}`;
  const nic = defaultHost.interfaces[0]!;
  return {
    ...defaultHost,
    hostname,
    interfaces: [
      {
        ...nic,
        ether: `58:9c:fc:00:2a:0${number}`,
        inet: [`${lan}.107/24`],
        lan: [{ inet: `${lan}.1` }],
      },
      {
        ...nic,
        name: "vtnet1",
        ether: `58:9c:fc:00:2b:0${number}`,
        inet: [`10.9.0.${number}/24`],
        lan: [],
      },
    ],
    routes: [{ destination: "default", gateway: `${lan}.1`, interface: "vtnet0" }],
    files: {
      "/etc/rc.conf": `hostname="${hostname}"
ifconfig_vtnet0="inet ${lan}.107/24"
ifconfig_vtnet1="inet 10.9.0.${number}/24"
defaultrouter="${lan}.1"
ngbuddy_enable="YES"
ngbuddy_wire_if="vtnet1"
jail_enable="YES"
`,
      "/etc/jail.conf": jailConf("wire", names),
      ...Object.fromEntries(
        names.map((name, at) => [
          `/jails/${name}/etc/rc.conf`,
          `ifconfig_${name}="inet 10.9.0.${FIRST + 1 + before + at}/24"\n`,
        ]),
      ),
    },
  };
}
