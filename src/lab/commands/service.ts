/** service(8): runs the service scripts that a lab has, ngbuddy's and jail's (usr.sbin/service/service.sh). */
import type { Process } from "../process.ts";
import { command, errx } from "./failure.ts";
import { enabledScripts } from "./service/enabled.ts";
import { jailScript } from "./service/jail.ts";
import { ngbuddyScript } from "./service/ngbuddy.ts";
import { type RcScript, runRcScript } from "./service/rcscript.ts";

const LOCAL_STARTUP = "/usr/local/etc/rc.d";

const USAGE = `
Usage:
service [-j <jail name or id>] -e
service [-j <jail name or id>] [-q] -R
service [-j <jail name or id>] [-v] -l
service [-j <jail name or id>] [-v] -r
service [-j <jail name or id>] [-dqv] [-E var=value] <rc.d script> start|stop|etc.
service -h

-d                Enable debugging of rc.d scripts
-j		Perform actions within the named jail
-E n=val	Set variable n to val before executing the rc.d script
-e		Show services that are enabled
-R		Stop and start enabled ${LOCAL_STARTUP} services
-l		List all scripts in /etc/rc.d and ${LOCAL_STARTUP}
-r		Show the results of boot time rcorder
-q		quiet
-v		Verbose

`;

export const service = command(async (process) => {
  const { letters, jailName, operands, isWrong } = read(process);
  if (isWrong || letters.has("h")) {
    process.out(USAGE);
    return isWrong ? 1 : 0;
  }
  if (jailName !== undefined) {
    const passed = ["e", "l", "q", "r", "R", "v"].filter((letter) => letters.has(letter));
    return await process.run([
      ...["jexec", "-l", jailName, "/usr/sbin/service"],
      ...[...passed.map((letter) => `-${letter}`), ...operands],
    ]);
  }
  for (const letter of ["d", "E", "r", "R"]) {
    if (letters.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  if (letters.has("e")) {
    for (const path of enabledScripts(process)) process.out(`${path}\n`);
    return 0;
  }
  if (letters.has("l")) return list(process, letters.has("v"));
  const [name, ...words] = operands;
  if (name === undefined) {
    process.out(USAGE);
    return 1;
  }
  const script = scriptsOf(process).find((one) => one.name === name);
  if (script === undefined) {
    process.out(
      `${name} does not exist in /etc/rc.d or the local startup\ndirectories (${LOCAL_STARTUP}), or is not executable\n`,
    );
    return 1;
  }
  if (letters.has("v")) {
    process.out(`${name} is located in ${script.path.slice(0, script.path.lastIndexOf("/"))}\n`);
  }
  return await runRcScript(process, script, words);
});

function scriptsOf({ lab }: Process): RcScript[] {
  return lab.command("ngbuddy") === undefined ? [jailScript] : [jailScript, ngbuddyScript];
}

/** Reads the options as sh's getopts does. */
function read(process: Process): {
  letters: Set<string>;
  jailName: string | undefined;
  operands: readonly string[];
  isWrong: boolean;
} {
  const words = process.argv.slice(1);
  const letters = new Set<string>();
  let jailName: string | undefined;
  let isWrong = false;
  while (words[0]?.startsWith("-") && words[0] !== "-") {
    const word = words.shift()!;
    if (word === "--") break;
    for (let at = 1; at < word.length && !isWrong; at++) {
      const letter = word[at]!;
      if (!"dEehjlqrRv".includes(letter)) {
        process.err(`Illegal option -${letter}\n`);
        isWrong = true;
      }
      letters.add(letter);
      if (letter !== "j" && letter !== "E") continue;
      const value = word.length > at + 1 ? word.slice(at + 1) : words.shift();
      if (value === undefined) {
        process.err(`No arg for -${letter} option\n`);
        isWrong = true;
      }
      if (letter === "j") jailName = value;
      break;
    }
  }
  return { letters, jailName, operands: words, isWrong };
}

function list(process: Process, isVerbose: boolean): number {
  for (const folder of ["/etc/rc.d", LOCAL_STARTUP]) {
    if (isVerbose) process.out(`From ${folder}:\n`);
    for (const { name, path } of scriptsOf(process)) {
      if (path.startsWith(`${folder}/`)) process.out(`${name}\n`);
    }
  }
  return 0;
}
