/** What rc.subr(8) does for every service script: its commands, their prefixes, and whether the service is enabled (libexec/rc/rc.subr). */
import { wordsOf } from "../../../config/list.ts";
import { yesNo } from "../../../config/settings.ts";
import { CommandEnd } from "../../process/failure.ts";
import { placeOf } from "../../process/paths.ts";
import type { Process } from "../../process/process.ts";
import { loadRc, type RcConfig, rcValue } from "../../rc/config.ts";
import { RUN_BY } from "../../rc/script.ts";

/** A script of rc.d's: what is its own, and what rc.subr(8) needs to know to do the rest. */
export interface RcScript {
  readonly name: string;
  readonly path: string;
  readonly description: string;
  /** The services whose files of rc.conf.d it reads, in order; its own when left out. */
  readonly reads?: readonly string[];
  /** The variable that enables it; undefined for one that always is. */
  readonly variable: string | undefined;
  /** Has it a status of its own (status_cmd), or a process whose status can be told? */
  readonly hasStatus: boolean;
  /** The script's own commands (extra_commands), in the order that its usage shows them. */
  readonly extra: readonly string[] | ((process: Process) => Promise<readonly string[]>);
  /** What the script makes of its variable when rc.conf does not set it. */
  readonly enabledByDefault?: "NO";
  /** Commands of rc.subr's that the script answers itself. */
  readonly own: readonly string[];
  run(call: RcCall): Promise<number>;
}

/** What a service script is called with. */
export interface RcCall {
  readonly process: Process;
  readonly config: RcConfig;
  readonly word: string;
  readonly words: readonly string[];
  /** The name that stands before warnings: the script's path, or that of the script that runs it. */
  readonly shell: string;
  /** Are start messages printed? With `quiet` and `fast` that is up to rc.conf (rc.subr, check_startmsgs). */
  readonly loud: boolean;
}

const WORDS = [
  ...["start", "stop", "restart", "rcvar", "enable", "disable", "delete", "enabled", "describe"],
  "extracommands",
];
/** Words for which it does not matter whether the service is enabled. */
const UNCONDITIONAL = ["rcvar", "delete", "enable", "describe", "status", "enabled"];

export async function runRcScript(
  process: Process,
  script: RcScript,
  [given = "", ...words]: readonly string[],
): Promise<number> {
  const { name, path, hasStatus, variable } = script;
  const extra = await extraOf(process, script);
  const [, prefix = "", word = ""] = /^(fast|force|one|quiet|)(.*)$/s.exec(given) ?? [];
  const keywords = [...WORDS, ...extra, ...(hasStatus ? ["status"] : [])];
  const usage = `Usage: ${path} [fast|force|one|quiet](${keywords.join("|")})`;
  if (word === "") throw new CommandEnd(1, usage, false);
  if (!keywords.includes(word)) {
    throw new CommandEnd(1, `${path}: unknown directive '${word}'.\n${usage}`, false);
  }
  if (word === "extracommands") {
    process.out(`${extra.join(" ")}\n`);
    return 0;
  }
  const config = await loadRc(process, name, script.reads);
  const isOn = () => checkYesNo(process, config, script, prefix);
  if (word === "enabled") return isOn() ? 0 : 1;
  if (!UNCONDITIONAL.includes(word) && !isOn()) {
    if (prefix !== "fast" && prefix !== "quiet") {
      process.out(
        `Cannot '${word}' ${name}. Set ${variable} to YES in /etc/rc.conf or use 'one${word}' instead of '${word}'.\n`,
      );
    }
    return 0;
  }
  const answer = script.own.includes(word) ? undefined : answers[word];
  if (answer !== undefined) return await answer(process, script, config);
  const isQuiet = prefix === "quiet" || prefix === "fast";
  const loud = !isQuiet || yesNo(rcValue(config, "rc_startmsgs")) !== false;
  return await script.run({ process, config, word, words, shell: shellOf(process, path), loud });
}

function shellOf({ environment }: Process, path: string): string {
  return environment[RUN_BY] ?? path;
}

async function extraOf(process: Process, { extra }: RcScript): Promise<readonly string[]> {
  return typeof extra === "function" ? await extra(process) : extra;
}

/** Is the service enabled, or asked for in spite of it? Warns when its variable is neither yes nor no. */
function checkYesNo(process: Process, config: RcConfig, script: RcScript, prefix: string): boolean {
  const { path, variable } = script;
  if (prefix === "one" || prefix === "force" || variable === undefined) return true;
  const isYes = yesNo(enabledValue(config, script));
  if (isYes === undefined) {
    process.err(
      `${shellOf(process, path)}: WARNING: $${variable} is not set properly - see rc.conf(5).\n`,
    );
  }
  return isYes === true;
}

function enabledValue(config: RcConfig, { variable, enabledByDefault }: RcScript): string {
  return (variable === undefined ? "" : rcValue(config, variable)) || (enabledByDefault ?? "");
}

type Answer = (process: Process, script: RcScript, config: RcConfig) => number | Promise<number>;

const answers: { readonly [word: string]: Answer } = {
  rcvar(process, script, config) {
    const { name, description, variable } = script;
    if (variable === undefined) {
      process.out(`# ${name} : ${description}\n#\n\n`);
      return 0;
    }
    const value = enabledValue(config, script);
    process.out(`# ${name} : ${description}\n#\n${name}_enable="${value}"\n#   (default: "")\n\n`);
    return 0;
  },
  enable: (process, script) => set(process, script, "YES", "enabled"),
  disable: (process, script) => set(process, script, "NO", "disabled"),
  async delete(process, { name, variable = "" }) {
    const { files } = process.lab;
    const found: string[] = [];
    for (const path of await confFiles(process, name)) {
      const isThere = files.exists(placeOf(process, path));
      if (isThere && (await sysrc(process, "-F", "-i", "-f", path, variable)).status === 0) {
        found.push(path);
      }
    }
    if ((await process.run(["sysrc", "-x", variable])) === 0) {
      process.out(`${variable} deleted in ${found.join(" ")}\n`);
    }
    return 0;
  },
  describe(process, { description }) {
    process.out(`${description}\n`);
    return 0;
  },
};

async function set(process: Process, script: RcScript, value: string, done: string) {
  const { name, variable = "" } = script;
  const files = (await confFiles(process, name)).join(" ");
  const { status, stdout } = await sysrc(process, "-v", "-f", files, `${variable}=${value}`);
  if (status === 0) process.out(`${name} ${done} in ${stdout.split(":")[0]}\n`);
  return 0;
}

/** The files of rc.conf, and those of one service, whether they are there or not: what `sysrc -ls NAME` lists. */
async function confFiles(process: Process, name: string): Promise<readonly string[]> {
  const { files } = process.lab;
  const own = ["/etc", "/usr/local/etc"].flatMap((above) => {
    const path = `${above}/rc.conf.d/${name}`;
    const place = placeOf(process, path);
    if (!files.isDirectory(place)) return [path];
    return files
      .list(place)
      .filter((one) => !files.isDirectory(`${place}/${one}`))
      .map((one) => `${path}/${one}`);
  });
  return [...wordsOf((await sysrc(process, "-l")).stdout), ...own];
}

/** What `$(sysrc …)` is. */
async function sysrc(
  process: Process,
  ...words: readonly string[]
): Promise<{ readonly status: number; readonly stdout: string }> {
  let stdout = "";
  const out = (text: string) => {
    stdout += text;
  };
  return { status: await process.run(["sysrc", ...words], { out }), stdout };
}
