/** `network`: a bridge with the host's address, NAT and DHCP, in one plan. */
import { bridgeName, wishText } from "../../config/names.ts";
import { NETWORK_FIELDS, type NetworkTexts, NO_NETWORK } from "../../config/network.ts";
import {
  hostAddressIn,
  type Network,
  type NetworkAddress,
  NetworkTextError,
  rangeText,
  readAddress,
  readNetwork,
  usualRange,
} from "../../config/networksettings.ts";
import { isEnabled } from "../../config/settings.ts";
import { planBridging } from "../plan/bridges.ts";
import { rcStep } from "../plan/rcchange.ts";
import type { Plan, RcChange } from "../plan/step.ts";
import { allLists, type Seen, type Wanted, type WantedBridge } from "../plan/wanted.ts";
import { refuse } from "../refusal.ts";
import { makeRequest, type Request } from "../request.ts";
import { changeOf } from "./network.ts";
import type { PlanChange } from "./planplaces.ts";

/** What is typed. */
export interface NetworkWish {
  readonly bridge: string;
  /** `10.60.0.0/24`, or the host's own address in it. */
  readonly network: string;
  /** An interface's name, YES or NO; empty for YES; undefined to leave it as it is. */
  readonly nat: string | undefined;
  /** A range, YES or NO; empty for YES; undefined to leave it as it is. */
  readonly dhcp: string | undefined;
}

/** Makes the request. Throws a NameError, or a Refusal for what cannot be a network. */
export function networkRequest(wish: NetworkWish): Request {
  if (wish.bridge.includes("/") && !wish.network.includes("/"))
    refuse(
      "data",
      `${wish.bridge} is a network, which comes behind the bridge: ngbuddy network ${wish.network} ${wish.bridge}`,
    );
  const name = bridgeName(wish.bridge);
  const address = orRefused("NETWORK", () => hostAddressIn(wish.network));
  return makeRequest<PlanChange>({
    serialises: "bridges",
    makes: () => [name],
    needs(wanted) {
      const { interface: iface } = bridgeFor(wanted, name);
      return {
        nodes: "all",
        hooks: [name],
        everyBridge: "few",
        nics: [iface],
        eifaces: [iface, ...(allLists(wanted).get(name) ?? [])],
        interfaces: true,
        types: true,
      };
    },
    find: (host, netgraph, wanted, seen) =>
      changeOf(host, netgraph, wanted, seen, {
        bridges: [networked(wanted, name, address, wish)],
        become: "made",
        enables: true,
        refuses: !isOnlyLess(wanted, name, address, wish),
      }),
    plan: (wanted, seen, change) =>
      planNetwork(wanted, seen, networked(wanted, name, address, wish), { wish, change }),
  });
}

/** Is nothing asked for but that something goes? What is missing for the rest is no reason to keep it. */
function isOnlyLess(
  wanted: Wanted,
  name: string,
  address: NetworkAddress,
  { nat, dhcp }: NetworkWish,
): boolean {
  const typed = [nat, dhcp].filter((word) => word !== undefined);
  const before = bridgeFor(wanted, name).network?.address ?? "";
  return (
    typed.length > 0 &&
    typed.every((word) => /^no$/i.test(word)) &&
    before.split(/\s+/).includes(address.text)
  );
}

/** The bridge as rc.conf has it; one on an eiface of the host's own when it has none. */
function bridgeFor(wanted: Wanted, name: string): WantedBridge {
  const configured = wanted.bridges.find((bridge) => bridge.name === name);
  if (configured !== undefined) return configured;
  const taken = new Set([
    ...wanted.bridges.map((bridge) => bridge.interface),
    ...[...allLists(wanted).values()].flat(),
  ]);
  for (let number = 0; ; number++) {
    const iface = `nghost${number}`;
    if (!taken.has(iface)) return wanted.bridgeOn(name, { interface: iface, eiface: false });
  }
}

/** The bridge with the network that is asked for. */
function networked(
  wanted: Wanted,
  name: string,
  address: NetworkAddress,
  { nat, dhcp }: NetworkWish,
): WantedBridge {
  const bridge = bridgeFor(wanted, name);
  const before = bridge.network ?? NO_NETWORK;
  const others = orRefused(`ngbuddy_${name}_address`, () =>
    before.address
      .split(/\s+/)
      .filter((text) => text !== "" && readAddress(text).family !== address.family),
  );
  const network: NetworkTexts = {
    ...before,
    address: [address.text, ...others].join(" "),
    nat: nat === undefined ? before.nat : wordFor(nat),
    dhcp: dhcp === undefined ? before.dhcp : rangeFor(dhcp, address),
  };
  orRefused("", () => readNetwork(network), name);
  return { ...bridge, network };
}

/** NO is no variable at all. */
function wordFor(typed: string): string {
  return /^no$/i.test(typed) ? "" : typed || "YES";
}

function rangeFor(typed: string, address: NetworkAddress): string {
  const word = wordFor(typed);
  return /^yes$/i.test(word) ? orRefused("--dhcp", () => rangeText(usualRange(address))) : word;
}

/** Says of a text that cannot be used where it was: what was typed, or a variable of the bridge's. */
function orRefused<T>(what: string, read: () => T, bridge?: string): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NetworkTextError)) throw error;
    const place = bridge === undefined ? what : `ngbuddy_${bridge}_${error.field}`;
    return refuse("data", `${place}: ${error.message}`);
  }
}

function planNetwork(
  wanted: Wanted,
  seen: Seen,
  bridge: WantedBridge,
  { wish, change }: { readonly wish: NetworkWish; readonly change: PlanChange },
): Plan {
  const { name } = bridge;
  const bridging = planBridging(wanted, seen, bridge);
  // All of rc.conf is edited at once, and last.
  const graph = bridging.steps.filter((step) => step.do.op !== "rcconf");
  const made = change({ ...bridging, steps: graph });
  const changes = changesOf(wanted, bridge);
  const recorded = rcStep(
    wanted,
    `set ${changes.map((one) => one.variable).join(", ")} in rc.conf`,
    changes,
  );
  const steps = [...made.steps, ...recorded.steps];
  const options = (["nat", "dhcp"] as const).flatMap((option) =>
    wish[option] === undefined
      ? []
      : [`--${option}${wish[option] === "" ? "" : ` ${wish[option]}`}`],
  );
  return {
    ...made,
    request: ["network", name, wish.network, ...options].join(" "),
    says: [],
    steps,
    done: steps.length === 0 ? [`The network of bridge ${name} is so already.`] : [],
    notes: [
      ...made.notes,
      ...(isEnabled(wanted, "ngbuddy_enable")
        ? []
        : [
            "ngbuddy_enable is not YES, so that none of this comes again after a boot: sysrc ngbuddy_enable=YES",
          ]),
    ],
  };
}

/** What of rc.conf has to be other than it is. */
function changesOf(wanted: Wanted, bridge: WantedBridge): RcChange[] {
  const { name } = bridge;
  const wishes: readonly (readonly [variable: string, text: string])[] = [
    [`ngbuddy_${name}_if`, wishText(bridge)],
    ...NETWORK_FIELDS.map(
      (field) => [`ngbuddy_${name}_${field}`, bridge.network![field] ?? ""] as const,
    ),
  ];
  return [
    ...wishes.flatMap(([variable, text]): RcChange[] => {
      const before = wanted.value(variable)?.trim() ?? "";
      if (before === text) return [];
      return text === "" ? [{ variable, unset: true }] : [{ variable, set: text }];
    }),
    ...enablingFor(wanted, readNetwork(bridge.network!)),
  ];
}

/** Returns the changes that enable in rc.conf what a network needs of the base system and of dnsmasq. */
export function enablingFor(wanted: Pick<Wanted, "value">, network: Network): RcChange[] {
  const { nat, forwardings, addresses, ranges } = network;
  const needed: readonly (readonly [variable: string, isNeeded: boolean])[] = [
    ["gateway_enable", nat !== undefined || forwardings.length > 0],
    [
      "ipv6_gateway_enable",
      nat !== undefined && addresses.some(({ family }) => family === "inet6"),
    ],
    ["dnsmasq_enable", ranges.length > 0],
  ];
  return needed.flatMap(([variable, isNeeded]): RcChange[] =>
    isNeeded && !isEnabled(wanted, variable) ? [{ variable, set: "YES" }] : [],
  );
}
