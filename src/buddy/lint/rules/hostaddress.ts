/** Addresses of the host on a NIC that its stack is cut off from. */
import { variablePart } from "../../../config/interfaces.ts";
import type { ConfigRule } from "../rule.ts";

export const hostAddress: ConfigRule = {
  id: "host-address",
  summary: "an address of the host's on a NIC whose bridge leaves the host out",
  *examine({ rc }) {
    for (const { name, interface: nic, upper, host, eiface, vlan } of rc?.settings.bridges ?? []) {
      // The NIC's own network has no tag.
      if (vlan !== undefined) continue;
      const own = `ifconfig_${variablePart(nic)}`;
      const variable = rc!.names.includes(own) ? own : "ifconfig_DEFAULT";
      const hasAddress = /\b(?:inet6?|(?:NO)?SYNCDHCP|DHCP)\b/i.test(rc!.text(variable));
      if (upper || eiface || !hasAddress) continue;
      yield {
        at: rc!.at(variable),
        severity: "warning",
        message:
          host === undefined
            ? `${variable}: ngbuddy_${name}_upper="NO" leaves the host out of bridge ${name}, and ${nic} reaches nobody; take that out, or the address`
            : `${variable}: the host is on bridge ${name} by ${host}, and ${nic} reaches nobody; write ifconfig_${variablePart(host)} instead`,
      };
    }
  },
};
