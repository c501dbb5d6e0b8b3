/** What syslogd(8) writes into /var/log/messages. */
import { NetgraphError } from "../../netgraph/errno.ts";
import type { System } from "./process.ts";

/** The file that messages go to. */
export const MESSAGES = "/var/log/messages";

/** Writes a line of a program, `kernel` or `reboot[1001]`, with the time and the host's name. Where the file cannot be written, it is not. */
export function syslog(
  { clock, files, hostname }: Pick<System, "clock" | "files" | "hostname">,
  program: string,
  text: string,
): void {
  const at = new Date(clock.epoch() * 1000);
  const [, day = "", month, , time] = at.toUTCString().split(/,? /);
  const stamp = `${month} ${String(Number(day)).padStart(2)} ${time}`;
  const [name] = hostname.split(".");
  try {
    files.append(MESSAGES, `${stamp} ${name} ${program}: ${text}\n`);
  } catch (error) {
    if (!(error instanceof NetgraphError)) throw error;
  }
}
