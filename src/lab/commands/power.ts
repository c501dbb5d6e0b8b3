/** reboot(8), halt(8) and shutdown(8): what switches the host off, and on again. */
import { errno, errnoText } from "../../netgraph/errno.ts";
import { command, errx, usage } from "../process/failure.ts";
import { getopt, type Options } from "../process/getopt.ts";
import type { Command, Process } from "../process/process.ts";
import { syslog } from "../process/syslog.ts";

type Power = "reboot" | "halt" | "power-down";

/** How long reboot(8) and shutdown(8) wait for processes, milliseconds. */
const GRACE = 5000;

/** The kernel goes down without a word to the services, and up again when it is to. Returns the status of /etc/rc. */
async function switchOff(process: Process, how: Power): Promise<number> {
  await process.lab.clock.sleep(GRACE);
  if (how !== "reboot") {
    process.lab.powerOff(process);
    return 0;
  }
  for (const line of process.lab.powerCycle(process)) process.err(`${line}\n`);
  return await process.run(["/etc/rc", "autoboot"], { environment: {}, jail: undefined });
}

/** A jail has no init(8) that could be stopped (reboot.c). */
function refuseInJail({ jail }: Process): void {
  if (jail !== undefined) errx(1, `SIGTSTP init: ${errnoText(errno.ESRCH)}`);
}

function refuseOthers({ options }: Options, letters: string): void {
  const other = options.find(({ letter }) => letters.includes(letter));
  if (other !== undefined) errx(1, `-${other.letter}: not emulated in a lab`);
}

/** reboot(8) by one of its names. */
function rebooting(isHalt: boolean): Command {
  const text = isHalt
    ? "usage: halt [-clNnpq] [-k kernel]"
    : "usage: reboot [-cdlNnpqr] [-k kernel]";
  return command(async (process) => {
    const options = getopt(process, "cDde:k:lNno:pqr", text);
    if (options.operands.length > 0) usage(text);
    refuseOthers(options, "Ddekor");
    if (options.has("p") && options.has("c")) errx(1, "-c and -p cannot be used together");
    const how = options.has("c")
      ? "reboot"
      : options.has("p")
        ? "power-down"
        : isHalt
          ? "halt"
          : "reboot";
    if (!options.has("l") && !options.has("q")) {
      const done = isHalt
        ? "halted"
        : how === "power-down"
          ? "powered off"
          : options.has("c")
            ? "power cycled"
            : "rebooted";
      syslog(process.lab, `${isHalt ? "halt" : "reboot"}[${process.pid}]`, `${done} by root`);
    }
    refuseInJail(process);
    return await switchOff(process, how);
  });
}

export const reboot = rebooting(false);
export const halt = rebooting(true);

const SHUTDOWN_USAGE = `usage: shutdown [-] [-c | -f | -h | -p | -r | -k] [-o [-n]] [-q] time [warning-message ...]
       poweroff`;

export const poweroff = command(async (process) => {
  if (process.argv.length > 1) usage(SHUTDOWN_USAGE);
  return await shutDownNow(process, "power-down", "");
});

export const shutdown = command(async (process) => {
  const options = getopt(process, "-cfhknopqr", SHUTDOWN_USAGE);
  const [time, ...words] = options.operands;
  if (time === undefined) usage(SHUTDOWN_USAGE);
  const given = ["c", "f", "h", "k", "p", "r"].filter(options.has);
  if (given.length > 1) {
    process.err("shutdown: incompatible switches -c, -f, -h, -k, -p and -r\n");
    usage(SHUTDOWN_USAGE);
  }
  refuseOthers(options, "-fkn");
  const [letter] = given;
  if (letter === undefined) errx(1, "to single-user mode: not emulated in a lab");
  const how = letter === "h" ? "halt" : letter === "p" ? "power-down" : "reboot";
  const message = words.join(" ");
  const minutes = minutesUntil(time);
  if (minutes === 0) return await shutDownNow(process, how, message);
  const { clock } = process.lab;
  const at = new Date((clock.epoch() + minutes * 60) * 1000);
  const [day, date = "", month, year, hour] = at.toUTCString().split(/,? /);
  process.out(`Shutdown at ${day} ${month} ${date.replace(/^0/, " ")} ${hour} ${year}.\n`);
  sayPid(process);
  // Nobody is there to read the console by then.
  const silent = { ...process, out: () => {}, err: () => {}, signal: new AbortController().signal };
  clock.after(minutes * 60_000, () => void goDown(silent, how, message));
  return 0;
});

/** `now`, or `+MINUTES`. */
function minutesUntil(time: string): number {
  if (time.toLowerCase() === "now") return 0;
  const minutes = /^\+(\d+)/.exec(time)?.[1];
  if (minutes !== undefined) return Number(minutes);
  return /^\d+(?::\d\d)?$/.test(time)
    ? errx(1, `${time}: a time of day is not emulated in a lab; give now or +MINUTES`)
    : errx(1, "bad time format");
}

function sayPid(process: Process): void {
  process.err(`shutdown: [pid ${process.pid}]\n`);
}

async function shutDownNow(process: Process, how: Power, message: string): Promise<number> {
  process.out("Shutdown NOW!\n");
  sayPid(process);
  const { lab, jail } = process;
  process.out(
    `*** FINAL System shutdown message from root@${jail?.hostname ?? lab.hostname} ***\nSystem going down IMMEDIATELY\n\n`,
  );
  if (message !== "") process.out(`${message}\n`);
  return await goDown(process, how, message);
}

async function goDown(process: Process, how: Power, message: string): Promise<number> {
  syslog(process.lab, `shutdown[${process.pid}]`, `${how} by root: ${message}`);
  process.out("\nSystem shutdown time has arrived\n");
  // In a jail there is no init(8) to be told.
  if (process.jail !== undefined) return 0;
  await process.run(["/etc/rc.shutdown", how === "reboot" ? "reboot" : "halt"], {
    environment: {},
  });
  return await switchOff(process, how);
}
