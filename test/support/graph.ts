/** A netgraph with one socket, used as ngctl uses it: messages go in and come out as text. */
import { createClock } from "../../src/lab/base/clock.ts";
import { Kernel } from "../../src/lab/kernel/kernel.ts";
import type { Node } from "../../src/lab/kernel/node.ts";
import { type LabSocket, openSocket } from "../../src/lab/kernel/socket.ts";
import { modules } from "../../src/lab/nodes/index.ts";
import { encodeArgs } from "../../src/netgraph/ascii.ts";
import { readString } from "../../src/netgraph/latin1.ts";
import type { Value } from "../../src/netgraph/layout.ts";
import { decodeMessage, encodeMessage } from "../../src/netgraph/message.ts";
import { commandByName } from "../../src/netgraph/nodetype.ts";
import type { DataSocket } from "../../src/netgraph/socket.ts";
import { generic } from "../../src/netgraph/types/generic.ts";

export class TestGraph {
  readonly clock = createClock({ bootEpoch: 0 });
  readonly kernel = new Kernel(this.clock, modules);
  readonly vnet = this.kernel.makeVnet({ isHost: true });
  readonly socket: LabSocket;
  private readonly data: DataSocket;
  private readonly got: string[] = [];

  constructor(name = "me") {
    this.socket = openSocket(this.vnet.graph, name);
    this.data = this.socket.openData();
    void this.read();
  }

  /** Sends a generic message. Returns the errno, 0 for success. */
  generic(path: string, name: (typeof generic.commands)[number]["name"], args?: Value): number {
    const command = commandByName(generic, name)!;
    return this.send(path, {
      cookie: generic.cookie,
      command: command.id,
      args: command.args && args !== undefined ? encodeArgs(command.args, args) : undefined,
    });
  }

  send(
    path: string,
    message: { cookie: number; command: number; args?: Uint8Array | undefined; flags?: number },
  ): number {
    return this.socket.send(path, encodeMessage({ token: 1, commandName: "", ...message }));
  }

  mkpeer(path: string, type: string, ourhook: string, peerhook: string): number {
    return this.generic(path, "mkpeer", { type, ourhook, peerhook });
  }
  connect(path: string, peer: string, ourhook: string, peerhook: string): number {
    return this.generic(path, "connect", { path: peer, ourhook, peerhook });
  }

  /** What `ngctl msg` does: gives the reply as text, "" when there is none, or the errno. */
  msg(path: string, commandName: string, text = ""): string | number {
    const ascii = encodeMessage({
      ...{ token: 0, cookie: 0, command: 0, commandName },
      args: Buffer.from(`${text}\0`, "latin1"),
    });
    const binary = this.convert(path, "ascii2binary", ascii);
    if (typeof binary === "number") return binary;
    const error = this.socket.send(path, binary);
    if (error !== 0) return error;
    const reply = this.socket.takeWaiting();
    if (reply === undefined) return "";
    const shown = this.convert(reply.from, "binary2ascii", reply.bytes);
    if (typeof shown === "number") return shown;
    const { args } = decodeMessage(shown)!;
    return readString(args, 0, args.length);
  }

  private convert(path: string, name: string, message: Uint8Array): Uint8Array | number {
    const command = commandByName(generic, name)!;
    const error = this.send(path, { cookie: generic.cookie, command: command.id, args: message });
    if (error !== 0) return error;
    return decodeMessage(this.socket.takeWaiting()!.bytes)!.args;
  }

  /** Sends a frame out of a hook of the socket. Returns the errno. */
  write(hook: string, frame: readonly number[]): number {
    return this.writeBytes(hook, Uint8Array.from(frame));
  }

  /** Sends a frame as it lies in memory. */
  writeBytes(hook: string, frame: Uint8Array): number {
    return this.data.send(hook, frame) as number;
  }

  /** The frames that came in since the last look, as `hook: bytes`. */
  async arrived(): Promise<string[]> {
    await new Promise(setImmediate);
    return this.got.splice(0);
  }

  private async read(): Promise<void> {
    for (let frame = await this.data.receive(); frame; frame = await this.data.receive())
      this.got.push(`${frame.from}: ${Buffer.from(frame.bytes).toString("hex")}`);
  }

  node(name: string): Node | undefined {
    return this.vnet.graph.named(name);
  }
  get types(): string[] {
    return [...this.vnet.graph.nodes()].map(({ type }) => type.table.name);
  }
}
