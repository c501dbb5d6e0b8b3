/** What is asked of a lab, counted, and what each of it is made to cost, so that the time that a host would take shows in a lab. */
import { nearest } from "../../config/nearest.ts";
import type { Clock } from "./clock.ts";

/** Milliseconds each. */
export interface Prices {
  /** A process that is started. */
  readonly process: number;
  /** A call of the kernel that is no message. */
  readonly call: number;
  /** A message that a program sends by a netgraph socket. */
  readonly message: number;
}

/** What is counted, and may have a price. */
export type Priced = keyof Prices;

/** A lab as it is when nobody wants prices. */
export const FREE: Prices = { process: 0, call: 0, message: 0 };

/** A text that says no prices, and what would be right. */
export class PriceError extends Error {
  override readonly name = "PriceError";
}

const UNITS: { readonly [unit: string]: number } = { us: 1e-3, ms: 1, s: 1000 };
/** A minute each is more than anything takes. */
const MAX_PRICE = 60_000;
const EXAMPLE = "give process:150ms,call:1ms,message:1ms, or some of them";

/** Reads `process:150ms,call:1ms`; what is not named costs nothing. Throws a PriceError. */
export function parsePrices(text: string): Prices {
  const prices: { -readonly [what in Priced]?: number } = {};
  for (const part of text.split(",").map((one) => one.trim())) {
    const [, what = "", price, unit = ""] =
      /^([^:]*):(\d+(?:\.\d+)?)(us|ms|s)$/.exec(part) ??
      refuse(`"${part}" is no price; ${EXAMPLE}`);
    if (!Object.hasOwn(FREE, what)) {
      const meant = nearest(what, Object.keys(FREE));
      refuse(`"${what}" has no price; ${meant === undefined ? EXAMPLE : `did you mean ${meant}?`}`);
    }
    const name = what as Priced;
    if (prices[name] !== undefined) refuse(`${name} has two prices; give it one`);
    prices[name] = Number(price) * UNITS[unit]!;
    if (prices[name] > MAX_PRICE) refuse(`${part} is more than a minute; give less`);
  }
  return { ...FREE, ...prices };
}

function refuse(message: string): never {
  throw new PriceError(message);
}

/** Time that somebody has to wait before what he asked for is done. */
export interface Debt {
  add(what: Priced): void;
  /** Waits until all is paid; undefined when nothing is owed. */
  pay(): Promise<void> | undefined;
}

/** Counts what is asked of a lab, and knows what it costs. */
export class Meter {
  /** What each costs from now on. */
  prices: Prices = FREE;
  readonly counts: { [what in Priced]: number } = { process: 0, call: 0, message: 0 };

  constructor(private readonly clock: Clock) {}

  /** Opens a debt. It is waited for on a clock that goes by itself; one that stands still is moved on. */
  debt(): Debt {
    const { clock } = this;
    const nobody = new AbortController().signal;
    let owed = 0;
    /** Whoever pays waits behind those who pay already. */
    let last: Promise<void> | undefined;
    const payOff = async () => {
      if (owed <= 0) return;
      const before = clock.now();
      await clock.linger(owed, nobody);
      // A timer is late by up to a millisecond: who pays often waits less the next time.
      owed -= clock.now() - before;
    };
    return {
      add: (what) => {
        this.counts[what]++;
        owed += this.prices[what];
      },
      pay() {
        if (owed <= 0 && last === undefined) return undefined;
        const paid = (last ?? Promise.resolve()).then(payOff).then(() => {
          if (last === paid) last = undefined;
        });
        last = paid;
        return paid;
      },
    };
  }
}
