/** The cables in a lab's NICs that lead to labs in other processes. */
import { connect, type Socket } from "node:net";
import { errno } from "../../netgraph/errno.ts";
import { CableEnd, CableError } from "../cable.ts";
import type { Lab } from "../lab.ts";
import { EX_DATAERR, EX_NOHOST, EX_NOPERM, EX_UNAVAILABLE } from "../process/sysexits.ts";
import { ETHER_HEADER, isGroup } from "../wire/ethernet.ts";
import {
  CableFileError,
  type CableWish,
  cablePlace,
  isSameCable,
  readCables,
  seenFrom,
  writeCables,
} from "./cablefile.ts";
import { DirectoryError, type LabDirectory, labDirectory } from "./directory.ts";
import { encodeFrame, type Frame, frameSplitter, op, REPLY, uint32 } from "./frames.ts";
import { Gathered } from "./gathered.ts";
import { PlugError } from "./plugerror.ts";
import type { AttachedCable } from "./protocol.ts";
import { checkLab, TrustError } from "./trust.ts";

/** So many bytes wait for a lab that is slow; the frames that come meanwhile are dropped, as at a switch. */
const MAX_WAITING = 1 << 20;
/** How long a lab is waited for that says nothing, and when one is asked once more, milliseconds. */
const PATIENCE = 2000;
const RETRY = 250;

/** A connection that carries a cable's frames. */
export interface Line {
  /** Sends a frame, unless the other side is slow: false when it was dropped. */
  send(frame: Uint8Array): boolean;
  close(): void;
}

/** Returns the frames' way over a socket. What is written in one go goes out in few system calls. */
export function lineOver(socket: Socket, gathered: Gathered): Line {
  return {
    send(frame) {
      if (socket.writableLength > MAX_WAITING) return false;
      gathered.write(encodeFrame(op.frame, 0, frame));
      return true;
    },
    close: () => socket.destroy(),
  };
}

/** What a lab writes down of itself to be let in at the other end. */
export function encodePlug({ nic, lab, peer }: CableWish): Uint8Array {
  return Buffer.from(`${nic}\0${lab}\0${peer}\0`);
}

/** Returns the cable that the other end asks for, as this end knows it; undefined for what names none. */
export function decodePlug(body: Uint8Array): CableWish | undefined {
  const [nic, lab, peer, rest, ...more] = Buffer.from(body).toString().split("\0");
  if (nic === undefined || lab === undefined || peer === undefined) return undefined;
  return rest === "" && more.length === 0 ? { nic, lab, peer } : undefined;
}

interface Cable {
  readonly wish: CableWish;
  readonly end: CableEnd;
  line: Line | undefined;
  /** Was the line made by us? */
  isOurs: boolean;
  /** A line that we are making. */
  dial: Socket | undefined;
  /** Does the other lab say that it has no such cable? */
  isUnknown: boolean;
  dropped: number;
  /** Ends the part that somebody outside has in the lab's time. */
  leave: () => void;
}

/** All cables of a lab. */
export class Cables {
  private cables: readonly Cable[] = [];
  private readonly place: string;
  /** Those that cannot be plugged in, and are kept. */
  private lost: readonly CableWish[] = [];
  private broken: CableFileError | undefined;
  private isOver = false;

  /** `onTraffic` is told when frames came in, and whether one of them was for somebody: the chatter of hosts among each other is none of their users'. */
  constructor(
    private readonly lab: Lab,
    private readonly directory: LabDirectory,
    private readonly onTraffic: (isUse: boolean) => void,
  ) {
    this.place = cablePlace(directory);
    try {
      for (const wish of readCables(directory)) this.restore(wish);
    } catch (error) {
      if (!(error instanceof CableFileError)) throw error;
      this.broken = error;
      this.log(error.message);
    }
  }

  /** Looks for the labs at the other ends. To be called when they can find this one. */
  start(): void {
    for (const cable of this.cables) void this.dial(cable);
  }

  /** Plugs a cable in, and waits until the other lab has answered. Throws a PlugError that says why not. */
  async plug(wish: CableWish): Promise<void> {
    if (this.broken !== undefined) throw new PlugError(EX_DATAERR, this.broken.message);
    this.peerOf(wish);
    const there = this.cables.find((one) => isSameCable(one.wish, wish));
    const cable = there ?? this.insert(wish);
    if (there === undefined) this.keep();
    if (cable.line === undefined) await this.dial(cable);
  }

  /** Pulls out the cable of a NIC, by the name that it has now or by that of the description. Throws a PlugError when it has none. */
  unplug(nic: string): void {
    const cable =
      this.cables.find(({ end }) => end.current === nic) ??
      this.cables.find(({ wish }) => wish.nic === nic);
    const lost = this.lost.filter((one) => one.nic === nic);
    if (cable === undefined && lost.length === 0) {
      const all = this.cables.map(({ end }) => end.current).join(", ");
      throw new PlugError(
        EX_NOHOST,
        `${nic} has no cable; ${all === "" ? "no NIC has one" : `those with one: ${all}`}`,
      );
    }
    if (cable === undefined) this.lost = this.lost.filter((one) => one.nic !== nic);
    else {
      this.cables = this.cables.filter((one) => one !== cable);
      this.cut(cable);
      cable.end.pullOut();
    }
    this.keep();
  }

  /** Lets the other end of a cable in. Returns what takes its frames; an errno when there is no such cable here, or when this end is quicker. */
  accept(wish: CableWish, line: Line): ((frame: Uint8Array) => void) | number {
    const cable = this.cables.find((one) => isSameCable(one.wish, wish));
    if (cable === undefined) return errno.ENOENT;
    const isTrying = cable.dial !== undefined || (cable.line !== undefined && cable.isOurs);
    // Of two that call each other one gives way.
    if (isTrying && this.place < wish.lab) return errno.EALREADY;
    this.cut(cable);
    // What follows comes behind the answer.
    queueMicrotask(() => this.join(cable, line, false));
    return (frame) => this.take(cable, line, frame);
  }

  /** The line of a cable has ended. */
  ended(line: Line): void {
    const cable = this.cables.find((one) => one.line === line);
    if (cable === undefined) return;
    const { isOurs } = cable;
    this.cut(cable);
    // The other lab may be there again already, and have been told to wait.
    if (isOurs) this.dialSoon(cable);
  }

  /** The cables, oldest first. */
  list(): readonly AttachedCable[] {
    return [
      ...this.cables.map(({ wish, end, line, isUnknown, dropped }) => ({
        ...wish,
        interface: end.current,
        state:
          line !== undefined
            ? ("up" as const)
            : isUnknown
              ? ("unknown" as const)
              : ("down" as const),
        dropped,
      })),
      ...this.lost.map((wish) => ({
        ...wish,
        interface: wish.nic,
        state: "lost" as const,
        dropped: 0,
      })),
    ];
  }

  /** Lets the other labs know that this one is gone. */
  end(): void {
    this.isOver = true;
    for (const cable of this.cables) this.cut(cable);
  }

  private restore(wish: CableWish): void {
    try {
      this.insert(wish);
    } catch (error) {
      if (!(error instanceof PlugError)) throw error;
      this.lost = [...this.lost, wish];
      this.log(`the cable to ${wish.lab} is not plugged in: ${error.message}`);
    }
  }

  private insert(wish: CableWish): Cable {
    let cable: Cable;
    try {
      cable = {
        wish,
        end: CableEnd.in(this.lab, wish.nic, (frame) => {
          if (cable.line?.send(frame) === false) cable.dropped++;
        }),
        ...{ line: undefined, isOurs: false, dial: undefined, isUnknown: false, dropped: 0 },
        leave: () => {},
      };
    } catch (error) {
      if (!(error instanceof CableError)) throw error;
      throw new PlugError(EX_UNAVAILABLE, error.message);
    }
    this.cables = [...this.cables, cable];
    return cable;
  }

  /** The lab at the other end. Throws a PlugError when it is none of ours. */
  private peerOf({ lab }: CableWish): LabDirectory {
    try {
      const peer = labDirectory(lab);
      checkLab(peer);
      return peer;
    } catch (error) {
      if (error instanceof TrustError) throw new PlugError(EX_NOPERM, error.message);
      if (error instanceof DirectoryError) throw new PlugError(EX_NOHOST, error.message);
      throw error;
    }
  }

  private dialSoon(cable: Cable): void {
    setTimeout(() => {
      const isWaiting = cable.line === undefined && cable.dial === undefined;
      if (isWaiting && this.cables.includes(cable)) void this.dial(cable);
    }, RETRY).unref();
  }

  /** Calls the lab at the other end. Settles when it has answered, or does not. */
  private async dial(cable: Cable): Promise<void> {
    if (this.isOver) return;
    let peer: LabDirectory;
    try {
      peer = this.peerOf(cable.wish);
    } catch (error) {
      if (!(error instanceof PlugError)) throw error;
      this.log(`${cable.end.current}: the cable leads nowhere: ${error.message}`);
      return;
    }
    const socket = connect(peer.netgraphSocket);
    cable.dial = socket;
    await new Promise<void>((resolve) => {
      const patience = setTimeout(() => socket.destroy(), PATIENCE).unref();
      const settled = () => {
        clearTimeout(patience);
        if (cable.dial === socket) cable.dial = undefined;
        resolve();
      };
      const gathered = new Gathered(socket);
      const line = lineOver(socket, gathered);
      const answered = ({ op: what, body }: Frame) => {
        if (what === op.frame) this.take(cable, line, body);
        else if (what !== (op.plug | REPLY) || cable.dial !== socket) return;
        else {
          const number = body.length >= 4 ? uint32(body) : errno.EINVAL;
          settled();
          cable.isUnknown = number === errno.ENOENT;
          if (number === 0) this.join(cable, line, true);
          else socket.destroy();
          if (number === errno.EALREADY) this.dialSoon(cable);
        }
      };
      const split = frameSplitter(answered);
      socket.on("connect", () => {
        gathered.write(encodeFrame(op.plug, 1, encodePlug(seenFrom(this.place, cable.wish))));
      });
      socket.on("data", (chunk: Buffer) => {
        try {
          split(chunk);
        } catch (error) {
          console.error(error);
          socket.destroy();
        }
      });
      socket.on("error", () => socket.destroy());
      socket.on("close", () => {
        settled();
        this.ended(line);
      });
    });
  }

  private join(cable: Cable, line: Line, isOurs: boolean): void {
    if (!this.cables.includes(cable) || this.isOver) {
      line.close();
      return;
    }
    this.cut(cable);
    Object.assign(cable, { line, isOurs, isUnknown: false, leave: this.lab.clock.addOutsider() });
    cable.end.setCarrier(true);
    this.onTraffic(false);
  }

  /** Nobody is at the other end. */
  private cut(cable: Cable): void {
    const { line, dial } = cable;
    Object.assign(cable, { line: undefined, dial: undefined });
    dial?.destroy();
    if (line === undefined) return;
    cable.leave();
    line.close();
    if (this.isOver) return;
    cable.end.setCarrier(false);
    this.onTraffic(false);
  }

  private take(cable: Cable, line: Line, frame: Uint8Array): void {
    if (cable.line !== line || frame.length < ETHER_HEADER) return;
    try {
      cable.end.send(frame);
    } catch (error) {
      // A fault of the lab's own, with a frame that anybody may have sent: it stands in full in the log.
      console.error(error);
    }
    this.lab.clock.stir();
    this.onTraffic(!isGroup(frame));
  }

  private keep(): void {
    writeCables(this.directory, [...this.cables.map(({ wish }) => wish), ...this.lost]);
  }

  private log(line: string): void {
    this.lab.kernel.console.log(line);
  }
}
