/** What rc.conf has of a host on an eiface: the addresses of a NIC that become the eiface's, and back. */
import { byDefault, movedAddresses, type Written } from "../../config/hostmove.ts";
import { variablePart } from "../../config/interfaces.ts";
import { wordsOf } from "../../config/list.ts";
import { pinOf } from "../../config/pins.ts";
import { isEnabled } from "../../config/settings.ts";
import { tagsText, type VlanTags } from "../../config/vlans.ts";
import { refuse } from "../refusal.ts";
import type { RcChange } from "./step.ts";
import type { Seen, Wanted, WantedBridge } from "./wanted.ts";

/** A bridge, its NIC, and the eiface that the host is to be on. */
interface Hosted {
  readonly name: string;
  readonly interface: string;
  readonly host: string;
  /** The VLAN of the NIC that the bridge is on. */
  readonly vlan?: VlanTags | undefined;
}

/**
 * Returns the changes that put the host on an eiface of a bridge. It keeps the NIC's address, by which a DHCP server and the
 * neighbours know it, unless rc.conf pins another one. On a VLAN it has addresses of its own, and the NIC keeps those that it has.
 */
export function hostChanges(wanted: Wanted, seen: Seen, hosted: Hosted): RcChange[] {
  const { name, interface: nic, host } = hosted;
  const before = wanted.bridges.find((bridge) => bridge.name === name)?.host;
  if (before !== undefined)
    refuse(
      "data",
      `the host is on ${before} of bridge ${name}; remove it first: ngbuddy unbridge ${name}`,
    );
  const there = seen.interfaces?.get(nic);
  if (there === undefined)
    refuse("data", `the host can be on an eiface of a bridge on a NIC, and ${nic} is none`);
  if (host === nic || host === name)
    refuse(
      "data",
      `the host's eiface cannot be called as the ${host === nic ? "NIC" : "bridge"}; choose another name`,
    );
  const isHost = { variable: `ngbuddy_${name}_host`, set: host };
  if (hosted.vlan !== undefined) return [isHost];
  const by = [`vlans_${variablePart(nic)}`].filter((variable) => wanted.value(variable));
  if (by.length > 0)
    refuse(
      "unavailable",
      `${by[0]} makes interfaces on ${nic}, which hear nothing when the host is on ${host}`,
    );
  const pin = pinOf(host);
  return [
    isHost,
    ...(wanted.value(pin) === undefined && there.ether !== undefined
      ? [{ variable: pin, set: there.ether, quiet: true }]
      : []),
    ...moves(byDefault(wanted, nic), nic, host).filter(
      (change) => !("unset" in change) || wanted.value(change.variable) !== undefined,
    ),
  ];
}

/** Returns the changes that put the host on the NIC again. */
export function hostGone(
  wanted: Wanted,
  { interface: nic, vlan }: Omit<Hosted, "host">,
  host: string,
): RcChange[] {
  if (vlan !== undefined) return [];
  const pin = pinOf(host);
  const own = `ifconfig_${variablePart(host)}`;
  return [
    ...(wanted.value(pin) === undefined
      ? []
      : [{ variable: pin, unset: true, quiet: true } as const]),
    ...moves(wanted, host, nic).map((change) =>
      change.variable === own ? ({ variable: own, unset: true, quiet: true } as const) : change,
    ),
  ];
}

function moves(written: Written, from: string, to: string): RcChange[] {
  return movedAddresses(written, from, to).map((change) => ({ ...change, quiet: true }));
}

/** What may speak of a NIC and goes on doing so: its own settings, and what makes interfaces of it. */
const OF_NICS =
  /^(?:ngbuddy|ifconfig|vlans|create_args|ipv4_addrs|route|ipv6_route|autobridge)_|^(?:cloned|network|ipv6_network|autobridge)_interfaces$|_name$/;

/**
 * Returns who else speaks of the NIC that the host leaves for an eiface: firewalls, and further variables of rc.conf. Of a VLAN it
 * leaves none.
 */
export function leftNotes(
  wanted: Wanted,
  { interface: nic, host, vlan }: Pick<WantedBridge, "interface" | "host" | "vlan">,
  changes: readonly RcChange[],
): string[] {
  if (host === undefined || vlan !== undefined) return [];
  const firewalls = [
    ...(isEnabled(wanted, "pf_enable")
      ? [`pf (${wanted.value("pf_rules") || "/etc/pf.conf"})`]
      : []),
    ...(isEnabled(wanted, "firewall_enable") ? ["ipfw"] : []),
  ];
  const others = [...wanted.variables.keys()].filter(
    (variable) =>
      !OF_NICS.test(variable) &&
      !changes.some((change) => change.variable === variable) &&
      wordsOf(wanted.value(variable) ?? "").includes(nic),
  );
  return [
    ...firewalls.map(
      (firewall) =>
        `rules of ${firewall} that name ${nic} are not about the host any more when it is on ${host}; have them name ${host}`,
    ),
    ...(others.length === 0
      ? []
      : [
          `rc.conf has ${nic} in ${others.join(", ")} as well; where the host is meant, that is ${host} from now on`,
        ]),
  ];
}

/** Returns what the host lacks that is on a VLAN by an eiface: the NIC's addresses are of another network. */
export function hostNotes(wanted: Wanted, { vlan, host }: WantedBridge): string[] {
  if (vlan === undefined || host === undefined) return [];
  const variable = `ifconfig_${variablePart(host)}`;
  if (wanted.value(variable) !== undefined) return [];
  return [
    `${host} has no address: give it one of VLAN ${tagsText(vlan)} by ${variable} in rc.conf`,
  ];
}
