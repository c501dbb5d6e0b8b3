/** One vnet's netgraph: its nodes, their names and IDs, and the operations of ng_base.c on them. */
import { errno } from "../../netgraph/errno.ts";
import { NG_HOOKSIZ, NG_NODESIZ } from "../../netgraph/message.ts";
import { parsePath } from "../../netgraph/path.ts";
import type { Vnet } from "../net/vnet.ts";
import type { Kernel } from "./kernel.ts";
import { Hook, Node, type NodeBehaviour, refuse } from "./node.ts";

export class Graph {
  private readonly byId = new Map<number, Node>();
  private readonly byName = new Map<string, Node>();
  private nextId = 1;

  constructor(
    readonly kernel: Kernel,
    readonly vnet: Vnet,
  ) {}

  /** Every node, oldest first. */
  nodes(): IterableIterator<Node> {
    return this.byId.values();
  }
  get size(): number {
    return this.byId.size;
  }
  node(id: number): Node | undefined {
    return this.byId.get(id);
  }
  named(name: string): Node | undefined {
    return this.byName.get(name);
  }

  /** Makes a node of a type, as mkpeer and the drivers do. */
  make<S>(type: NodeBehaviour<S>, state?: S): Node<S> {
    const node = new Node<S>(this, this.nextId++, type);
    this.byId.set(node.id, node);
    try {
      node.state = state ?? type.create(node);
    } catch (error) {
      this.byId.delete(node.id);
      throw error;
    }
    return node;
  }

  /** Finds the node of a path, seen from `here`, and its hook that the path came in by. */
  resolve(here: Node, path: string): { node: Node; hook: Hook | undefined } {
    const { node: start, hooks } = parsePath(path);
    const first = start === undefined || start === "." ? here : this.lookUp(start);
    if (!first?.valid) refuse(errno.ENOENT);
    let node: Node = first;
    let hook: Hook | undefined;
    for (const name of hooks) {
      const peer: Hook | undefined = node.hook(name)?.peer;
      if (!peer?.node.valid) refuse(errno.ENOENT);
      hook = peer;
      node = peer.node;
    }
    return { node, hook };
  }

  /** The node of a path that starts with a node: `name:`, `[id]:`. */
  lookUpPath(path: string): Node {
    const { node, hooks } = parsePath(path);
    const found = node === undefined || hooks.length > 0 ? undefined : this.lookUp(node);
    return found ?? refuse(errno.ENOENT);
  }

  private lookUp(name: string): Node | undefined {
    // A name of the full 31 characters can be given, but not be addressed by (seen on FreeBSD 15).
    if (name.length >= NG_NODESIZ - 1) refuse(errno.EINVAL);
    const id = idOfName(name);
    return id === undefined ? this.byName.get(name) : this.byId.get(id);
  }

  mkpeer(node: Node, typeName: string, ours: string, theirs: string): void {
    const type = this.kernel.typeNamed(typeName);
    if (type === undefined) refuse(errno.ENOENT);
    const peer = this.make(type);
    let ourHook: Hook | undefined;
    try {
      ourHook = addHook(node, ours);
      const theirHook = addHook(peer, theirs);
      join(ourHook, theirHook);
      node.type.connect?.(node, ourHook);
      peer.type.connect?.(peer, theirHook);
    } catch (error) {
      this.remove(peer);
      if (ourHook !== undefined) this.destroyHook(ourHook);
      throw error;
    }
  }

  connect(node: Node, ours: string, peer: Node, theirs: string): void {
    if (peer.hook(theirs) !== undefined) refuse(errno.EEXIST);
    const ourHook = addHook(node, ours);
    try {
      // The peer's type may look at who is at the other end (a bridge refuses itself), so the ends are joined first.
      const theirHook = new Hook(peer, checkedHookName(theirs));
      join(ourHook, theirHook);
      peer.type.newHook?.(peer, theirHook);
      // The node connected with itself, and both ends are to have one name.
      if (peer.hook(theirHook.name) !== undefined) refuse(errno.EEXIST);
      peer.addHook(theirHook);
      peer.type.connect?.(peer, theirHook);
      node.type.connect?.(node, ourHook);
    } catch (error) {
      this.destroyHook(ourHook);
      throw error;
    }
  }

  /** Takes a hook and its peer off their nodes and tells both types. */
  destroyHook(hook: Hook): void {
    const peer = hook.peer;
    hook.peer = undefined;
    if (peer !== undefined) {
      peer.peer = undefined;
      dropHook(peer);
    }
    dropHook(hook);
  }

  name(node: Node, name: string): void {
    if (name.length === 0 || name.length >= NG_NODESIZ || /[.:]/.test(name)) refuse(errno.EINVAL);
    if (idOfName(name) !== undefined) refuse(errno.EINVAL);
    const holder = this.byName.get(name);
    if (holder === node) return;
    if (holder !== undefined) refuse(errno.EADDRINUSE);
    if (node.name !== "") this.byName.delete(node.name);
    node.name = name;
    this.byName.set(name, node);
  }

  /** Shuts a node down. Its type may decide that it stays, without its hooks. */
  remove(node: Node): void {
    if (!node.valid) return;
    node.valid = false;
    node.type.close?.(node);
    for (let hook = node.hooks[0]; hook !== undefined; hook = node.hooks[0]) this.destroyHook(hook);
    if (node.type.shutdown?.(node) === true) {
      node.valid = true;
      return;
    }
    this.byId.delete(node.id);
    if (node.name !== "") this.byName.delete(node.name);
  }
}

/** The number in a name of the form `[2b]`; undefined for other names. */
function idOfName(name: string): number | undefined {
  const digits = /^\[([0-9a-fA-F]{1,8})\]$/.exec(name)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 16);
}

function checkedHookName(name: string): string {
  if (name.length === 0 || name.length >= NG_HOOKSIZ) refuse(errno.EINVAL);
  return name;
}

function addHook(node: Node, name: string): Hook {
  checkedHookName(name);
  if (node.hook(name) !== undefined) refuse(errno.EEXIST);
  const hook = new Hook(node, name);
  node.type.newHook?.(node, hook);
  node.addHook(hook);
  return hook;
}

function join(a: Hook, b: Hook): void {
  a.peer = b;
  b.peer = a;
}

function dropHook(hook: Hook): void {
  const node = hook.node;
  if (node.hook(hook.name) !== hook) return;
  node.removeHook(hook);
  node.type.disconnect?.(node, hook);
}
