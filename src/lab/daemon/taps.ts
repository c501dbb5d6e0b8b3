/** The TAP devices of the machine that are plugged into a lab's wires, and the traffic between them. */
import type { Lab } from "../lab.ts";
import type { Interface } from "../net/interface.ts";
import { hasWire, type Plug, plugIn } from "../net/plug.ts";
import { EX_NOHOST, EX_TEMPFAIL, EX_UNAVAILABLE } from "../process/sysexits.ts";
import { openLinuxCalls } from "./linuxcalls.ts";
import { PlugError } from "./plugerror.ts";
import type { AttachedTap, TapWish } from "./protocol.ts";
import { namespaceOf, OWN_NAMESPACE, openTap, type Tap } from "./tap.ts";

/** So many frames of one device come before those of another one. */
const MAX_FRAMES = 64;
/** So often all devices are asked before others in this process have their turn. */
const MAX_ROUNDS = 16;

interface Attachment {
  readonly tap: Tap;
  /** As it was asked for. */
  readonly wish: TapWish;
  iface: Interface;
  /** The place of a NIC among those of the host: a NIC that is found again at the next boot has its cable still. -1 for others. */
  readonly nic: number;
  plug: Plug;
}

/** All that is attached to a lab. */
export class Taps {
  private attached: readonly Attachment[] = [];
  private isBusy = false;
  private isListening = false;
  private readonly leave: (() => void)[] = [];

  /** `onTraffic` is told when frames came in. The lab is in use as long as something is attached. */
  constructor(
    private readonly lab: Lab,
    private readonly onTraffic: () => void,
    private readonly use: () => () => void,
  ) {}

  /** Plugs a TAP device into the wire of an interface. Throws a PlugError that says why not. */
  async attach(wish: TapWish): Promise<void> {
    const calls = await openLinuxCalls();
    this.sweep();
    const iface = this.find(wish);
    if (!hasWire(iface)) {
      throw new PlugError(
        EX_UNAVAILABLE,
        `${wish.interface} has no wire of its own (a ${iface.kind} interface); attach to a NIC, an eiface or an epair`,
      );
    }
    const namespace = namespaceOf(wish.namespace);
    const same = this.attached.find(
      ({ tap }) => tap.name === wish.tap && tap.namespace === namespace,
    );
    if (same !== undefined)
      throw new PlugError(EX_TEMPFAIL, `${wish.tap} is attached already, to ${same.iface.name}`);
    const tap = openTap(calls, wish.tap, wish.namespace);
    const nic = this.lab.lans.findIndex((lan) => lan.nic === iface);
    this.attached = [
      ...this.attached,
      { tap, wish, iface, nic, plug: plugIn(iface, (frame) => tap.write(frame)) },
    ];
    this.leave.push(this.lab.clock.addOutsider(), this.use());
    // A signal that nobody listens to would end the process: once there, it is listened to for good.
    if (!this.isListening) process.on("SIGIO", () => this.wake());
    this.isListening = true;
    this.wake();
  }

  /** Gives a device back. Without a namespace it is the only one of its name. Throws a PlugError when there is none, or several. */
  detach(name: string, path: string | undefined): void {
    this.sweep();
    const namespace = path === undefined ? undefined : namespaceOf(path);
    const [first, ...more] = this.attached.filter(
      ({ tap }) => tap.name === name && (namespace === undefined || tap.namespace === namespace),
    );
    if (first === undefined) {
      const all = this.attached.map(({ tap }) => tap.name).join(", ");
      throw new PlugError(
        EX_NOHOST,
        `no TAP device ${name} is attached${namespace === undefined ? "" : " there"}; ${all === "" ? "none is" : `attached: ${all}`}`,
      );
    }
    if (more.length > 0)
      throw new PlugError(
        EX_NOHOST,
        `${name} is attached in ${more.length + 1} network namespaces; say which one with --netns`,
      );
    this.letGo(first);
  }

  /** What is attached, oldest first. */
  list(): readonly AttachedTap[] {
    this.sweep();
    const own = this.attached.length === 0 ? "" : namespaceOf(OWN_NAMESPACE);
    return this.attached.map(({ tap, wish, iface }) => ({
      tap: tap.name,
      interface: iface.name,
      ...(tap.namespace !== own && { netns: wish.namespace }),
    }));
  }

  /** The host was switched off and on: its NICs have their cables still, and all else that was attached to is gone. */
  afterPower(): void {
    const { nics } = this.lab.machine.hardware;
    for (const attachment of this.attached) {
      const nic = nics[attachment.nic]?.iface;
      if (nic === undefined) this.letGo(attachment, `${attachment.iface.name} is gone`);
      else {
        attachment.iface = nic;
        attachment.plug = plugIn(nic, (frame) => attachment.tap.write(frame));
      }
    }
  }

  /** Gives all devices back. */
  end(): void {
    for (const attachment of this.attached) this.letGo(attachment);
  }

  private find(wish: TapWish): Interface {
    const { interface: name, jail: jailName } = wish;
    if (jailName !== undefined) {
      const jail = this.lab.jails.find(jailName);
      if (jail === undefined) throw new PlugError(EX_NOHOST, `there is no jail ${jailName}`);
      const iface = (jail.vnet ?? this.lab.host).interface(name);
      if (iface !== undefined) return iface;
      throw new PlugError(EX_NOHOST, `the jail ${jailName} has no interface ${name}`);
    }
    const own = this.lab.host.interface(name);
    if (own !== undefined) return own;
    const [first, ...more] = this.lab.jails
      .all()
      .flatMap(({ vnet }) => vnet?.interface(name) ?? []);
    if (more.length > 0)
      throw new PlugError(
        EX_NOHOST,
        `${more.length + 1} jails have an interface ${name}; say which one with --jail`,
      );
    if (first === undefined) {
      const known = this.lab.host.interfaces.filter(hasWire).map((iface) => iface.name);
      throw new PlugError(
        EX_NOHOST,
        `there is no interface ${name}; the host has ${known.join(", ") || "none to attach to"}`,
      );
    }
    return first;
  }

  private letGo(attachment: Attachment, why?: string): void {
    if (!this.attached.includes(attachment)) return;
    this.attached = this.attached.filter((one) => one !== attachment);
    for (const leave of this.leave.splice(-2)) leave();
    attachment.plug.pullOut();
    attachment.tap.close();
    if (why !== undefined) this.lab.kernel.console.log(`${attachment.tap.name}: detached: ${why}`);
  }

  /** What is gone is let go, whether it is the device or the interface. */
  private sweep(): void {
    for (const attachment of this.attached) {
      if (attachment.iface.index === 0) this.letGo(attachment, `${attachment.iface.name} is gone`);
    }
    this.round();
  }

  private wake(): void {
    if (this.isBusy) return;
    this.isBusy = true;
    // As long as frames are asked for, each of them need not be told.
    for (const { tap } of this.attached) tap.setSignal(false);
    this.carry();
  }

  private carry(): void {
    let isMore = true;
    for (let rounds = 0; isMore && rounds < MAX_ROUNDS; rounds++) isMore = this.round();
    if (!isMore) {
      for (const { tap } of this.attached) tap.setSignal(true);
      // What came between the last look and this is not told.
      isMore = this.round();
      if (!isMore) {
        this.isBusy = false;
        return;
      }
      for (const { tap } of this.attached) tap.setSignal(false);
    }
    setImmediate(() => this.carry());
  }

  /** Takes some frames of each device. Returns whether one of them may have more. */
  private round(): boolean {
    let isMore = false;
    let frames = 0;
    for (const attachment of this.attached) {
      const { tap, plug } = attachment;
      let left = MAX_FRAMES;
      for (; left > 0; left--) {
        const frame = tap.read();
        if (frame === undefined) break;
        if (frame === "gone") {
          this.letGo(attachment, "the device is gone");
          break;
        }
        this.deliver(plug, frame);
        frames++;
      }
      if (left === 0) isMore = true;
    }
    if (frames > 0) {
      this.lab.clock.stir();
      this.onTraffic();
    }
    return isMore;
  }

  private deliver(plug: Plug, frame: Uint8Array): void {
    try {
      plug.send(frame);
    } catch (error) {
      // A fault of the lab's own, with a frame that anybody may have sent: it stands in full in the log.
      console.error(error);
    }
  }
}
