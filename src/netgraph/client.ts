/** The client: asks a netgraph kernel through a socket, and waits for its answers. */
import { errno, NetgraphError } from "./errno.ts";
import type { Value } from "./layout.ts";
import {
  type HookInfo,
  type NodeInfo,
  readHookList,
  readNodeInfo,
  readNodeList,
  readTypeList,
} from "./lists.ts";
import {
  decodeMessage,
  encodeMessage,
  type Message,
  type MessageParts,
  NG_NODESIZ,
  NGF_RESP,
} from "./message.ts";
import {
  type ArgsInput,
  type CommandName,
  type CommandTable,
  commandByName,
  type NodeTypeTable,
  type ReplyOf,
} from "./nodetype.ts";
import type { Datagram, NetgraphSocket } from "./socket.ts";
import { bridge } from "./types/bridge.ts";
import { eiface, GET_IFADDRS } from "./types/eiface.ts";
import { generic } from "./types/generic.ts";
import { decodeArgs, encodeArgs } from "./values.ts";

export type { HookInfo, NodeInfo };

/** What a socket is given for replies, bytes: a bridge with 30,000 links fits. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;
/** It is asked for down to this much, which any system allows. */
const MIN_BUFFER = 64 * 1024;
/** The kern.ipc.maxsockbuf of FreeBSD 15, under which it is allowed. */
const MAXSOCKBUF = 8 * 1024 * 1024;

/** Raises the receive buffer of a socket as far as the host allows, at most to 4 MB. */
export async function raiseReceiveBuffer(
  socket: Pick<NetgraphSocket, "setReceiveBuffer">,
): Promise<void> {
  for (let bytes = RECEIVE_BUFFER; bytes >= MIN_BUFFER; bytes /= 2)
    if ((await socket.setReceiveBuffer(bytes)) !== errno.ENOBUFS) break;
}

interface Waiting {
  readonly operation: string;
  readonly path: string;
  resolve(message: Message): void;
  reject(error: unknown): void;
}

/**
 * A client of one netgraph socket; any number of requests may be under way. Whatever the kernel refuses is thrown as a
 * NetgraphError with the operation, the path and FreeBSD's errno, here and in every method; a socket that ends is ENOTCONN.
 */
export class Netgraph {
  private token = 0;
  private readonly waiting = new Map<number, Waiting>();
  private readonly others: Datagram[] = [];
  private reading = false;

  private constructor(readonly socket: NetgraphSocket) {}

  /** Takes a socket over and raises its receive buffer, so that long lists fit. */
  static async open(socket: NetgraphSocket): Promise<Netgraph> {
    // A smaller limit of the host's (2 MB before FreeBSD 15) is no reason to stop: most replies are short.
    await raiseReceiveBuffer(socket);
    return new Netgraph(socket);
  }

  /** Closes the socket; its node goes with it. */
  async close(): Promise<void> {
    await this.socket.close();
  }

  /** Every node of the vnet. */
  async nodes(): Promise<NodeInfo[]> {
    return readNodeList((await this.ask(".", "listnodes")).args);
  }

  /** Every node that has a name. */
  async names(): Promise<NodeInfo[]> {
    return readNodeList((await this.ask(".", "listnames")).args);
  }

  /** The loaded node types and how many nodes each has, newest type first. */
  async types(): Promise<{ name: string; nodes: number }[]> {
    return readTypeList((await this.ask(".", "listtypes")).args);
  }

  /** Name, type, ID and number of hooks of the node at `path`. */
  async nodeInfo(path: string): Promise<NodeInfo> {
    return readNodeInfo((await this.ask(path, "nodeinfo")).args);
  }

  /** A node and its hooks, newest first. */
  async show(path: string): Promise<NodeInfo & { readonly links: readonly HookInfo[] }> {
    const { node, links } = readHookList((await this.ask(path, "listhooks")).args);
    return { ...node, links };
  }

  /** Makes a node of a type and connects it: `ourHook` of the node at `path` to `peerHook` of the new one. */
  async mkpeer(path: string, type: string, ourHook: string, peerHook: string): Promise<void> {
    await this.send(path, generic, "mkpeer", { type, ourhook: ourHook, peerhook: peerHook });
  }

  /** Connects two nodes that exist; `peerPath` is seen from the node at `path` unless it is absolute. */
  async connect(path: string, peerPath: string, ourHook: string, peerHook: string): Promise<void> {
    await this.send(path, generic, "connect", {
      path: peerPath,
      ourhook: ourHook,
      peerhook: peerHook,
    });
  }

  /** Names the node at `path`, with 1 to 31 characters. */
  async name(path: string, name: string): Promise<void> {
    await this.send(path, generic, "name", { name });
  }

  /** Disconnects a hook of the node at `path`; most types of nodes go with their last hook. */
  async rmhook(path: string, hook: string): Promise<void> {
    await this.send(path, generic, "rmhook", { hook });
  }

  /** Shuts the node at `path` down; a NIC's ether node stays, without its hooks (ng_ether(4)). */
  async shutdown(path: string): Promise<void> {
    await this.send(path, generic, "shutdown");
  }

  /**
   * Sends a command of a node type with its arguments. Returns the values of the reply; undefined when the command has none.
   * It waits as long as the node owes the reply: a patch without a configuration never sends one for `getconfig`.
   */
  async send<T extends NodeTypeTable, N extends CommandName<T>>(
    path: string,
    type: T,
    name: N,
    args?: ArgsInput<T, N>,
  ): Promise<ReplyOf<T, N>> {
    const command: CommandTable | undefined = commandByName(type, name);
    if (command === undefined) throw new NetgraphError(name, path, errno.ENOSYS);
    const bytes =
      command.args === undefined ? undefined : encodeArgs(command.args, (args ?? {}) as Value);
    const request = { cookie: type.cookie, command: command.id, commandName: name, args: bytes };
    if (command.reply === undefined) {
      await this.deliver(path, name, { ...request, token: this.nextToken() });
      return undefined as ReplyOf<T, N>;
    }
    const { args: reply } = await this.request(path, name, request);
    return decodeArgs(command.reply, reply) as ReplyOf<T, N>;
  }

  /** The messages of the bridge at `path`, which is not looked at before one is sent. */
  bridge(path: string): BridgeClient {
    return new BridgeClient(this, path);
  }

  /**
   * The addresses of the interface of the eiface at `path`, also while it lives in a jail: struct sockaddr one after the
   * other, each filled up to a multiple of eight bytes, the link-level one first.
   */
  async interfaceAddresses(path: string): Promise<Uint8Array> {
    const { cookie } = eiface;
    const request = { cookie, command: GET_IFADDRS, commandName: "getifaddrs" };
    return (await this.request(path, "getifaddrs", request)).args;
  }

  /** Messages that came without being asked for, oldest first; they are kept until they are taken. */
  takeOthers(): Datagram[] {
    return this.others.splice(0);
  }

  private ask(path: string, name: string): Promise<Message> {
    const command = commandByName(generic, name)!;
    return this.request(path, name, {
      cookie: generic.cookie,
      command: command.id,
      commandName: name,
    });
  }

  private nextToken(): number {
    this.token = (this.token % 0x7fff_ffff) + 1;
    return this.token;
  }

  private async deliver(path: string, operation: string, message: MessageParts): Promise<void> {
    const address =
      path.length < NG_NODESIZ
        ? path
        : await (await import("./shortpath.ts")).shortened(this, operation, path);
    const sent = this.socket.send(address, encodeMessage(message));
    const number = typeof sent === "number" ? sent : await sent;
    if (number === errno.ENOBUFS) {
      throw new NetgraphError(
        operation,
        path,
        number,
        // The second is what ngctl(8), and so the way through it, goes by.
        `the reply does not fit the socket; sysctl kern.ipc.maxsockbuf=${MAXSOCKBUF} net.graph.recvspace=${RECEIVE_BUFFER}`,
      );
    }
    if (number !== 0) throw new NetgraphError(operation, path, number);
  }

  private request(
    path: string,
    operation: string,
    request: Omit<MessageParts, "token">,
  ): Promise<Message> {
    const token = this.nextToken();
    return new Promise<Message>((resolve, reject) => {
      this.waiting.set(token, { operation, path, resolve, reject });
      this.deliver(path, operation, { ...request, token }).then(
        () => void this.read(),
        (error: unknown) => {
          this.waiting.delete(token);
          reject(error);
        },
      );
    });
  }

  /** Reads as long as someone waits; one reader serves all. */
  private async read(): Promise<void> {
    if (this.reading) return;
    this.reading = true;
    try {
      while (this.waiting.size > 0) {
        const received = this.socket.receive();
        const datagram = received instanceof Promise ? await received : received;
        if (datagram === undefined)
          throw new NetgraphError("receive", "netgraph socket", errno.ENOTCONN);
        const message = decodeMessage(datagram.bytes);
        const waiting =
          message && (message.flags & NGF_RESP) !== 0 ? this.waiting.get(message.token) : undefined;
        if (message === undefined || waiting === undefined) {
          this.others.push(datagram);
          continue;
        }
        this.waiting.delete(message.token);
        waiting.resolve(message);
      }
    } catch (error) {
      for (const waiting of this.waiting.values()) waiting.reject(error);
      this.waiting.clear();
    } finally {
      this.reading = false;
    }
  }
}

/** The fourteen counters of a bridge's link. */
export type BridgeLinkStats = { readonly [counter: string]: number };

/** A row of a bridge's table of addresses; ages in seconds. */
export type BridgeHost = ReplyOf<typeof bridge, "gettable">["hosts"][number];

/**
 * The messages of one ng_bridge(4), typed. Every method throws a NetgraphError with the kernel's errno when the bridge
 * refuses.
 */
export class BridgeClient {
  constructor(
    private readonly netgraph: Netgraph,
    readonly path: string,
  ) {}

  /** The counters of link `number`; those of uplink n are asked for as -n. */
  async linkStats(number: number): Promise<BridgeLinkStats> {
    const stats = await this.netgraph.send(this.path, bridge, "getstats", number);
    return Object.fromEntries(Object.entries(stats).map(([name, value]) => [name, Number(value)]));
  }

  /** The addresses that it has learned, with seconds since each was first and last heard. */
  async table(): Promise<BridgeHost[]> {
    return [...(await this.netgraph.send(this.path, bridge, "gettable")).hosts];
  }

  /** From now on it stays when its last hook goes. */
  async setPersistent(): Promise<void> {
    await this.netgraph.send(this.path, bridge, "setpersistent");
  }
}
