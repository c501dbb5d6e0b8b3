/** A lab that nobody uses ends by itself. */

/** How long a lab may be left alone when nobody says, seconds: a day. */
export const USUAL_IDLE = 24 * 60 * 60;
/** How often is looked at least, milliseconds: a machine that slept has another time when it wakes up. */
const MAX_WAIT = 10 * 60 * 1000;

/** The time outside of the lab, and what waits for it. */
export interface IdleClock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Runs `action` once, so many milliseconds from now. Returns what calls it off. */
  after(milliseconds: number, action: () => void): () => void;
}

/** This machine's time. Waiting keeps no process alive. */
export const machineClock: IdleClock = {
  now: () => Date.now(),
  after(milliseconds, action) {
    const timer = setTimeout(action, milliseconds).unref();
    return () => clearTimeout(timer);
  },
};

/** Who watches whether a lab is used. */
export interface IdleWatch {
  /** When it was used last, milliseconds since the epoch; that it is used at this moment counts. */
  lastUsed(): number;
  /** It is used now. */
  used(): void;
  /** Somebody uses it until the function that is returned is called. */
  use(): () => void;
  end(): void;
}

/** Calls `onIdle` once when a lab has not been used for so many seconds; 0 for never. */
export function watchIdle(seconds: number, clock: IdleClock, onIdle: () => void): IdleWatch {
  let last = clock.now();
  let users = 0;
  let callOff = () => {};
  const limit = seconds * 1000;
  const look = () => {
    const left = users > 0 ? limit : last + limit - clock.now();
    if (left <= 0) onIdle();
    else callOff = clock.after(Math.min(left, MAX_WAIT), look);
  };
  if (limit > 0) look();
  const used = () => {
    last = clock.now();
  };
  return {
    lastUsed: () => (users > 0 ? clock.now() : last),
    used,
    use() {
      let isOver = false;
      users++;
      return () => {
        if (isOver) return;
        isOver = true;
        users--;
        used();
      };
    },
    end: () => callOff(),
  };
}

/** Returns a time as people say it: `a day`, `12 hours`, `90 seconds`. */
export function spokenTime(seconds: number): string {
  if (seconds === USUAL_IDLE) return "a day";
  const [size, name] = UNITS.find(([size]) => seconds >= size && seconds % size === 0) ?? [
    1,
    "second",
  ];
  const count = seconds / size;
  return `${count} ${name}${count === 1 ? "" : "s"}`;
}

const UNITS: readonly (readonly [size: number, name: string])[] = [
  [24 * 60 * 60, "day"],
  [60 * 60, "hour"],
  [60, "minute"],
];
