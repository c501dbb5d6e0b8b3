/** The plan for `jng bridge`: a bridge on each NIC that has none, and an eiface on each bridge. */
import type { Hooks } from "../buddy/observe/walk.ts";
import { type Draft, newDraft } from "../buddy/plan/draft.ts";
import { makeEiface, tellOfNew } from "../buddy/plan/eiface.ts";
import { loadStep } from "../buddy/plan/load.ts";
import type { Plan } from "../buddy/plan/step.ts";
import { EIFACE_MTU, hooksSeen, type Seen, type Wanted } from "../buddy/plan/wanted.ts";
import { derivedMac, MAX_COUNT } from "../config/derivedmac.ts";
import type { HostInterface } from "../host/ifconfig.ts";
import { type Links, prepareBridges, takeLink } from "./bridges.ts";
import { fail } from "./failure.ts";
import { bridgeNameOf, cutName, FIRST_BRIDGE, fullName } from "./names.ts";
import { ownEifaces } from "./show.ts";

/** An interface of the host that is asked for, and the address that the new one gets. */
export interface AskedInterface {
  readonly interface: string;
  /** Of the NIC's and the name, the NIC's own, or the one that the kernel makes up. */
  readonly address: "derived" | "cloned" | "own";
}

/** What is asked for. */
export interface Asked {
  readonly name: string;
  /** What the bridge's name ends with. */
  readonly bridge: string;
  readonly on: readonly AskedInterface[];
}

/** What is looked for of the interfaces that are there. */
export interface Found {
  /** The hooks of those that the name has. */
  readonly own: Hooks;
  /** The addresses that are taken, of those that may be derived of the name. */
  readonly ethers: ReadonlySet<string>;
  /** How many more there are whose addresses nobody tells. */
  readonly untold: number;
}

/** An interface that the name has already. */
interface Own {
  readonly name: string;
  /** The bridge that it is on; undefined when it is on none. */
  readonly bridge: string | undefined;
}

/** What a plan has come to while it is drawn up. */
interface Work {
  readonly draft: Draft;
  readonly asked: Asked;
  /** Those that are there, by their names, until an interface that is asked for is found to be one of them. */
  readonly unclaimed: Map<string, Own>;
  /** All of the name's that are there or planned. */
  readonly names: Set<string>;
  readonly links: Links;
  /** How many interfaces have a derived address, or may have, by NIC. */
  readonly derived: Map<string, number>;
  readonly found: Found;
  /** What was made. */
  readonly made: string[];
}

/** Draws the plan up. Throws a JngFailure for the first interface that cannot be had. */
export function planBridging(wanted: Wanted, seen: Seen, found: Found, asked: Asked): Plan {
  const draft = newDraft(wanted, seen);
  const there = ownEifaces(seen.nodes, asked.name).map(({ id, name }): Own => {
    const peer = found.own.get(id)?.[0]?.peer;
    return { name, bridge: peer?.type === "bridge" ? peer.name : undefined };
  });
  const work: Work = {
    draft,
    asked,
    unclaimed: new Map(there.map((one) => [one.name, one])),
    names: new Set(there.map(({ name }) => name)),
    links: new Map(),
    derived: new Map(),
    found,
    made: [],
  };
  for (const [at, one] of asked.on.entries()) planInterface(work, at, one);
  const { steps, notes, expect } = draft;
  const words = asked.on.map((one) => `${PREFIX[one.address]}${one.interface}`);
  const option = asked.bridge === FIRST_BRIDGE ? [] : ["-b", asked.bridge];
  return {
    request: ["jng bridge", ...option, asked.name, ...words].join(" "),
    says: [],
    steps: steps.length === 0 ? [] : [...loadStep(seen, steps), ...steps],
    // ifconfig says the new name of an interface, and jng lets it.
    done: work.made,
    notes,
    expect,
    whenKilled: "undo",
  };
}

const PREFIX = { derived: "", cloned: "=", own: "!" } as const;

function planInterface(work: Work, at: number, { interface: nic, address }: AskedInterface): void {
  const { draft, asked, names, made } = work;
  const first = bridgeNameOf(nic, FIRST_BRIDGE);
  const bridge = bridgeNameOf(nic, asked.bridge);
  const there = isThere(work, at, bridge);
  if (there !== undefined) {
    work.unclaimed.delete(there);
    count(work, nic);
    return;
  }
  const parent = draft.seen.interfaces?.get(nic);
  if (parent === undefined) fail("failed", `ifconfig: interface ${nic} does not exist`);
  prepareBridges(draft, work.links, { nic: parent, first, bridge });
  const full = freeName(work, at);
  const name = cutName(full);
  refuseTaken(draft, made, name);
  names.add(full);
  made.push(name);
  const hook = `link${takeLink(work.links, bridge)}`;
  const ether = addressFor(work, parent, address);
  const settings = parent.mtu === EIFACE_MTU ? undefined : { mtu: parent.mtu };
  const seen = {
    ...draft.seen,
    ethers: new Map(ether === undefined ? [] : [[name, ether] as const]),
  };
  const eiface = { name, on: { bridge, hook }, settings, up: true };
  draft.steps.push(...makeEiface(draft.wanted, seen, eiface));
  // A cloned address is the NIC's, which must go on getting its frames.
  if (hasUplinks(seen, bridge) && address !== "cloned")
    draft.steps.push(tellOfNew(draft.wanted, seen, name, bridge));
  draft.expect.push({ node: name, type: "eiface", hook: "ether", peer: bridge });
}

/** Is it a bridge of rc.conf's, which sends what is for unknown addresses outside? */
function hasUplinks(seen: Seen, bridge: string): boolean {
  const node = seen.byName.get(bridge);
  return hooksSeen(seen, node).some(({ name }) => name.startsWith("uplink"));
}

/**
 * The interface that is the one asked for already. jng goes by its number alone, so that a second `jng bridge web em1`, as
 * Bastille writes it for a second interface, makes none: one on another bridge is another one here.
 */
function isThere({ asked, unclaimed }: Work, at: number, bridge: string): string | undefined {
  const numbered = unclaimed.get(fullName(at, asked.name));
  if (numbered !== undefined && (numbered.bridge ?? bridge) === bridge) return numbered.name;
  return [...unclaimed.values()].find((one) => one.bridge === bridge)?.name;
}

function freeName({ asked, names }: Work, from: number): string {
  for (let number = from; ; number++) {
    const full = fullName(number, asked.name);
    if (!names.has(full)) return full;
  }
}

function refuseTaken({ seen }: Draft, made: readonly string[], name: string): void {
  if (seen.byName.has(name) || made.includes(name))
    fail("ngctl", "ngctl: send msg: Address already in use");
  if (seen.interfaces?.has(name))
    fail("failed", `jng: an interface ${name} exists already; choose another name`);
}

function addressFor(
  work: Work,
  parent: HostInterface,
  address: AskedInterface["address"],
): string | undefined {
  if (parent.ether === undefined || address === "own") return undefined;
  if (address === "cloned") return parent.ether;
  const { ether } = parent;
  // Until the numbers are used up, no other interface's address is given away.
  for (let tries = 1; ; tries++) {
    const derived = derivedMac(ether, work.asked.name, count(work, parent.name));
    if (tries === MAX_COUNT || !work.found.ethers.has(derived)) return derived;
  }
}

/** Counts an interface whose address is derived of a NIC's, so that the next one gets another. Returns how many there were before. */
function count({ derived, found }: Work, nic: string): number {
  const before = derived.get(nic) ?? found.untold;
  derived.set(nic, before + 1);
  return before;
}
