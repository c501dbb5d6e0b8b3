/** A vnet: a network stack of its own with its interfaces and routes. */
import type { Clock } from "../base/clock.ts";
import { removeInet, removeInet6 } from "./configure.ts";
import type { InterfaceIndexes } from "./indexes.ts";
import type { Interface, InterfaceVnet } from "./interface.ts";
import { Stack } from "./stack.ts";
import { unconfigureVlan } from "./vlan.ts";

/** Told when an interface comes to a vnet, gets another name there, or leaves it: ng_ether(4) listens. */
export interface InterfaceListener {
  arrived(iface: Interface): void;
  renamed(iface: Interface, oldName: string): void;
  leaving(iface: Interface): void;
}

/** One network stack with the interfaces that are in it now. */
export class Vnet implements InterfaceVnet {
  readonly stack: Stack;
  readonly listeners: InterfaceListener[] = [];
  private readonly all: Interface[] = [];

  constructor(
    clock: Clock,
    private readonly indexes: InterfaceIndexes,
    /** The host's own vnet, the one that jails' interfaces come from. */
    readonly isHost: boolean,
    /** Says something on the kernel's console. */
    readonly log: (line: string) => void = () => {},
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

  private giveName(iface: Interface): void {
    const namesakes = this.byName.get(iface.name);
    if (namesakes === undefined) this.byName.set(iface.name, [iface]);
    else namesakes.push(iface);
  }

  private takeName(iface: Interface): void {
    const { name } = iface;
    const others = this.byName.get(name)?.filter((one) => one !== iface) ?? [];
    if (others.length > 0) this.byName.set(name, others);
    else this.byName.delete(name);
  }

  attach(iface: Interface): void {
    iface.vnet = this;
    // An interface keeps its index for life, wherever it goes (if.c; a jail's lo0 has link#7 in recording 40).
    if (iface.index === 0) iface.index = this.indexes.take();
    this.all.push(iface);
    this.giveName(iface);
    for (const listener of this.listeners) listener.arrived(iface);
  }

  /** Takes an interface out for good: it is gone. */
  detach(iface: Interface): void {
    this.withdraw(iface);
    this.indexes.give(iface.index);
    iface.index = 0;
  }

  private withdraw(iface: Interface): void {
    this.leaveCarp(iface);
    for (const listener of this.listeners) listener.leaving(iface);
    const at = this.all.indexOf(iface);
    if (at >= 0) this.all.splice(at, 1);
    this.takeName(iface);
    iface.loseWatchers();
    this.stack.forget(iface);
    iface.bridge?.left(iface);
    for (const child of iface.vlans?.values() ?? []) unconfigureVlan(child);
  }

  /** An interface that goes is taken down first, and its addresses go with it (if.c, if_detach_internal). */
  private leaveCarp(iface: Interface): void {
    if (iface.carp === undefined) return;
    iface.up = false;
    iface.carp.linkChanged();
    for (const { vhid, address } of iface.inet) if (vhid !== undefined) removeInet(iface, address);
    for (const { vhid, address } of iface.inet6) {
      if (vhid !== undefined) removeInet6(iface, address);
    }
  }

  /** Renames an interface of this vnet; the caller has made sure that the name is free. */
  rename(iface: Interface, name: string): void {
    const oldName = iface.name;
    this.takeName(iface);
    iface.name = name;
    this.giveName(iface);
    this.log(`${oldName}: changing name to '${name}'`);
    for (const listener of this.listeners) listener.renamed(iface, oldName);
  }

  /** Takes an interface to another vnet: it loses addresses and groups on the way and goes down (if.c, if_vmove); its cloner's group it keeps. */
  move(iface: Interface, to: InterfaceVnet): void {
    this.withdraw(iface);
    iface.groups = iface.cloneGroups;
    iface.inet = [];
    iface.inet6 = [];
    iface.up = false;
    to.attach(iface);
  }
}
