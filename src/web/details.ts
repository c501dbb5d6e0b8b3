/** What the side panel shows of one link. */
import type { Bridge, Link } from "../buddy/topology.ts";

export interface Details {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly counters: readonly (readonly [name: string, value: number])[];
  /** Bits a second of the last ten minutes, oldest first. */
  readonly past: readonly (readonly [rx: number, tx: number])[];
  readonly addresses: readonly {
    readonly addr: string;
    readonly age: number;
    readonly staleness: number;
  }[];
  readonly jail: string;
  readonly rcLines: readonly string[];
}

export function detailsOf(
  bridge: Bridge,
  link: Link,
  past: readonly (readonly [rx: number, tx: number])[],
  more: { readonly jail: string; readonly rcLines: readonly string[] },
): Details {
  const { guest } = link;
  const facts: [string, string][] = [
    ["bridge", `${bridge.name} [${bridge.id.toString(16)}]:`],
    ["hook", link.hook],
    [
      "peer",
      `${link.peerName || "<unnamed>"} (${link.peerType}) [${link.peerId.toString(16)}]:${link.peerHook}`,
    ],
    ["kind", guest.kind],
  ];
  if (guest.kind === "jail") facts.push(["jail", `${guest.jail} (${guest.jid})`]);
  if ("interface" in guest) {
    const { name, inet, inet6, ether, mtu, up, status } = guest.interface;
    facts.push(["interface", name], ["addresses", [...inet, ...inet6].join(", ") || "none"]);
    if (ether !== undefined) facts.push(["ether", ether]);
    facts.push(
      ["mtu", String(mtu)],
      ["state", `${up ? "up" : "down"}${status === undefined ? "" : `, ${status}`}`],
    );
  }
  const addresses = (bridge.hosts ?? []).filter(({ hook }) => hook === link.hook);
  return {
    title: link.peerName || link.hook,
    facts,
    counters: Object.entries(link.stats ?? {}),
    past,
    addresses: addresses.map(({ addr, age, staleness }) => ({ addr, age, staleness })),
    ...more,
  };
}
