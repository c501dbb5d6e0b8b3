/** netstat -r (route_netlink.c of netstat, FreeBSD 15). */

import { ROUTE_FLAGS, type Route, type RouteFlag } from "../../net/routes.ts";
import { formatRoute6, type Route6 } from "../../net/routes6.ts";
import { formatScoped } from "../../net/scoped.ts";
import type { Vnet } from "../../net/vnet.ts";
import { formatIpv4 } from "../../wire/address.ts";
import type { Xo } from "../libxo.ts";

/** A family that there are routes of, by -f's word for it. */
export type RouteFamily = "inet" | "inet6";

interface Row {
  readonly destination: string;
  readonly gateway: string;
  readonly flags: readonly RouteFlag[];
  readonly nexthop: number;
  readonly mtu: number;
  readonly iface: string;
}

/** Widths of the columns that depend on the family. */
const widths = {
  inet: { title: "Internet", destination: 18, gateway: 18 },
  inet6: { title: "Internet6", destination: 33, gateway: 29 },
} as const;
const INTERFACE_WIDTH = 12;

function rowsOf(vnet: Vnet, family: RouteFamily): Row[] {
  if (family === "inet") return vnet.stack.routes.list().map(row);
  return vnet.stack.routes6.list().map(row6);
}

function row(route: Route): Row {
  const { destination, prefix, gateway, flags, nexthop, interface: by } = route;
  const host = flags.has("H") ? "" : `/${prefix}`;
  return {
    destination: prefix === 0 ? "default" : `${formatIpv4(destination)}${host}`,
    gateway: gateway === undefined ? `link#${by.index}` : formatIpv4(gateway),
    flags: inOrder(flags),
    nexthop,
    mtu: by.mtu,
    iface: by.name,
  };
}

function row6(route: Route6): Row {
  const { flags, nexthop, gateway, interface: by } = route;
  return {
    destination: formatRoute6(route),
    gateway: gateway === undefined ? `link#${by.index}` : formatScoped(gateway, by),
    flags: inOrder(flags),
    nexthop,
    mtu: by.mtu,
    iface: by.name,
  };
}

function inOrder(flags: ReadonlySet<RouteFlag>): RouteFlag[] {
  return (Object.keys(ROUTE_FLAGS) as RouteFlag[]).filter((flag) => flags.has(flag));
}

/** The tables as text. A family without routes has no heading. `wide` shows nexthop and MTU too. */
export function routesText(vnet: Vnet, families: readonly RouteFamily[], wide: boolean): string {
  let text = "Routing tables\n";
  for (const family of families) {
    const rows = rowsOf(vnet, family);
    if (rows.length === 0) continue;
    const { title, destination, gateway } = widths[family];
    const line = (words: readonly string[]) => {
      const [to = "", by = "", flags = "", nexthop = "", mtu = "", name = ""] = words;
      const start = `${to.padEnd(destination)} ${by.padEnd(gateway)} ${flags.padEnd(6)}`;
      const middle = wide ? ` ${nexthop.padStart(6)} ${mtu.padStart(6)}` : "";
      const shown = wide ? name : name.slice(0, INTERFACE_WIDTH);
      return `${start}${middle} ${shown.padStart(INTERFACE_WIDTH)}`;
    };
    text += `\n${title}:\n`;
    text += `${line(["Destination", "Gateway", "Flags", "Nhop#", "Mtu", "Netif"])} Expire\n`;
    for (const { destination: to, gateway: by, flags, nexthop, mtu, iface } of rows) {
      text += `${line([to, by, flags.join(""), `${nexthop}`, `${mtu}`, iface])}\n`;
    }
  }
  return text;
}

export function routesXo(vnet: Vnet, families: readonly RouteFamily[]): Xo {
  const tables = families.flatMap((family) => {
    const rows = rowsOf(vnet, family);
    if (rows.length === 0) return [];
    return [{ "address-family": widths[family].title, "rt-entry": rows.map(rowXo) }];
  });
  return { "route-information": { "route-table": { "rt-family": tables } } };
}

function rowXo({ destination, gateway, flags, nexthop, iface }: Row): Xo {
  return {
    destination,
    gateway,
    flags: flags.join(""),
    flags_pretty: flags.map((flag) => ROUTE_FLAGS[flag]),
    weight: 1,
    "nhop-kidx": nexthop,
    "interface-name": iface,
  };
}
