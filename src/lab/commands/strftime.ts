/** strftime(3), in UTC and in C's locale. */
const DAYS = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday".split(" ");
const MONTHS =
  "January February March April May June July August September October November December".split(
    " ",
  );
const DAY = 86_400_000;

const two = (value: number, filler = "0") => String(value).padStart(2, filler);
const hour12 = (time: Date) => time.getUTCHours() % 12 || 12;
const dayOfYear = (time: Date) =>
  Math.floor((time.getTime() - Date.UTC(time.getUTCFullYear(), 0, 1)) / DAY);

/** The week that a day is in by ISO 8601, and the year of that week. */
function isoWeek(time: Date): { readonly year: number; readonly week: number } {
  const thursday = new Date(time.getTime() + (3 - ((time.getUTCDay() + 6) % 7)) * DAY);
  return { year: thursday.getUTCFullYear(), week: Math.floor(dayOfYear(thursday) / 7) + 1 };
}

const parts: { readonly [letter: string]: ((time: Date) => string) | undefined } = {
  A: (time) => DAYS[time.getUTCDay()]!,
  a: (time) => DAYS[time.getUTCDay()]!.slice(0, 3),
  B: (time) => MONTHS[time.getUTCMonth()]!,
  b: (time) => MONTHS[time.getUTCMonth()]!.slice(0, 3),
  h: (time) => MONTHS[time.getUTCMonth()]!.slice(0, 3),
  C: (time) => two(Math.floor(time.getUTCFullYear() / 100)),
  c: (time) => strftimeOf("%a %b %e %T %Y", time),
  D: (time) => strftimeOf("%m/%d/%y", time),
  d: (time) => two(time.getUTCDate()),
  e: (time) => two(time.getUTCDate(), " "),
  F: (time) => strftimeOf("%Y-%m-%d", time),
  G: (time) => String(isoWeek(time).year),
  H: (time) => two(time.getUTCHours()),
  I: (time) => two(hour12(time)),
  j: (time) => String(dayOfYear(time) + 1).padStart(3, "0"),
  k: (time) => two(time.getUTCHours(), " "),
  l: (time) => two(hour12(time), " "),
  M: (time) => two(time.getUTCMinutes()),
  m: (time) => two(time.getUTCMonth() + 1),
  n: () => "\n",
  p: (time) => (time.getUTCHours() < 12 ? "AM" : "PM"),
  R: (time) => strftimeOf("%H:%M", time),
  r: (time) => strftimeOf("%I:%M:%S %p", time),
  S: (time) => two(time.getUTCSeconds()),
  s: (time) => String(Math.floor(time.getTime() / 1000)),
  T: (time) => strftimeOf("%H:%M:%S", time),
  t: () => "\t",
  U: (time) => two(Math.floor((dayOfYear(time) + 7 - time.getUTCDay()) / 7)),
  u: (time) => String(time.getUTCDay() || 7),
  V: (time) => two(isoWeek(time).week),
  v: (time) => strftimeOf("%e-%b-%Y", time),
  W: (time) => two(Math.floor((dayOfYear(time) + 7 - ((time.getUTCDay() + 6) % 7)) / 7)),
  w: (time) => String(time.getUTCDay()),
  X: (time) => strftimeOf("%T", time),
  x: (time) => strftimeOf("%D", time),
  Y: (time) => String(time.getUTCFullYear()),
  y: (time) => two(time.getUTCFullYear() % 100),
  Z: () => "UTC",
  z: () => "+0000",
  "%": () => "%",
};

function strftimeOf(format: string, time: Date): string {
  return format.replace(
    /%[EO]?(.)/gsu,
    (all, letter: string) => parts[letter]?.(time) ?? all.slice(1),
  );
}

/** Returns a time, in seconds since the epoch, as a format says. */
export function strftime(format: string, seconds: number): string {
  return strftimeOf(format, new Date(Math.floor(seconds) * 1000));
}
