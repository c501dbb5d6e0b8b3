/** uptime(1): how long the lab has been up, by its own clock. */
import { command, usage } from "../process/failure.ts";
import { strftime } from "./strftime.ts";

export const uptime = command((process) => {
  if (process.argv.length > 1) usage("usage: uptime");
  const { clock } = process.lab;
  const minutes = Math.floor(clock.now() / 60_000);
  const [days, hours, rest] = [
    Math.floor(minutes / 1440),
    Math.floor(minutes / 60) % 24,
    minutes % 60,
  ];
  const plural = (count: number, what: string) => `${count} ${what}${count === 1 ? "" : "s"}`;
  const time =
    hours > 0 && rest > 0
      ? `${hours}:${String(rest).padStart(2, "0")}`
      : hours > 0
        ? plural(hours, "hr")
        : rest > 0
          ? plural(rest, "min")
          : plural(Math.floor(clock.now() / 1000) % 60, "sec");
  const up = days > 0 ? `${plural(days, "day")}, ${time}` : time;
  const now = strftime("%l:%M%p", clock.epoch());
  process.out(`${now}  up ${up}, 0 users, load averages: 0.00, 0.00, 0.00\n`);
  return 0;
});
