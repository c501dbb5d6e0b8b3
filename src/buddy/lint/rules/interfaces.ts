/** Interfaces of bridges that nothing makes, or that no bridge can be on. */
import { clonerOf, hasNoEthernet, isDriversName } from "../../../config/drivers.ts";
import { variablePart } from "../../../config/interfaces.ts";
import { wordsOf } from "../../../config/list.ts";
import type { BridgeSettings } from "../../../config/settings.ts";
import type { RcReading } from "../rcreading.ts";
import type { ConfigRule } from "../rule.ts";

export const interfaces: ConfigRule = {
  id: "interface",
  summary: "a bridge on an interface that nothing makes, or that no bridge can be on",
  *examine({ rc }) {
    // What cannot be seen may make anything.
    if (rc === undefined || rc.obscured !== undefined) return;
    for (const bridge of rc.settings.bridges) {
      const what = bridge.eiface ? undefined : whatIsWrong(rc, bridge);
      const variable = `ngbuddy_${bridge.name}_if`;
      if (what !== undefined)
        yield { at: rc.at(variable), severity: "error", message: `${variable}: ${what}` };
    }
  },
};

function whatIsWrong(
  rc: RcReading,
  { name, interface: iface }: BridgeSettings,
): string | undefined {
  const { settings } = rc;
  if (hasNoEthernet(iface))
    return `${iface} has no Ethernet frames, and no bridge can be on it; give a NIC, a VLAN or a lagg(4)`;
  const renamed = settings.renamedTo(iface);
  if (renamed !== "" && renamed !== iface)
    return `rc.conf calls ${iface} ${renamed}; give the bridge that name`;
  const lagg = laggOf(rc, iface);
  if (lagg !== undefined)
    return `${iface} is a port of ${lagg}, which takes all that comes in before a bridge could; give the bridge ${lagg}`;
  const announced = settings.announced(iface);
  if (announced !== undefined)
    return announced.netif !== undefined || clonerOf(iface) === undefined
      ? undefined
      : `rc.conf speaks of ${iface} (${announced.assignment}), but nothing makes it; add it to cloned_interfaces`;
  const express = iface.includes(".")
    ? ""
    : `; for an eiface of that name: ngbuddy_${name}_if="eiface:${iface}"`;
  const [, parent, tag] = /^([a-z]+\d+)[._]([1-9]\d{0,3})$/.exec(iface) ?? [];
  if (parent !== undefined && isDriversName(parent))
    return `nothing in rc.conf makes ${iface}; add vlans_${variablePart(parent)}="${tag}"${express}`;
  const cloner = clonerOf(iface);
  if (cloner === undefined) return undefined;
  return `nothing in rc.conf makes ${iface}; add it to cloned_interfaces${cloner === "vlan" ? `, with create_args_${iface}="vlan TAG vlandev NIC"` : ""}${express}`;
}

/** The lagg(4) that an interface is a port of by rc.conf. */
function laggOf(rc: RcReading, iface: string): string | undefined {
  for (const variable of rc.names) {
    const [, lagg] = /^ifconfig_(lagg\d+)$/.exec(variable) ?? [];
    const words = lagg === undefined ? [] : wordsOf(rc.text(variable));
    if (words.some((word, at) => word === iface && words[at - 1] === "laggport")) return lagg;
  }
  return undefined;
}
