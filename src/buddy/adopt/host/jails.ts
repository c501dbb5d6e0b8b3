/** The jails on an if_bridge(4): those that are described, which move with it, and what is there of others. */
import type { FoundJail } from "../find.ts";
import type { FoundHost } from "./find.ts";
import type { Replacement } from "./replacement.ts";

/** Whose the guests are. */
export interface JailsOn {
  /** They are adopted with it. */
  readonly adopted: readonly FoundJail[];
  /** The ends of guests that somebody else made, and may make again. */
  readonly others: Replacement["guests"];
}

export function jailsOn({ jails, ifbridge }: FoundHost, { guests }: Replacement): JailsOn {
  const adopted = jails.jails.filter(({ network }) => {
    // jng's interfaces are on netgraph, and never on an if_bridge(4).
    if (network.kind !== "vnet" || network.tools.includes("jng")) return false;
    return network.attached.some(({ to }) =>
      "bridge" in to ? to.bridge === ifbridge.name : ifbridge.members.includes(to.nic),
    );
  });
  const theirs = new Set(adopted.flatMap(({ network }) => [...network.scope.names.keys()]));
  return { adopted, others: guests.filter(({ name }) => !theirs.has(name)) };
}
