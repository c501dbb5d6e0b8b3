/** The service jail: rc.d/jail on top of jail(8) (libexec/rc/rc.d/jail). */
import { wordsOf } from "../../../config/list.ts";
import { RC_CONF } from "../../../config/settings.ts";
import { directoryOf } from "../../files/files.ts";
import { CommandEnd, errx } from "../../process/failure.ts";
import { placeOf } from "../../process/paths.ts";
import type { Process } from "../../process/process.ts";
import { isYes, type RcConfig, rcValue } from "../../rc/config.ts";
import { findJail } from "../jailnames.ts";
import type { RcScript } from "./rcscript.ts";

const PATH = "/etc/rc.d/jail";

export const jailScript: RcScript = {
  name: "jail",
  path: PATH,
  description: "Manage system jails",
  variable: "jail_enable",
  hasStatus: true,
  extra: ["config", "console", "status"],
  own: ["start", "stop", "restart", "status", "config", "console"],
  async run({ process, config: rc, word, words }) {
    const call: Call = { process, rc };
    const listed = wordsOf(rcValue(rc, "jail_list"));
    const names = words.length > 0 ? words : listed;
    if (word === "status") return await process.run(["jls", "-N"]);
    if (word === "config") return config(call, names);
    if (word === "console") return await console(process, words);
    if (word !== "start") await stop(call, names, words.length > 0);
    if (word !== "stop") await start(call, names);
    return 0;
  },
};

/** What the script works with. */
interface Call {
  readonly process: Process;
  readonly rc: RcConfig;
}

/** Runs jail(8) and gives its status and all that it and its children said, into a file: there its own number of the jail (-i) is written last, when it ends. */
async function heard(
  process: Process,
  argv: readonly string[],
): Promise<{ status: number; text: string }> {
  let text = "";
  let number = "";
  const status = await process.run(["jail", ...argv], {
    out(part) {
      if (/^\d+\n$/.test(part)) number += part;
      else text += part;
    },
    err(part) {
      text += part;
    },
  });
  return { status, text: text + number };
}

async function start(call: Call, names: readonly string[]): Promise<void> {
  const { process, rc } = call;
  process.out("Starting jails:");
  if (names.length === 0) await startAll(call);
  for (const name of names) {
    const jail = scriptName(name);
    const file = confOf(call, jail);
    if (file === undefined) continue;
    const flags = wordsOf(rcValue(rc, `jail_${variableName(jail)}_flags`));
    const { status, text } = await heard(process, [
      ...(flags.length > 0 ? flags : wordsOf(rcValue(rc, "jail_flags"))),
      ...["-i", "-f", file, "-c", jail],
    ]);
    if (status === 0) {
      process.out(` ${jail}`);
      writeNumber(process, jail);
    } else process.out(` cannot start jail  "${jail}": \n${text}`);
  }
  process.out(".\n");
}

async function startAll({ process, rc }: Call): Promise<void> {
  const parallel = isYes(rc, "jail_parallel_start") ? [] : ["-p1"];
  const { status, text } = await heard(process, [
    ...wordsOf(rcValue(rc, "jail_flags")),
    ...["-f", rcValue(rc, "jail_conf"), "-c", ...parallel],
  ]);
  if (status !== 0) process.out(text);
  else {
    for (const name of runningNames(process)) {
      process.out(` ${name}`);
      writeNumber(process, name);
    }
  }
}

/** Where the script keeps the number of a jail. */
const numberFile = (process: Process, jail: string) => placeOf(process, `/var/run/jail_${jail}.id`);

function writeNumber(process: Process, jail: string): void {
  const { files } = process.lab;
  const place = numberFile(process, jail);
  if (!files.isDirectory(directoryOf(place))) return;
  files.write(place, `${findJail(process, jail)?.jid ?? ""}\n`);
}

async function stop(call: Call, names: readonly string[], isNamed: boolean): Promise<void> {
  const { process, rc } = call;
  process.out("Stopping jails:");
  const reverses = !isNamed && isYes(rc, "jail_reverse_stop");
  const all = names.length === 0 ? runningNames(process) : names.map(scriptName);
  for (const jail of reverses ? [...all].reverse() : all) {
    const file = names.length === 0 ? rcValue(rc, "jail_conf") : confOf(call, jail);
    if (file === undefined || findJail(process, jail) === undefined) continue;
    process.out(` ${jail}`);
    const quiet = names.length === 0 ? wordsOf(rcValue(rc, "jail_flags")) : ["-q"];
    const { text } = await heard(process, [...quiet, "-f", file, "-r", jail]);
    const place = numberFile(process, jail);
    if (findJail(process, jail) !== undefined) process.out(text);
    else if (process.lab.files.exists(place)) process.lab.files.remove(place);
  }
  process.out(".\n");
}

function runningNames(process: Process): string[] {
  return process.lab.jails.all().map(({ name }) => name);
}

/** `/` and `.` are not for names of jails. */
const scriptName = (name: string) => name.replace(/[/.]/g, "_");
const variableName = (name: string) => name.replace(/[^A-Za-z0-9]/g, "_");

/** The file that describes a jail; undefined, and a warning, when there is none. */
function confOf({ process, rc }: Call, jail: string): string | undefined {
  const variable = `jail_${variableName(jail)}`;
  const isOld = ["rootdir", "hostname"].every((what) => rcValue(rc, `${variable}_${what}`) !== "");
  if (isOld) errx(1, `${variable}_rootdir in ${RC_CONF}: not emulated in a lab`);
  const own = rcValue(rc, `${variable}_conf`);
  const found = [
    own === "" ? `/etc/jail.${jail}.conf` : own,
    `/etc/jail.conf.d/${jail}.conf`,
    rcValue(rc, "jail_conf"),
  ].find((path) => process.lab.files.exists(path));
  if (found === undefined) {
    process.err(
      `${PATH}: WARNING: Invalid configuration for ${jail}  (no jail.conf, no hostname, or no path).   Jail ${jail} was ignored.\n`,
    );
  }
  return found;
}

function config(call: Call, names: readonly string[]): number {
  const { process } = call;
  for (const name of names) {
    const jail = scriptName(name);
    const file = confOf(call, jail);
    if (file !== undefined) process.out(`${jail}: parameters are in ${file}.\n`);
  }
  return 0;
}

async function console(process: Process, [name, ...words]: readonly string[]): Promise<number> {
  if (name === undefined) throw new CommandEnd(3, `${PATH}: ERROR: Specify a jail name.`, false);
  if (words.length === 0) errx(1, "login: not emulated in a lab");
  return await process.run(["jexec", scriptName(name), ...words]);
}
