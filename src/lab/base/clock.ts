/** The lab's own time: it can be moved on, so that ageing and timeouts take no waiting. */

/** The lab's clock. Times are milliseconds unless it says otherwise. */
export interface Clock {
  /** Milliseconds since the lab was booted; goes back when it is booted anew, and never else. */
  now(): number;
  /** Seconds since the epoch, with fractions. */
  epoch(): number;
  /** Nanoseconds since the epoch. */
  nanoseconds(): bigint;
  /** Moves the time on and runs what falls due, in order. */
  advance(milliseconds: number): void;
  /**
   * Lets a command wait: the lab's time moves on at once, nobody's does. One that may wait for outsiders, whose time cannot
   * be moved on, gives `wait`: while there are any, it waits as people do, until that ends it.
   */
  sleep(milliseconds: number, wait?: Wait): Promise<void>;
  /** Somebody outside is in on it, whose time goes along with the source. Returns what says that he has left. */
  addOutsider(): () => void;
  /** Something came in from outside: who sleeps looks whether that is what he waits for. */
  stir(): void;
  /**
   * Lets a command wait as people do, when the clock goes along with a source: for one that goes on until it is stopped.
   * Ends early when `signal` is aborted. A clock that stands still moves on at once.
   */
  linger(milliseconds: number, signal: AbortSignal): Promise<void>;
  /** Runs `action` once, `milliseconds` from now. Returns a function that calls it off. */
  after(milliseconds: number, action: () => void): () => void;
  /** The host is booted at this moment: what was to run later is forgotten, and `now` begins at 0. */
  restart(): void;
}

/** What ends a wait for outsiders before its time. */
export interface Wait {
  readonly signal?: AbortSignal;
  /** Is what was waited for there? */
  isOver?(): boolean;
}

/** The longest that setTimeout waits, milliseconds. */
const MAX_WAIT = 2 ** 31 - 1;

interface Timer {
  readonly at: number;
  readonly action: () => void;
}

/** A clock that stands still unless it is moved on, or goes along with `source` (milliseconds, never going back): then what falls due is run in time. */
export function createClock(options: {
  bootEpoch: number;
  source?: () => number;
  /** How long the host has been up already, milliseconds. */
  uptime?: number;
}): Clock {
  const { source } = options;
  let start = source?.() ?? 0;
  let skipped = options.uptime ?? 0;
  let { bootEpoch } = options;
  /** By time, those of the same time in the order they were made. */
  const timers: Timer[] = [];
  const now = () => (source === undefined ? 0 : source() - start) + skipped;

  function advance(milliseconds: number): void {
    const target = now() + milliseconds;
    for (let next = timers[0]; next !== undefined && next.at <= target; next = timers[0]) {
      timers.shift();
      skipped += Math.max(0, next.at - now());
      next.action();
    }
    skipped += Math.max(0, target - now());
    wakeInTime();
  }

  let alarm: ReturnType<typeof setTimeout> | undefined;
  let alarmFor: Timer | undefined;
  /** Whoever goes along with a source need not be moved on: the first timer is waited for. It keeps no process alive. */
  function wakeInTime(): void {
    if (source === undefined || timers[0] === alarmFor) return;
    clearTimeout(alarm);
    [alarmFor] = timers;
    if (alarmFor === undefined) return;
    alarm = setTimeout(
      () => {
        alarmFor = undefined;
        advance(0);
      },
      Math.min(Math.max(0, Math.ceil(alarmFor.at - now())), MAX_WAIT),
    );
    alarm.unref();
  }

  let outsiders = 0;
  const sleepers = new Set<() => void>();

  async function sleep(milliseconds: number, wait?: Wait): Promise<void> {
    if (wait !== undefined && outsiders > 0 && source !== undefined) {
      await sleepAmongOutsiders(milliseconds, wait);
      advance(0);
      return;
    }
    // Others get their turn before the time moves on, as they would on a host that waits.
    await Promise.resolve();
    advance(milliseconds);
  }

  async function sleepAmongOutsiders(milliseconds: number, { signal, isOver }: Wait) {
    const end = new AbortController();
    const endNow = () => end.abort();
    const look = () => {
      if (isOver?.()) endNow();
    };
    signal?.addEventListener("abort", endNow);
    if (signal?.aborted) endNow();
    sleepers.add(look);
    await realPause(milliseconds, end.signal);
    sleepers.delete(look);
    signal?.removeEventListener("abort", endNow);
  }

  return {
    now,
    epoch: () => bootEpoch + now() / 1000,
    // A number of today's nanoseconds has no room for the last ones.
    nanoseconds: () =>
      BigInt(Math.round(bootEpoch * 1e6)) * 1000n + BigInt(Math.round(now() * 1e6)),
    advance,
    sleep,
    addOutsider() {
      outsiders++;
      return () => {
        outsiders--;
      };
    },
    stir() {
      for (const look of sleepers) look();
    },
    async linger(milliseconds, signal) {
      if (source !== undefined) {
        await realPause(milliseconds, signal);
        advance(0);
        return;
      }
      // Whoever wants to stop the command must get a turn.
      await realPause(0, signal);
      advance(milliseconds);
    },
    after(milliseconds, action) {
      const timer = { at: now() + milliseconds, action };
      const later = timers.findIndex((other) => other.at > timer.at);
      timers.splice(later < 0 ? timers.length : later, 0, timer);
      wakeInTime();
      return () => {
        const at = timers.indexOf(timer);
        if (at >= 0) timers.splice(at, 1);
        wakeInTime();
      };
    },
    restart() {
      bootEpoch += now() / 1000;
      start = source?.() ?? 0;
      skipped = 0;
      timers.length = 0;
      wakeInTime();
    },
  };
}

async function realPause(milliseconds: number, signal: AbortSignal): Promise<void> {
  for (let left = milliseconds; ; left -= MAX_WAIT) {
    await shortPause(Math.min(left, MAX_WAIT), signal);
    if (left <= MAX_WAIT || signal.aborted) return;
  }
}

function shortPause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    signal.addEventListener("abort", done);
    if (signal.aborted) done();
  });
}
