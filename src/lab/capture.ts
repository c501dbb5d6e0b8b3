/** Capturing: the frames of one interface of a lab, of its host or of a jail, as pcapng. */
import {
  type CaptureInterface,
  countsBlock,
  frameBlock,
  interfaceBlock,
  linkType,
  sectionBlock,
} from "../capture/pcapng.ts";
import type { Lab } from "./lab.ts";
import type { Interface } from "./net/interface.ts";

/** Address families as FreeBSD numbers them. */
const AF_INET = 2;
const AF_INET6 = 28;

/** An interface that there is not. */
export class NoInterface extends Error {
  override readonly name = "NoInterface";
}

/** Returns the interface of a name, `vtnet0` of the host or `web:eth0` of the jail web. Throws a NoInterface error that says which there are. */
export function interfaceCalled(lab: Lab, name: string): Interface {
  const colon = name.lastIndexOf(":");
  const jailName = name.slice(0, Math.max(0, colon));
  const jail = colon < 0 ? undefined : lab.jails.find(jailName);
  if (colon >= 0 && jail?.vnet === undefined) {
    const others = lab.jails.all().filter(({ vnet }) => vnet !== undefined);
    const known =
      others.length === 0
        ? "there is none"
        : `there is ${others.map((one) => one.name).join(", ")}`;
    throw new NoInterface(`there is no jail ${jailName} with a vnet; ${known}`);
  }
  const vnet = jail?.vnet ?? lab.host;
  const iface = vnet.interface(name.slice(colon + 1));
  if (iface !== undefined) return iface;
  const known = vnet.interfaces.map((one) => one.name).join(", ");
  const whose = jail === undefined ? "the host" : `the jail ${jail.name}`;
  throw new NoInterface(
    `${whose} has no interface ${name.slice(colon + 1)}; it has ${known || "none"}`,
  );
}

/** Where a capture goes. */
export interface CaptureTarget {
  /** Takes the next bytes of the file. */
  write(bytes: Uint8Array): void;
  /** Is there so much that was not taken yet that the next frame is left out? */
  isFull(): boolean;
  /** The interface is gone, or so many frames have come as were asked for. */
  ended(why: string): void;
}

/** A capture that goes on until it is stopped. */
export interface Capture {
  readonly frames: number;
  readonly dropped: number;
  /** Ends it: what it has counted is written. */
  stop(): void;
}

/** Captures the frames of an interface, at most `count`, and calls the interface `name` in the file. */
export function startCapture(
  lab: Lab,
  iface: Interface,
  { name, count = Number.POSITIVE_INFINITY }: { readonly name: string; readonly count?: number },
  target: CaptureTarget,
): Capture {
  let frames = 0;
  let dropped = 0;
  let isOver = false;
  target.write(
    sectionBlock({ os: `FreeBSD ${lab.description.release}`, application: "ngbuddy lab capture" }),
  );
  target.write(interfaceBlock(describedAs(iface, name)));
  const isPlain = iface.ether === undefined;
  const unwatch = iface.watch((frame, way) => {
    if (way === "gone") {
      end("the interface is gone");
      return;
    }
    frames++;
    if (target.isFull()) dropped++;
    else {
      const bytes = isPlain ? withFamily(frame) : frame;
      target.write(frameBlock({ interface: 0, time: lab.clock.nanoseconds(), bytes, way }));
    }
    if (frames - dropped >= count) end("");
  });
  const stop = () => {
    if (isOver) return;
    isOver = true;
    unwatch();
    target.write(
      countsBlock({
        interface: 0,
        time: lab.clock.nanoseconds(),
        received: BigInt(frames),
        dropped: BigInt(dropped),
      }),
    );
  };
  const end = (why: string) => {
    stop();
    target.ended(why);
  };
  return {
    get frames() {
      return frames;
    },
    get dropped() {
      return dropped;
    },
    stop,
  };
}

function describedAs(iface: Interface, name: string): CaptureInterface {
  const { ether, descriptionText } = iface;
  return {
    name,
    linkType: ether === undefined ? linkType.null : linkType.ethernet,
    ether,
    ...(descriptionText !== "" && { description: descriptionText }),
  };
}

/** A bare packet as FreeBSD's bpf(4) shows it: its address family first. */
function withFamily(packet: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(4 + packet.length);
  bytes[0] = packet[0]! >> 4 === 6 ? AF_INET6 : AF_INET;
  bytes.set(packet, 4);
  return bytes;
}
