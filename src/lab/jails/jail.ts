/** The jails of a lab: who they are, and what becomes of their interfaces. */

import type { Parameter } from "../../config/jailconf/own.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { NetgraphVnet } from "../kernel/netgraphvnet.ts";
import { createLoopback } from "../net/loopback.ts";
import { importParameters, kernelParameter } from "./parameters.ts";

/** A jail that exists. */
export interface Jail {
  readonly jid: number;
  readonly name: string;
  /** Its root, an absolute path of the host. */
  readonly path: string;
  readonly hostname: string;
  /** Its own network stack; undefined when it shares the host's. */
  readonly vnet: NetgraphVnet | undefined;
  /** The number of its set of processors. */
  readonly cpuset: number;
  /** The kernel's parameters that were set, as jls prints them. */
  readonly settings: ReadonlyMap<string, string>;
}

/** A jail that is to be made. */
export interface NewJail {
  /** Its number; the next free one when left out. */
  readonly jid?: number;
  readonly name: string | undefined;
  readonly path: string;
  readonly hostname: string;
  /** Does it get a network stack of its own? */
  readonly vnet: boolean;
  readonly parameters: readonly Parameter[];
}

type StoredJail = { -readonly [key in keyof Jail]: Jail[key] } & { settings: Map<string, string> };

/** The host's own set of processors is number 1. */
const FIRST_CPUSET = 2;

/** All jails of a lab. Their vnets go with them, and interfaces that were lent go home. */
export class JailTable {
  /** By number. */
  private jails: StoredJail[] = [];
  private readonly byName = new Map<string, StoredJail>();
  private lastId = 0;

  constructor(private readonly kernel: Kernel) {}

  /** Every jail, by number. */
  all(): readonly Jail[] {
    return this.jails;
  }

  /** A jail by name or number. */
  find(nameOrId: string): Jail | undefined {
    return this.stored(nameOrId);
  }

  private stored(nameOrId: string): StoredJail | undefined {
    const jid = /^\d+$/.test(nameOrId) ? Number(nameOrId) : undefined;
    return this.byName.get(nameOrId) ?? this.jails.find((jail) => jail.jid === jid);
  }

  /** Makes a jail; the caller has made sure that its name and number are free. Without a name it is called by its number. */
  create(wanted: NewJail): Jail {
    const jid = wanted.jid ?? this.nextId();
    const jail: StoredJail = {
      jid,
      name: wanted.name ?? String(jid),
      path: wanted.path,
      hostname: wanted.hostname,
      vnet: wanted.vnet ? this.newVnet() : undefined,
      cpuset: this.nextCpuset(),
      settings: new Map(importParameters(wanted.parameters).settings),
    };
    this.jails = [...this.jails, jail].sort((a, b) => a.jid - b.jid);
    this.byName.set(jail.name, jail);
    return jail;
  }

  /** A vnet as a new jail gets it: nothing but lo0, which is down (recording 08). */
  private newVnet(): NetgraphVnet {
    const vnet = this.kernel.makeVnet({ isHost: false });
    createLoopback(vnet, "lo0");
    return vnet;
  }

  /** The number behind the last one that was given out by itself, free ones only (kern_jail.c, get_next_prid). */
  private nextId(): number {
    do this.lastId++;
    while (this.jails.some(({ jid }) => jid === this.lastId));
    return this.lastId;
  }

  private nextCpuset(): number {
    const used = new Set(this.jails.map(({ cpuset }) => cpuset));
    let number = FIRST_CPUSET;
    while (used.has(number)) number++;
    return number;
  }

  /** Sets parameters of a jail (JAIL_UPDATE); the caller has made sure that they can be set. */
  update(jail: Jail, settings: ReadonlyMap<string, string>): void {
    const stored = this.stored(String(jail.jid));
    if (stored === undefined) return;
    for (const [name, value] of settings) stored.settings.set(name, value);
    stored.hostname = settings.get("host.hostname") ?? stored.hostname;
    this.byName.delete(stored.name);
    stored.name = settings.get("name") ?? stored.name;
    this.byName.set(stored.name, stored);
  }

  /** Removes a jail: the host's interfaces go home, those of its own are gone, and so is its netgraph. */
  remove(jail: Jail): void {
    this.jails = this.jails.filter(({ jid }) => jid !== jail.jid);
    this.byName.delete(jail.name);
    const { vnet } = jail;
    if (vnet === undefined) return;
    for (const node of [...vnet.graph.nodes()]) vnet.graph.remove(node);
    for (const iface of [...vnet.interfaces]) {
      // An epair(4) takes its other half along.
      if (iface.vnet !== vnet || iface.index === 0) continue;
      if (iface.home !== vnet) vnet.move(iface, iface.home);
      else if (iface.destroy !== undefined) iface.destroy();
      else vnet.detach(iface);
    }
    this.kernel.vnets.delete(vnet);
  }
}

/** A parameter of a jail as jls prints it; undefined when the kernel has none of this name, or the lab does not know its value. */
export function parameterOf(jail: Jail, name: string): string | undefined {
  const own: { readonly [name: string]: string } = {
    jid: String(jail.jid),
    name: jail.name,
    path: jail.path,
    vnet: jail.vnet === undefined ? "inherit" : "new",
    "host.hostname": jail.hostname,
    "cpuset.id": String(jail.cpuset),
  };
  return own[name] ?? jail.settings.get(name) ?? kernelParameter(name)?.parameter.preset;
}
