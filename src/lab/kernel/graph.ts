/** One vnet's netgraph: its nodes, their names and IDs, and the operations of ng_base.c on them. */
import { errno } from "../../netgraph/errno.ts";
import { NG_HOOKSIZ, NG_NODESIZ } from "../../netgraph/message.ts";
import { idInName, parsePath } from "../../netgraph/path.ts";
import type { Vnet } from "../net/vnet.ts";
import { Hook, Node, type NodeBehaviour, type NodeGraph, type NodeKernel, refuse } from "./node.ts";

/** The netgraph of one vnet. Its methods refuse as the kernel does, with an errno. */
export class Graph implements NodeGraph {
  private readonly byId = new Map<number, Node>();
  private readonly byName = new Map<string, Node>();
  private nextId = 1;

  constructor(
    readonly kernel: NodeKernel,
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

  /** Finds the node of a path, seen from `here` if there is such a place, and its hook that the path came in by. */
  resolve(here: Node | undefined, path: string): { node: Node; hook: Hook | undefined } {
    const { node: start, hooks } = parsePath(path);
    if (here === undefined && (start === undefined || start === ".")) refuse(errno.EINVAL);
    const first = start === undefined || start === "." ? here : this.lookUp(start);
    if (!first?.valid) refuse(errno.ENOENT);
    let node: Node = first;
    let hook: Hook | undefined;
    for (const name of hooks) {
      const peer: Hook | undefined = node.hook(name)?.peer;
      if (peer === undefined) refuse(errno.ENOENT);
      if (!peer.node.valid) refuse(errno.ENXIO);
      hook = peer;
      node = peer.node;
    }
    return { node, hook };
  }

  private lookUp(name: string): Node | undefined {
    const id = idInName(name);
    return id === undefined ? this.byName.get(name) : this.byId.get(id);
  }

  mkpeer(node: Node, typeName: string, ours: string, theirs: string): void {
    const type = this.kernel.typeNamed(typeName);
    if (type === undefined) refuse(errno.ENXIO);
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

  /** A node connected with itself may get two hooks of one name, if its type agrees: the first does not count until both are there. */
  connect(node: Node, ours: string, peer: Node, theirs: string): void {
    if (peer.hook(theirs) !== undefined) refuse(errno.EEXIST);
    const ourHook = addHook(node, ours);
    try {
      // The peer's type may look at who is at the other end (a bridge refuses itself), so the ends are joined first.
      const theirHook = new Hook(peer, cutHookName(theirs));
      join(ourHook, theirHook);
      peer.type.newHook?.(peer, theirHook);
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
    if (name === node.name) {
      if (name === "") refuse(errno.EINVAL);
      return;
    }
    if (name.length === 0 || name.length >= NG_NODESIZ || /[.:]/.test(name)) refuse(errno.EINVAL);
    if (idInName(name) !== undefined) refuse(errno.EINVAL);
    if (this.byName.has(name)) refuse(errno.EADDRINUSE);
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

/** ng_base.c keeps what fits, and leaves the rest to the node types: an empty name too. */
function cutHookName(name: string): string {
  return name.slice(0, NG_HOOKSIZ - 1);
}

function addHook(node: Node, name: string): Hook {
  if (node.hook(name) !== undefined) refuse(errno.EEXIST);
  const hook = new Hook(node, cutHookName(name));
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
  if (node.removeHook(hook)) node.type.disconnect?.(node, hook);
}
