/** DHCP for whatever interface there is, which bridges make more of. */
import { clonerOf, isDriversName } from "../../../config/drivers.ts";
import { asksDhcp } from "../../../config/hostmove.ts";
import { variablePart } from "../../../config/interfaces.ts";
import type { ConfigRule } from "../rule.ts";

/** Any other name may be an eiface's. */
function isNicsName(name: string): boolean {
  return isDriversName(name) && clonerOf(name) === undefined;
}

const DEFAULT = "ifconfig_DEFAULT";

export const dhcpDefault: ConfigRule = {
  id: "dhcp-default",
  summary: "DHCP on all interfaces of a host that has bridges, eifaces too",
  *examine({ rc }) {
    const bridges = rc?.settings.bridges ?? [];
    const text = rc?.text(DEFAULT) ?? "";
    if (bridges.length === 0 || !asksDhcp(text)) return;
    const written = new Set(rc!.names);
    const nics = bridges
      .filter(({ eiface, interface: nic }) => !eiface && isNicsName(nic))
      .map(({ interface: nic }) => `ifconfig_${variablePart(nic)}`)
      .filter((variable) => !written.has(variable));
    const variable = nics.length === 0 ? "ifconfig_NIC" : [...new Set(nics)].join(" and ");
    yield {
      at: rc!.at(DEFAULT),
      severity: "warning",
      // sbin/devd/devd.conf (ATTACH and LINK_UP of IFNET), libexec/rc/network.subr.
      message: `${DEFAULT} is for every interface of the host: devd(8) starts dhclient(8) on eifaces, too, when they get a link there or come back from a jail; write ${variable}="${text}" instead`,
    };
  },
};
