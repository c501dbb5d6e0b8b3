/** One run of ngctl(8): its socket, its output, and how its commands end. */
import { errnoText } from "../../../netgraph/errno.ts";
import {
  decodeMessage,
  encodeMessage,
  type Message,
  type MessageParts,
} from "../../../netgraph/message.ts";
import { type CommandName, commandOf } from "../../../netgraph/nodetype.ts";
import type { Datagram, DataSocket } from "../../../netgraph/socket.ts";
import { GENERIC_COOKIE, generic } from "../../../netgraph/types/generic.ts";
import type { LabSocket } from "../../kernel/socket.ts";
import type { Process } from "../../process/process.ts";

/** How a command ended: what ngctl makes of it at its own end. */
export type Outcome = "ok" | "usage" | "error" | "quit";

/** A command of ngctl's own: `mkpeer`, `show`. */
export interface Subcommand {
  /** As usage messages show it; the first word is the command's name. */
  readonly usage: string;
  /** Its line in the list that `help` prints. */
  readonly summary: string;
  /** What `help` says of it besides; nothing when left out. */
  readonly help?: string;
  readonly aliases?: readonly string[];
  /** `words` are the command's name and its arguments. */
  run(session: Session, words: readonly string[]): Outcome | Promise<Outcome>;
}

/** One run of ngctl: a control socket, its data socket, and what the process prints. */
export class Session {
  private token = 0;
  /** From 1 on libnetgraph says what the kernel refuses (lib/libnetgraph/msg.c); what it says beyond is not emulated. */
  debugLevel = 0;

  constructor(
    readonly process: Process,
    readonly socket: LabSocket,
    readonly data: DataSocket,
  ) {}

  /** Sends a generic message. Returns the errno, 0 for success. */
  send(path: string, name: CommandName<typeof generic>, args?: Uint8Array): number {
    const { id } = commandOf(generic, name);
    return this.sendMessage(path, {
      cookie: GENERIC_COOKIE,
      command: id,
      commandName: `cmd${id}`,
      args,
    });
  }

  sendMessage(path: string, message: Omit<MessageParts, "token">): number {
    const { flags, cookie, command, commandName, args } = message;
    const parts = { flags, cookie, command, commandName, args, token: ++this.token };
    const error = this.socket.send(path, encodeMessage(parts));
    if (error !== 0 && this.debugLevel > 0) this.warn(`sendto(${path})`, error);
    return error;
  }

  /** The next message that waits; undefined when none does. */
  receive(): { message: Message; from: string; bytes: Uint8Array } | undefined {
    const received: Datagram | undefined = this.socket.takeWaiting();
    if (received === undefined) return undefined;
    const message = decodeMessage(received.bytes);
    return message && { message, from: received.from, bytes: received.bytes };
  }

  /** Asks a generic question. Returns the reply's arguments; undefined when it was refused, which is said. */
  ask(path: string, name: CommandName<typeof generic>, what = "send msg"): Uint8Array | undefined {
    const error = this.send(path, name);
    if (error !== 0) {
      this.warn(what, error);
      return undefined;
    }
    return this.receive()?.message.args;
  }

  out(text: string): void {
    this.process.out(text);
  }

  warn(text: string, errno: number): void {
    this.warnx(`${text}: ${errnoText(errno)}`);
  }

  warnx(text: string): void {
    this.process.err(`ngctl: ${text}\n`);
  }

  /** Says an errno, if there is one. Returns how the command ended. */
  outcome(errno: number, what = "send msg"): Outcome {
    if (errno === 0) return "ok";
    this.warn(what, errno);
    return "error";
  }
}
