/** A vnet: a network stack of its own with its interfaces and routes. */
import type { Clock } from "../base/clock.ts";
import type { InterfaceIndexes } from "./indexes.ts";
import type { Interface, InterfaceVnet } from "./interface.ts";
import { Stack } from "./stack.ts";
import { unconfigureVlan } from "./vlan.ts";

/** Told when an interface comes to a vnet, gets another name there, or leaves it: ng_ether(4) listens. */
export interface InterfaceListener {
  arrived(networkInterface: Interface): void;
  renamed(networkInterface: Interface, oldName: string): void;
  leaving(networkInterface: Interface): void;
}

export class Vnet implements InterfaceVnet {
  readonly stack: Stack;
  readonly listeners: InterfaceListener[] = [];
  private readonly all: Interface[] = [];

  constructor(
    clock: Clock,
    private readonly indexes: InterfaceIndexes,
    /** The host's own vnet, the one that jails' interfaces come from. */
    readonly isHost: boolean,
  ) {
    this.stack = new Stack(clock, () => this.all);
  }

  /** In the order that `ifconfig -l` lists them. */
  get interfaces(): readonly Interface[] {
    return this.all;
  }

  /** The interface of this name. An interface that came back from a jail can have the name of another: the first one counts (if.c, ifunit). */
  interface(name: string): Interface | undefined {
    return this.byName.get(name)?.[0];
  }
  private readonly byName = new Map<string, Interface[]>();

  private giveName(networkInterface: Interface): void {
    const namesakes = this.byName.get(networkInterface.name);
    if (namesakes === undefined) this.byName.set(networkInterface.name, [networkInterface]);
    else namesakes.push(networkInterface);
  }

  private takeName(networkInterface: Interface): void {
    const { name } = networkInterface;
    const others = this.byName.get(name)?.filter((one) => one !== networkInterface) ?? [];
    if (others.length > 0) this.byName.set(name, others);
    else this.byName.delete(name);
  }

  attach(networkInterface: Interface): void {
    networkInterface.vnet = this;
    // An interface keeps its index for life, wherever it goes (if.c; a jail's lo0 has link#7 in recording 40).
    if (networkInterface.index === 0) networkInterface.index = this.indexes.take();
    this.all.push(networkInterface);
    this.giveName(networkInterface);
    for (const listener of this.listeners) listener.arrived(networkInterface);
  }

  /** Takes an interface out for good: it is gone. */
  detach(networkInterface: Interface): void {
    this.withdraw(networkInterface);
    this.indexes.give(networkInterface.index);
    networkInterface.index = 0;
  }

  private withdraw(networkInterface: Interface): void {
    for (const listener of this.listeners) listener.leaving(networkInterface);
    const at = this.all.indexOf(networkInterface);
    if (at >= 0) this.all.splice(at, 1);
    this.takeName(networkInterface);
    this.stack.forget(networkInterface);
    networkInterface.bridge?.left(networkInterface);
    for (const child of networkInterface.vlans?.values() ?? []) unconfigureVlan(child);
  }

  /** Renames an interface of this vnet; the caller has made sure that the name is free. */
  rename(networkInterface: Interface, name: string): void {
    const oldName = networkInterface.name;
    this.takeName(networkInterface);
    networkInterface.name = name;
    this.giveName(networkInterface);
    for (const listener of this.listeners) listener.renamed(networkInterface, oldName);
  }

  /** Takes an interface to another vnet: it loses addresses and groups on the way and goes down (if.c, if_vmove); its cloner's group it keeps. */
  move(networkInterface: Interface, to: InterfaceVnet): void {
    this.withdraw(networkInterface);
    networkInterface.groups = networkInterface.cloneGroups;
    networkInterface.inet = [];
    networkInterface.inet6 = [];
    networkInterface.up = false;
    to.attach(networkInterface);
  }
}
