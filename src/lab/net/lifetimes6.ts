/** The time that IPv6 addresses, routers and prefixes of a vnet have: what is over goes (nd6.c, nd6_timer). */
import type { Clock } from "../base/clock.ts";
import { removeInet6 } from "./configure.ts";
import { IN6_IFF_DEPRECATED, type Inet6 } from "./inet6.ts";
import type { Interface } from "./interface.ts";

/** What it needs of the stack. */
interface Surroundings {
  readonly clock: Clock;
  /** Returns when the next router or prefix ends, after those have gone whose time is over. */
  readonly routers6: { expire(now: number): number };
}

/** Looks after what ends, at the moment when it does. */
export class Lifetimes6 {
  private cancel = () => {};

  constructor(
    private readonly stack: Surroundings,
    private readonly interfaces: () => readonly Interface[],
  ) {}

  /** Does what has fallen due, and waits for what is next. */
  follow(): void {
    const { clock, routers6 } = this.stack;
    const now = clock.now();
    let next = Infinity;
    for (const iface of this.interfaces()) {
      for (const inet of iface.inet6) {
        if (inet.validUntil <= now) removeInet6(iface, inet.address);
        else next = Math.min(next, age(inet, now));
      }
    }
    next = Math.min(next, routers6.expire(now));
    this.cancel();
    this.cancel = () => {};
    if (next === Infinity) return;
    // A part of a millisecond could be lost in between, and there would be nothing to do.
    this.cancel = clock.after(Math.ceil(next - now), () => this.follow());
  }
}

/** Notes whether an address is for new connections. Returns when something of it ends next. */
function age(inet: Inet6, now: number): number {
  const { preferredUntil, validUntil } = inet;
  if (preferredUntil <= now) {
    inet.flags |= IN6_IFF_DEPRECATED;
    return validUntil;
  }
  inet.flags &= ~IN6_IFF_DEPRECATED;
  return Math.min(preferredUntil, validUntil);
}
