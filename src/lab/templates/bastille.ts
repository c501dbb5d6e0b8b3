/** Jails as Bastille makes them, on epairs and an if_bridge: to be moved onto netgraph. */
import { defaultHost } from "../base/description.ts";
import {
  DEVFS_RULES,
  epairLines,
  fstabText,
  jailConfText,
  settingsText,
} from "../commands/bastille/texts.ts";
import { filesOf, packages, portProgram } from "../freebsd/ports.ts";
import { jailNames, type Template } from "./template.ts";

const RELEASE = "15.1-RELEASE";
const PREFIX = "/usr/local/bastille";
const LOGS = "/var/log/bastille";
const NIC = "vtnet0";

/** The release that the jails are of, as far as a lab has one. */
const RELEASE_FILES = {
  [`${PREFIX}/releases/${RELEASE}/COPYRIGHT`]: "",
  [`${PREFIX}/releases/${RELEASE}/bin/freebsd-version`]: `#!/bin/sh\nUSERLAND_VERSION="${RELEASE}"\necho "$USERLAND_VERSION"\n`,
};

export const template: Template = {
  summary:
    "vnet jails of Bastille's on epairs, with leases of the LAN's DHCP server; to be adopted",
  jails: { min: 1, max: 50 },
  host(jails) {
    const files = jailNames(jails).map(filesOfJail);
    return {
      ...defaultHost,
      release: RELEASE,
      files: {
        "/etc/rc.conf": `hostname="belltower"
ifconfig_vtnet0="inet 10.2.70.107/24"
defaultrouter="10.2.70.1"
ngbuddy_enable="YES"
ngbuddy_public_if="${NIC}"
bastille_enable="YES"
`,
        "/etc/devfs.rules": DEVFS_RULES,
        ...filesOf(packages["bastille"]!),
        "/usr/local/bin/jib": portProgram("jib"),
        ...RELEASE_FILES,
        ...Object.assign({}, ...files),
      },
    };
  },
};

function filesOfJail(name: string): { readonly [path: string]: string } {
  const directory = `${PREFIX}/jails/${name}`;
  const consoleLog = `${LOGS}/${name}/console.log`;
  return {
    [consoleLog]: "",
    [`${directory}/jail.conf`]: jailConfText({
      ...{ name, directory, consoleLog, version: RELEASE, isVnet: true },
      network: epairLines("standard", { jail: name, external: NIC, suffix: name }),
    }),
    [`${directory}/fstab`]: fstabText(directory, `${PREFIX}/releases/${RELEASE}`, false),
    [`${directory}/settings.conf`]: settingsText("on"),
    [`${directory}/root/etc/rc.conf`]: `ifconfig_e0b_${name}_name="vnet0"
ifconfig_vnet0="SYNCDHCP"
ifconfig_vnet0_descr="jail interface for ${NIC}"
ifconfig_vnet0_ipv6=""
defaultrouter="NO"
ipv6_defaultrouter="NO"
`,
  };
}
