/** What rc.subr(8) does for every service script: its words, its prefixes, and whether the service is enabled (libexec/rc/rc.subr). */
import { evaluate, type RcFile, type Variable } from "../../../config/rcconf.ts";
import { deleteVariable, fileToEdit, setVariable } from "../../../config/rcedit.ts";
import { RC_CONF, RC_FILES, yesNo } from "../../../config/settings.ts";
import type { Process } from "../../process.ts";
import { Failure } from "../failure.ts";
import { defaultsText, RC_DEFAULTS } from "../sysrc/defaults.ts";

export interface RcScript {
  readonly name: string;
  readonly path: string;
  readonly description: string;
  /** The script's own words (extra_commands), in the order that its usage shows them. */
  readonly extra: readonly string[];
  /** What the script makes of its variable when rc.conf does not set it. */
  readonly enabledByDefault?: "NO";
  /** Words of rc.subr's that the script answers itself. */
  readonly own: readonly string[];
  run(process: Process, word: string, words: readonly string[]): Promise<number>;
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
  const { name, path, extra } = script;
  const [, prefix = "", word = ""] = /^(fast|force|one|quiet|)(.*)$/s.exec(given) ?? [];
  // Every script here has a status_cmd.
  const keywords = [...WORDS, ...extra, "status"];
  const usage = `Usage: ${path} [fast|force|one|quiet](${keywords.join("|")})`;
  if (word === "") throw new Failure(1, usage, false);
  if (!keywords.includes(word)) {
    throw new Failure(1, `${path}: unknown directive '${word}'.\n${usage}`, false);
  }
  if (word === "enabled") return checkYesNo(process, script, prefix) ? 0 : 1;
  if (!UNCONDITIONAL.includes(word) && !checkYesNo(process, script, prefix)) {
    if (prefix !== "fast" && prefix !== "quiet") {
      process.out(
        `Cannot '${word}' ${name}. Set ${name}_enable to YES in /etc/rc.conf or use 'one${word}' instead of '${word}'.\n`,
      );
    }
    return 0;
  }
  const answer = script.own.includes(word) ? undefined : answers[word];
  if (answer !== undefined) return answer(process, script);
  return await script.run(process, word, words);
}

/** Is the service enabled, or asked for in spite of it? Warns when its variable is neither yes nor no. */
function checkYesNo(process: Process, script: RcScript, prefix: string): boolean {
  if (prefix === "one" || prefix === "force") return true;
  const { name, path } = script;
  const variable = `${name}_enable`;
  const isYes = yesNo(enabledValue(process, script));
  if (isYes === undefined) {
    process.err(`${path}: WARNING: $${variable} is not set properly - see rc.conf(5).\n`);
  }
  return isYes === true;
}

function enabledValue(process: Process, { name, enabledByDefault }: RcScript): string {
  return rcValue(process, `${name}_enable`) || (enabledByDefault ?? "");
}

const answers: { readonly [word: string]: (process: Process, script: RcScript) => number } = {
  rcvar(process, script) {
    const { name, description } = script;
    const value = enabledValue(process, script);
    process.out(`# ${name} : ${description}\n#\n${name}_enable="${value}"\n#   (default: "")\n\n`);
    return 0;
  },
  enable: (process, script) => set(process, script, "YES", "enabled"),
  disable: (process, script) => set(process, script, "NO", "disabled"),
  delete(process, { name }) {
    const { files } = process.lab;
    const variable = `${name}_enable`;
    for (const path of RC_FILES) {
      if (!files.exists(path)) continue;
      const text = files.read(path);
      const rest = deleteVariable(text, variable);
      if (rest === text) continue;
      files.write(path, rest);
      process.out(`${variable} deleted in ${path}\n`);
    }
    return 0;
  },
  describe(process, { description }) {
    process.out(`${description}\n`);
    return 0;
  },
  extracommands(process, { extra }) {
    process.out(`${extra.join(" ")}\n`);
    return 0;
  },
};

/** Where sysrc(8) would set it. */
function set(process: Process, { name }: RcScript, value: string, done: string): number {
  const { files } = process.lab;
  const variable = `${name}_enable`;
  const path = fileToEdit(presentFiles(process), variable, RC_CONF);
  const text = files.exists(path) ? files.read(path) : "";
  files.write(path, setVariable(text, variable, value));
  process.out(`${name} ${done} in ${path}\n`);
  return 0;
}

function presentFiles({ lab: { files } }: Process): RcFile[] {
  return RC_FILES.filter((path) => files.exists(path)).map((path) => ({
    path,
    text: files.read(path),
  }));
}

/** What FreeBSD sets, read when it is first asked for. */
let defaults: ReadonlyMap<string, Variable> | undefined;

/** The value of a variable as service scripts see it: of rc.conf, else FreeBSD's own; empty when it has none. */
export function rcValue(process: Process, name: string): string {
  const own = evaluate(presentFiles(process)).get(name);
  if (own !== undefined) return own.value ?? "";
  defaults ??= evaluate([{ path: RC_DEFAULTS, text: defaultsText }]);
  return defaults.get(name)?.value ?? "";
}
