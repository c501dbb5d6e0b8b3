/** Rules and NAT instances as ipfw(8) shows them (ipfw2.c, show_static_rule; nat.c, nat_show_cfg; recording 73). */
import type { NatConfig } from "../../net/ipfw/alias.ts";
import type { FwAction, FwBody, FwEnd, FwOption, FwRule } from "../../net/ipfw/rule.ts";
import { formatPfAddress } from "../../net/pf/address.ts";
import { protocolName } from "../pfctl/names.ts";

/** What is shown of a rule. */
export interface Shown {
  /** The widths of the two counters; undefined for none. */
  readonly widths?: readonly [packets: number, bytes: number] | undefined;
  readonly sets: boolean;
  readonly isDisabled: boolean;
}

/** `00300 allow ip from any to any via lo0`. */
export function formatRule(rule: FwRule, { widths, sets, isDisabled }: Shown): string {
  const { packets, bytes } = rule.counters;
  return [
    ...(isDisabled ? ["# DISABLED"] : []),
    String(rule.number).padStart(5, "0"),
    ...(widths === undefined
      ? []
      : [String(packets).padStart(widths[0]), String(bytes).padStart(widths[1])]),
    ...(sets ? [`set ${rule.set}`] : []),
    formatBody(rule),
  ].join(" ");
}

function formatBody(body: FwBody): string {
  const { action, protocol, family, source, destination, options, comment } = body;
  const about = protocol === undefined ? `ip${family ?? ""}` : protocolName(protocol);
  return [
    ...[formatAction(action), about, "from", formatEnd(source), "to", formatEnd(destination)],
    ...options.map(formatOption),
    ...(comment === undefined ? [] : ["//", comment]),
  ].join(" ");
}

function formatAction(action: FwAction): string {
  return "number" in action ? `${action.kind} ${action.number}` : action.kind;
}

function formatEnd({ not, hosts, ports }: FwEnd): string {
  const where =
    typeof hosts === "string"
      ? hosts
      : hosts
          .map(({ address, prefix }) =>
            prefix === address.length * 8
              ? formatPfAddress(address)
              : `${formatPfAddress(address)}/${prefix}`,
          )
          .join(",");
  const which = ports.map(({ first, last }) => (first === last ? first : `${first}-${last}`));
  return [...(not ? ["not"] : []), where, ...(ports.length > 0 ? [which.join(",")] : [])].join(" ");
}

function formatOption(option: FwOption): string {
  switch (option.kind) {
    case "via":
    case "recv":
    case "xmit":
      return `${option.kind} ${option.iface}`;
    case "proto":
      return `proto ${protocolName(option.protocol)}`;
    case "icmp6types":
      return `ip6 icmp6types ${option.types.join(",")}`;
    case "icmptypes":
      return `icmptypes ${option.types.join(",")}`;
    default:
      return option.kind;
  }
}

/** `ipfw nat 123 config if vtnet0 same_ports`. The kernel has the redirects in the reverse order. */
export function formatNat({
  number,
  iface,
  address,
  samePorts,
  denyIn,
  redirects,
}: NatConfig): string {
  return [
    `ipfw nat ${number} config`,
    ...(iface === undefined ? [] : [`if ${iface}`]),
    ...(address === undefined ? [] : [`ip ${formatPfAddress(address)}`]),
    ...(denyIn ? ["deny_in"] : []),
    ...(samePorts ? ["same_ports"] : []),
    ...redirects
      .map(
        (one) =>
          `redirect_port ${protocolName(one.protocol)} ${formatPfAddress(one.address)}:${one.port} ${one.publicPort}`,
      )
      .reverse(),
  ].join(" ");
}
