/** logger(1): lines into the system log (usr.bin/logger/logger.c). */
import { command, err, errnoOf, errx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { Process } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";
import { syslog } from "../process/syslog.ts";

const USAGE =
  "usage: logger [-46Ais] [-f file] [-h host] [-P port] [-p pri] [-t tag]\n              [message ...]\n";

/** Names of sys/syslog.h; those of levels from the worst on. */
const LEVELS = ["emerg", "alert", "crit", "err", "warning", "notice", "info", "debug"];
const OLD_LEVELS: { readonly [name: string]: string } = {
  panic: "emerg",
  error: "err",
  warn: "warning",
};
const FACILITIES =
  "kern user mail daemon auth syslog lpr news uucp cron authpriv ftp ntp security console local0 local1 local2 local3 local4 local5 local6 local7".split(
    " ",
  );
/** What /etc/syslog.conf sends to /var/log/messages. */
const LOGGED = LEVELS.slice(0, LEVELS.indexOf("notice") + 1);

export const logger = command(async (process: Process) => {
  const options = getopt(process, "46Af:h:iP:p:st:", USAGE);
  if (options.has("h")) errx(EX_UNAVAILABLE, "-h: not emulated in a lab");
  const level = levelOf(options.value("p") ?? "user.notice");
  const tag = `${options.value("t") ?? "root"}${options.has("i") ? `[${process.pid}]` : ""}`;
  const lines =
    options.operands.length > 0 ? [options.operands.join(" ")] : await input(process, options);
  for (const line of lines) {
    // In a jail nobody listens: none has a syslogd(8).
    if (LOGGED.includes(level) && process.jail === undefined) syslog(process.lab, tag, line);
    if (options.has("s")) process.err(`${tag}: ${line}\n`);
  }
  return 0;
});

async function input(
  process: Process,
  { value }: { value(letter: string): string | undefined },
): Promise<string[]> {
  const file = value("f");
  const text = file === undefined ? await process.stdin.all() : read(process, file);
  return text.split("\n").filter((line) => line !== "");
}

function read(process: Process, file: string): string {
  try {
    return process.lab.files.read(placeOf(process, file));
  } catch (error) {
    return err(1, errnoOf(error), file);
  }
}

/** The level of `daemon.notice`, or of `notice`. */
function levelOf(priority: string): string {
  const [facility, name] = priority.includes(".")
    ? [priority.slice(0, priority.indexOf(".")), priority.slice(priority.indexOf(".") + 1)]
    : [undefined, priority];
  if (facility !== undefined && !FACILITIES.includes(facility.toLowerCase()))
    errx(1, `unknown facility name: ${facility}`);
  const level = OLD_LEVELS[name.toLowerCase()] ?? name.toLowerCase();
  if (!LEVELS.includes(level)) errx(1, `unknown priority name: ${priority}`);
  return level;
}
