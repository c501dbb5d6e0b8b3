/** service(8): what rc.subr(8) answers itself about ngbuddy; the rest goes to the program. */
import { evaluate, type RcFile, type Variable } from "../../config/rcconf.ts";
import { setVariable } from "../../config/rcedit.ts";
import { RC_CONF, RC_FILES, yesNo } from "../../config/settings.ts";
import type { Process } from "../process.ts";
import { command, Failure } from "./failure.ts";

const SCRIPT = "/usr/local/etc/rc.d/ngbuddy";
const DESCRIPTION = "configures netgraph bridge and eiface devices";
/** Words of the script itself, in the order that its usage shows them. */
const EXTRA = [
  "bridge",
  "create",
  "destroy",
  "jail",
  "unbridge",
  "unjail",
  "vmconf",
  "vmname",
  "status",
];
const OWN = ["start", "stop", "restart"];
/** Words that rc.subr answers whether the service is enabled or not. */
const ALWAYS = ["rcvar", "enable", "disable", "delete", "enabled", "describe", "extracommands"];
const PREFIX = /^(fast|force|one|quiet)(.+)$/;

export const service = command(async (process) => {
  const [, name, ...words] = process.argv;
  if (name === "-e" || name === "-l") {
    if (name === "-l" || isEnabled(process) === true)
      process.out(`${name === "-l" ? "ngbuddy" : SCRIPT}\n`);
    return 0;
  }
  if (name === undefined) {
    throw new Failure(
      1,
      "Usage: service [-j <jail name or id>] -e | -R | [-v] -l | [-r] <rc.d script> start|stop|etc.",
      false,
    );
  }
  if (name === "jail") return await jailService(process, words);
  if (name !== "ngbuddy" || process.lab.command("ngbuddy") === undefined) {
    process.err(
      `${name} does not exist in /etc/rc.d or the local startup\ndirectories (/usr/local/etc/rc.d), or is not executable\n`,
    );
    return 1;
  }
  return await ngbuddyService(process, words);
});

async function ngbuddyService(process: Process, words: readonly string[]): Promise<number> {
  const [given, ...args] = words;
  const usage = `Usage: ${SCRIPT} [fast|force|one|quiet](${[...OWN, ...ALWAYS, ...EXTRA].join("|")})`;
  if (given === undefined) throw new Failure(1, usage, false);
  const known = (word: string) =>
    OWN.includes(word) || EXTRA.includes(word) || ALWAYS.includes(word);
  const match = known(given) ? null : PREFIX.exec(given);
  const word = match?.[2] ?? given;
  if (!known(word))
    throw new Failure(1, `${SCRIPT}: unknown directive '${given}'.\n${usage}`, false);

  const own = answers[word];
  if (own !== undefined) return own(process);
  const unconditional =
    ["one", "force"].includes(match?.[1] ?? "") || word === "enable" || word === "status";
  if (!unconditional && isEnabled(process) !== true) {
    if (isEnabled(process) === undefined) {
      process.err(`${SCRIPT}: WARNING: $ngbuddy_enable is not set properly - see rc.conf(5).\n`);
    }
    process.out(
      `Cannot '${word}' ngbuddy. Set ngbuddy_enable to YES in /etc/rc.conf or use 'one${word}' instead of '${word}'.\n`,
    );
    return 0;
  }
  return await process.run(["ngbuddy", word, ...args]);
}

const answers: { readonly [word: string]: (process: Process) => number } = {
  rcvar(process) {
    const value = variable(process)?.value ?? "";
    process.out(`# ngbuddy : ${DESCRIPTION}\n#\nngbuddy_enable="${value}"\n#   (default: "")\n\n`);
    return 0;
  },
  disable(process) {
    const { files } = process.lab;
    files.write(
      RC_CONF,
      setVariable(files.exists(RC_CONF) ? files.read(RC_CONF) : "", "ngbuddy_enable", "NO"),
    );
    process.out("ngbuddy disabled in /etc/rc.conf\n");
    return 0;
  },
  enabled: (process) => (isEnabled(process) === true ? 0 : 1),
  describe(process) {
    process.out(`${DESCRIPTION}\n`);
    return 0;
  },
  extracommands(process) {
    process.out(`${EXTRA.join(" ")}\n`);
    return 0;
  },
};

function rcVariables(process: Process): ReadonlyMap<string, Variable> {
  const { files } = process.lab;
  const present: RcFile[] = RC_FILES.filter((path) => files.exists(path)).map((path) => ({
    path,
    text: files.read(path),
  }));
  return evaluate(present);
}

function variable(process: Process): Variable | undefined {
  return rcVariables(process).get("ngbuddy_enable");
}

/** undefined when the variable is missing or neither yes nor no. */
function isEnabled(process: Process): boolean | undefined {
  return yesNo(variable(process)?.value ?? "");
}

/** rc.d/jail: starts and stops the jails that are named, or those of `jail_list`. */
async function jailService(process: Process, words: readonly string[]): Promise<number> {
  const [given = "", ...names] = words;
  const word = given.replace(/^(one|force|fast|quiet)/, "");
  if (word !== "start" && word !== "stop" && word !== "restart") {
    throw new Failure(1, "Usage: /etc/rc.d/jail [fast|force|one|quiet](start|stop|restart)", false);
  }
  const list =
    names.length > 0
      ? names
      : (rcVariables(process).get("jail_list")?.value ?? "")
          .split(/\s+/)
          .filter((name) => name !== "");
  const flag = { start: "-c", stop: "-r", restart: "-rc" }[word];
  let status = 0;
  for (const name of list.length > 0 ? list : ["*"]) {
    status = Math.max(status, await process.run(["jail", flag, name]));
  }
  return status;
}
