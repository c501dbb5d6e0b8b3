/** Cables in a host's NICs, and one between two labs of this process. */
import type { Lab } from "./lab.ts";
import { type Plug, plugIn } from "./net/plug.ts";

/** A NIC that there is not, or that has a cable already. */
export class CableError extends Error {
  override readonly name = "CableError";
}

/** Frames that go over a cable in one go before the rest is dropped: what goes round between hosts for ever would not end. */
const MAX_AT_ONE_GO = 100_000;

/** One end of a cable, in a NIC of a lab. It takes the place of the LAN that was behind the NIC, and stays when the host is booted. */
export class CableEnd {
  private plug: Plug | undefined;

  /** Puts it into the NIC that is called so now, else the one that the host's description calls so. What comes out of the NIC is given to `hear`, valid during the call only. Throws a CableError. */
  static in(lab: Lab, name: string, hear: (frame: Uint8Array) => void): CableEnd {
    const place = nicPlace(lab, name);
    const taken = [...lab.plugged].some((one) => one instanceof CableEnd && one.place === place);
    if (taken) throw new CableError(`${name} has a cable already`);
    return new CableEnd(lab, place, hear);
  }

  private isCarrierOn = false;

  private constructor(
    private readonly lab: Lab,
    /** The NIC's place among those of the host. */
    private readonly place: number,
    private readonly hear: (frame: Uint8Array) => void,
  ) {
    lab.plugged.add(this);
    this.plugIn();
    this.nic.iface.setCarrier(false);
  }

  /** What the NIC is called now. */
  get current(): string {
    return this.nic.iface.name;
  }

  /** Somebody is at the other end, or nobody is. */
  setCarrier(on: boolean): void {
    if (this.plug === undefined) return;
    this.isCarrierOn = on;
    this.nic.iface.setCarrier(on);
  }

  /** A frame comes out of the cable. */
  send(frame: Uint8Array): void {
    if (this.isCarrierOn) this.plug?.send(frame);
  }

  /** The NIC is on its LAN again. */
  pullOut(): void {
    if (this.plug === undefined) return;
    this.plug.pullOut();
    this.plug = undefined;
    this.lab.plugged.delete(this);
    this.nic.lan.setPlugged(true);
    this.nic.iface.setCarrier(true);
  }

  /** The host has other NICs, in the same places. */
  machineChanged(): void {
    this.plugIn();
    this.nic.iface.carrier = this.isCarrierOn;
  }

  private get nic() {
    return this.lab.machine.hardware.nics[this.place]!;
  }

  private plugIn(): void {
    this.plug = plugIn(this.nic.iface, (frame) => {
      if (this.isCarrierOn) this.hear(frame);
    });
    this.nic.lan.setPlugged(false);
  }
}

/** Throws a CableError that says which NICs there are. */
function nicPlace(lab: Lab, name: string): number {
  const { nics } = lab.machine.hardware;
  const byName = nics.findIndex(({ iface }) => iface.name === name);
  const place = byName >= 0 ? byName : nics.findIndex(({ nic }) => nic.name === name);
  if (place >= 0) return place;
  const known = nics.map(({ iface }) => iface.name).join(", ");
  throw new CableError(
    `the host has no NIC ${name}; ${known === "" ? "it has none" : `it has ${known}`}`,
  );
}

/** A cable between two labs. */
export interface Cable {
  /** Pulls it out at both ends: each NIC is on its LAN again. */
  pullOut(): void;
}

/**
 * Joins a NIC of one lab with a NIC of another one in the same process. Frames go over it at once; each lab keeps its own clock.
 * Throws a CableError when there is no such NIC, or when it has a cable.
 */
export function cable(a: Lab, nicOfA: string, b: Lab, nicOfB: string): Cable {
  /** Those that were sent while others were delivered come after them, so that a circle of hosts does not fill the stack. */
  const waiting: { readonly to: CableEnd; readonly frame: Uint8Array }[] = [];
  let isBusy = false;
  const carry = (to: CableEnd, frame: Uint8Array) => {
    waiting.push({ to, frame: frame.slice() });
    if (isBusy) return;
    isBusy = true;
    try {
      for (let at = 0; at < waiting.length && at < MAX_AT_ONE_GO; at++) {
        const next = waiting[at]!;
        next.to.send(next.frame);
      }
    } finally {
      waiting.length = 0;
      isBusy = false;
    }
  };
  const ends: CableEnd[] = [];
  ends.push(CableEnd.in(a, nicOfA, (frame) => carry(ends[1]!, frame)));
  try {
    ends.push(CableEnd.in(b, nicOfB, (frame) => carry(ends[0]!, frame)));
  } catch (error) {
    ends[0]!.pullOut();
    throw error;
  }
  for (const end of ends) end.setCarrier(true);
  return {
    pullOut() {
      for (const end of ends) end.pullOut();
    },
  };
}
