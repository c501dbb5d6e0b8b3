/** Nodes and hooks, and what a node type may do about them: the shape of ng_base.c's struct ng_node, ng_hook and ng_type. */
import { NetgraphError } from "../../netgraph/errno.ts";
import type { Message } from "../../netgraph/message.ts";
import type { NodeTypeTable } from "../../netgraph/nodetype.ts";
import type { Graph } from "./graph.ts";

/** Refuses what is being done with one of FreeBSD's error numbers. */
export function refuse(number: number): never {
  throw new NetgraphError("kernel", "refusal", number);
}

/**
 * What a node type does. Methods refuse with `refuse(errno)`; those that are left out do what ng_base.c does without them.
 * `S` is the node's own state, made by `create`.
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
  /** A message that is not generic, or a text message. Gives the arguments of the reply, or undefined for none. */
  receiveMessage?(node: Node<S>, message: Message, from: Sender): Uint8Array | undefined;
  /**
   * A frame came in by a hook. Gives an errno, 0 for success. The frame belongs to the sender: valid during the call only,
   * not to be changed; a type that keeps or changes it makes a copy.
   */
  receiveData?(node: Node<S>, hook: Hook, frame: Uint8Array): number;
  /** A hook is gone from the node. */
  disconnect?(node: Node<S>, hook: Hook): void;
  /** The node was asked to go and still has its hooks. */
  close?(node: Node<S>): void;
  /** The node was asked to go and has lost its hooks. Gives true when it stays (an interface's ether node). */
  shutdown?(node: Node<S>): boolean | undefined;
}

/** Who sent a message: the node that the reply goes to. */
export interface Sender {
  readonly node: Node;
  /** The hook of the receiving node that the message came in by, when its path ended in one. */
  readonly hook?: Hook | undefined;
}

export class Hook {
  /** The other end; undefined until connected and after it is gone. */
  peer: Hook | undefined;
  /** What the node's type keeps about this hook. */
  state: unknown;
  constructor(
    readonly node: Node,
    public name: string,
  ) {}

  /** Sends a frame to the other end. Gives an errno, 0 for success. */
  send(frame: Uint8Array): number {
    const peer = this.peer;
    return peer === undefined ? ENOTCONN : peer.node.receiveData(peer, frame);
  }
}

const ENOTCONN = 57;
/** Frames pass nodes by plain calls; a graph with a circle (two hubs, twice connected) would never end. FreeBSD queues and spins; the lab drops the frame. */
const MAX_DEPTH = 64;
const ELOOP = 62;
let depth = 0;

// biome-ignore lint/suspicious/noExplicitAny: a graph holds nodes of every state; each type knows its own.
export class Node<S = any> {
  name = "";
  /** Newest first, as the kernel lists them. */
  readonly hooks: Hook[] = [];
  private readonly hookByName = new Map<string, Hook>();
  state!: S;
  /** False from the moment it is being shut down. */
  valid = true;

  constructor(
    readonly graph: Graph,
    readonly id: number,
    readonly type: NodeBehaviour<S>,
  ) {}

  hook(name: string): Hook | undefined {
    return this.hookByName.get(name);
  }

  addHook(hook: Hook): void {
    this.hooks.unshift(hook);
    this.hookByName.set(hook.name, hook);
  }

  removeHook(hook: Hook): void {
    const at = this.hooks.indexOf(hook);
    if (at < 0) return;
    this.hooks.splice(at, 1);
    this.hookByName.delete(hook.name);
  }

  receiveData(hook: Hook, frame: Uint8Array): number {
    const receive = this.type.receiveData;
    if (receive === undefined) return 0;
    if (depth >= MAX_DEPTH) return ELOOP;
    depth++;
    try {
      return receive(this, hook, frame);
    } finally {
      depth--;
    }
  }
}
