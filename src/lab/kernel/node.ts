/** Nodes and hooks, and what a node type may do about them: the shape of ng_base.c's struct ng_node, ng_hook and ng_type. */
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import type { Message } from "../../netgraph/message.ts";
import type { NodeTypeTable } from "../../netgraph/nodetype.ts";
import { copyOf } from "../base/bytes.ts";
import type { Clock } from "../base/clock.ts";
import type { Vnet } from "../net/vnet.ts";
import { carrying } from "../wire/marks.ts";
import type { Console } from "./console.ts";
import type { Waiting, Work } from "./work.ts";

/** Refuses what is being done with one of FreeBSD's error numbers. */
export function refuse(number: number): never {
  throw new NetgraphError("kernel", "refusal", number);
}

/**
 * A type of nodes: what they do. Methods refuse with `refuse(errno)`; those that are left out do what ng_base.c does
 * without them. `S` is the node's own state, made by `create`.
 */
export interface NodeBehaviour<S = unknown> {
  readonly table: NodeTypeTable;
  /** The kernel module that brings the type, `ng_` and the type's name unless it says otherwise. */
  readonly module?: string;
  /** Makes a node's state; called for mkpeer. A type that cannot be made by mkpeer refuses. */
  create(node: Node<S>): S;
  /** A hook is about to be added. It may be renamed (auto-numbering) by setting `hook.name`. */
  newHook?(node: Node<S>, hook: Hook): void;
  /** Both ends of a hook are there. */
  connect?(node: Node<S>, hook: Hook): void;
  /** A message that is not generic, or a text message. Returns the arguments of the reply, or undefined for none. Without it messages are taken and dropped. */
  receiveMessage?(node: Node<S>, message: Message, from: Sender): Uint8Array | undefined;
  /**
   * A frame came in by a hook. Returns an errno, 0 for success. The frame belongs to the sender, and others may have it too:
   * a type that keeps or changes it makes a copy (bytes.ts).
   */
  receiveData?(node: Node<S>, hook: Hook, frame: Uint8Array): number;
  /** A hook is gone from the node. */
  disconnect?(node: Node<S>, hook: Hook): void;
  /** The node was asked to go and still has its hooks. */
  close?(node: Node<S>): void;
  /** The node was asked to go and has lost its hooks. Returns true when it stays (an interface's ether node). */
  shutdown?(node: Node<S>): boolean | undefined;
}

/** The netgraph that a node is in, as its type knows it: graph.ts says what each does. */
export interface NodeGraph {
  readonly kernel: NodeKernel;
  readonly vnet: Vnet;
  nodes(): IterableIterator<Node>;
  node(id: number): Node | undefined;
  named(name: string): Node | undefined;
  make<S>(type: NodeBehaviour<S>, state?: S): Node<S>;
  name(node: Node, name: string): void;
  resolve(here: Node | undefined, path: string): { node: Node; hook: Hook | undefined };
  mkpeer(node: Node, typeName: string, ours: string, theirs: string): void;
  connect(node: Node, ours: string, peer: Node, theirs: string): void;
  destroyHook(hook: Hook): void;
  remove(node: Node): void;
}

/** The kernel around it, as a node's type knows it: kernel.ts says what each is. */
export interface NodeKernel {
  readonly hostname: string;
  readonly clock: Clock;
  readonly console: Console;
  readonly work: Work;
  readonly vnets: Iterable<{ readonly graph: NodeGraph }>;
  readonly recvspace: number;
  readonly maxdgram: number;
  readonly maxsockbuf: number;
  readonly numbersHooks: boolean;
  readonly tunables: ReadonlyMap<string, string>;
  random(): number;
  load(name: string): boolean;
  hasType(name: string): boolean;
  typeNamed(name: string): NodeBehaviour | undefined;
  loadedTypes(): NodeBehaviour[];
}

/** Who sent a message. */
export interface Sender {
  /** The node that the reply goes to. */
  readonly id: number;
  /** The hook of the receiving node that the message came in by, when its path ended in one. */
  readonly hook?: Hook | undefined;
  /** A node of itself, not for a program, which waits for what becomes of the reply too (ng_socket.c, ngc_send). */
  readonly isNode?: boolean;
}

/** One end of a connection between two nodes. */
export class Hook {
  /** The other end; undefined until connected and after it is gone. */
  peer: Hook | undefined;
  /** What the node's type keeps about this hook. */
  state: unknown;
  constructor(
    readonly node: Node,
    public name: string,
  ) {}

  /** Sends a frame to the other end. Returns an errno, 0 for success. */
  send(frame: Uint8Array): number {
    const peer = this.peer;
    return peer === undefined ? errno.ENETDOWN : peer.node.receiveData(peer, frame);
  }
}

/** Sends a frame by a hook that may not be there (ng_base.c, ng_address_hook). */
export function sendBy(hook: Hook | undefined, frame: Uint8Array): number {
  return hook === undefined ? errno.ENETDOWN : hook.send(frame);
}

/** A node of a graph, with the state that its type keeps. */
// biome-ignore lint/suspicious/noExplicitAny: a graph holds nodes of every state; each type knows its own.
export class Node<S = any> implements Waiting {
  /** Empty when it has none. */
  name = "";
  /** Newest first, as the kernel lists them. */
  readonly hooks: Hook[] = [];
  private readonly hookByName = new Map<string, Hook>();
  state!: S;
  /** False from the moment it is being shut down. */
  valid = true;
  private readonly work: Work;
  /** What waits, oldest first; undefined when nothing does. */
  private queue: (() => void)[] | undefined;

  constructor(
    readonly graph: NodeGraph,
    readonly id: number,
    readonly type: NodeBehaviour<S>,
  ) {
    this.work = graph.kernel.work;
  }

  hook(name: string): Hook | undefined {
    return this.hookByName.get(name);
  }

  addHook(hook: Hook): void {
    this.hooks.unshift(hook);
    this.hookByName.set(hook.name, hook);
  }

  /** Takes a hook off; false when it is not there. */
  removeHook(hook: Hook): boolean {
    const at = this.hooks.indexOf(hook);
    if (at < 0) return false;
    this.hooks.splice(at, 1);
    this.hookByName.delete(hook.name);
    return true;
  }

  /** `waited` says that the frame had its turn to wait. */
  receiveData(hook: Hook, frame: Uint8Array, waited?: boolean): number {
    const receive = this.type.receiveData;
    if (receive === undefined) return 0;
    if (this.queue !== undefined && !waited) return this.keep(hook, frame);
    const { work } = this;
    if (!work.enter()) return 0;
    // Without `finally`, which costs a tenth of the way: a type that throws is made up for by Work.release.
    const error = receive(this, hook, frame);
    work.leave();
    return error;
  }

  /** A frame that comes while something waits: its sender does not hear what becomes of it. */
  private keep(hook: Hook, frame: Uint8Array): number {
    const copy = carrying(frame, copyOf(frame));
    this.later(() => {
      if (hook.peer !== undefined) this.receiveData(hook, copy, true);
    });
    return 0;
  }

  /** Does something when what is going on is over. Frames and messages that come meanwhile wait behind it. */
  later(action: () => void): void {
    if (this.queue === undefined) {
      this.queue = [];
      this.work.add(this);
    }
    this.queue.push(action);
  }

  get isWaiting(): boolean {
    return this.queue !== undefined;
  }

  doNext(isDone: boolean): void {
    const next = this.queue?.shift();
    if (this.queue?.length === 0) this.queue = undefined;
    if (isDone && this.valid) next?.();
  }
}
