/** The lab's kernel: the node types it has, the modules that are loaded, its vnets and its clock. */
import type { Clock } from "../base/clock.ts";
import { InterfaceIndexes } from "../net/indexes.ts";
import { Console } from "./console.ts";
import { NetgraphVnet } from "./netgraphvnet.ts";
import type { NodeBehaviour, NodeKernel } from "./node.ts";
import { Work } from "./work.ts";

/** Something that kldload can load. */
export interface Module {
  readonly name: string;
  /** Modules that come with it. */
  readonly needs?: readonly string[];
  /** The node type it brings, when it does. */
  readonly type?: NodeBehaviour;
  /** What happens in every vnet when it is loaded, and in every vnet made later. */
  attach?(vnet: NetgraphVnet): void;
}

/** The kernel of one lab. It knows the modules that it was made with; their node types come when they are loaded. */
export class Kernel implements NodeKernel {
  readonly vnets = new Set<NetgraphVnet>();
  private readonly indexes = new InterfaceIndexes();
  /** What the nodes of all vnets put off. */
  readonly work = new Work();
  /** Loaded modules, oldest first. */
  readonly loaded: Module[] = [];
  private readonly known: ReadonlyMap<string, Module>;
  private readonly types = new Map<string, NodeBehaviour>();
  /** net.graph.recvspace and net.graph.maxdgram, bytes. */
  recvspace = 20480;
  maxdgram = 20480;
  /** kern.ipc.maxsockbuf, bytes. */
  maxsockbuf = 8388608;
  /** Does a bridge choose the number of a hook that is called just `link`? FreeBSD's do since 14. */
  numbersHooks = true;
  /** Values that loader.conf gives the kernel, by name. */
  readonly tunables = new Map<string, string>();
  /** What the kernel says to whoever reads dmesg(8). */
  readonly console = new Console();
  /** What `random` goes on from: the same in each lab, so that what happens by chance happens alike each time. */
  private seed = 0x2545f491;

  constructor(
    readonly clock: Clock,
    modules: readonly Module[],
    /** What the host is called by its description, by which the addresses that it makes up differ from those of others. */
    readonly hostname = "lab",
  ) {
    this.known = new Map(modules.map((module) => [module.name, module]));
  }

  /** Makes a vnet; `isHost` is the one that jails' interfaces come from. */
  makeVnet(options: { readonly isHost: boolean }): NetgraphVnet {
    const vnet = new NetgraphVnet(this, this.indexes, options.isHost);
    this.vnets.add(vnet);
    for (const module of this.loaded) module.attach?.(vnet);
    return vnet;
  }

  /** A number from 0 to less than 1, as if by chance (xorshift). */
  random(): number {
    this.seed ^= this.seed << 13;
    this.seed ^= this.seed >>> 17;
    this.seed ^= this.seed << 5;
    return (this.seed >>> 0) / 0x1_0000_0000;
  }

  isLoaded(name: string): boolean {
    return this.loaded.some((module) => module.name === name);
  }

  /** Loads a module; false when the lab has none of this name. Loading it twice changes nothing. */
  load(name: string): boolean {
    const module = this.known.get(name);
    if (module === undefined) return false;
    if (this.isLoaded(name)) return true;
    this.loaded.push(module);
    for (const other of module.needs ?? []) this.load(other);
    if (module.type) this.types.set(module.type.table.name, module.type);
    for (const vnet of this.vnets) module.attach?.(vnet);
    return true;
  }

  hasType(name: string): boolean {
    return this.types.has(name);
  }

  /** The node type of this name; its module is loaded when it is not yet, as the kernel does for mkpeer. */
  typeNamed(name: string): NodeBehaviour | undefined {
    if (!this.types.has(name)) this.load(`ng_${name}`);
    return this.types.get(name);
  }

  /** The node types that are loaded, newest first, as `ngctl types` lists them. */
  loadedTypes(): NodeBehaviour[] {
    return [...this.types.values()].reverse();
  }
}
