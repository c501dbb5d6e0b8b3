/** `ngbuddy check`. */
import { check, filesOf } from "../../buddy/lint/check.ts";
import { byHost, type NamedFile } from "../../buddy/lint/groups.ts";
import type { ReadFiles } from "../../buddy/lint/jailsreading.ts";
import { type Kind, kindOf, kinds } from "../../buddy/lint/kind.ts";
import { filesConfiguration, hostConfiguration } from "../../buddy/lint/load.ts";
import {
  countOf,
  findingLine,
  type Report,
  reportValue,
  summaryLine,
} from "../../buddy/lint/report.ts";
import type { Configuration } from "../../buddy/lint/rule.ts";
import { rules } from "../../buddy/lint/rules/index.ts";
import { sarifLog } from "../../buddy/lint/sarif.ts";
import { whyNoText } from "../../buddy/lint/source.ts";
import { jsonText } from "../../buddy/printable.ts";
import { FileError } from "../../host/host.ts";
import { errno } from "../../netgraph/errno.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { filesNamed, STDIN } from "../namedfiles.ts";
import type { SubcommandContext } from "../subcommand.ts";
import { version } from "../version.ts";

export const subcommand = makeSubcommand({
  name: "check",
  summary: "look through rc.conf and jail.conf, line by line, and say what cannot work",
  details: `Without FILE it reads the files of this host, with FILE those alone, on any machine: files like rc.conf and
jail.conf, and - for standard input. rc.conf in several directories is of as many hosts. The exit status is 78 when
there are errors, and 0 when there are none.`,
  arguments: [{ name: "FILE", of: "files", many: true, optional: true }],
  options: {
    as: {
      type: "string",
      value: "KIND",
      of: kinds,
      summary: "what FILE is, rc.conf or jail.conf, where neither its name nor its text tells",
    },
    json: { type: "boolean", summary: "as JSON" },
    sarif: { type: "boolean", summary: "as SARIF 2.1.0, for editors and code hosting services" },
  },
  example: "ngbuddy check /etc/rc.conf /etc/jail.conf",
  async run({ file: paths }, options, context) {
    if (options.json && options.sarif)
      throw new Failure(exitStatus.usage, "check: --json and --sarif: give one of them");
    const as = kindAsked(options.as);
    if (as !== undefined && paths.length === 0)
      throw new Failure(
        exitStatus.usage,
        "check: --as says what FILE is; give a FILE, or - for standard input",
      );
    const configurations =
      paths.length === 0
        ? [await hostConfiguration(await context.host())]
        : await configurationsOf(paths, as, context);
    const report: Report = {
      files: [...new Set(configurations.flatMap((one) => [...filesOf(one)]))],
      findings: configurations.flatMap((one) => check(one)),
    };
    if (options.json) context.out(jsonText(reportValue(report)));
    else if (options.sarif) context.out(jsonText(sarifLog(report, rules, version), 2));
    else {
      for (const finding of report.findings) context.out(`${findingLine(finding)}\n`);
      context.out(`${summaryLine(report)}\n`);
    }
    return countOf(report, "error") > 0 ? exitStatus.config : exitStatus.ok;
  },
});

function kindAsked(text: string | undefined): Kind | undefined {
  const kind = kinds.find((one) => one === text);
  if (kind === undefined && text !== undefined)
    throw new Failure(exitStatus.usage, `check: --as ${text}: give ${kinds.join(" or ")}`);
  return kind;
}

async function configurationsOf(
  paths: readonly string[],
  as: Kind | undefined,
  context: SubcommandContext,
): Promise<Configuration[]> {
  const files = await filesNamed(context, "check");
  const named: NamedFile[] = [];
  for (const path of new Set(paths))
    for (const file of await filesAt(files, path)) {
      const text = await files.read(file);
      if (text === undefined)
        throw new Failure(exitStatus.noInput, `check: there is no file ${file}`);
      // Of what is no text it does not matter which kind it is not.
      const kind = as ?? kindOf(file, text) ?? (whyNoText({ file, text }) && "rc.conf");
      if (kind === undefined)
        throw new Failure(
          exitStatus.usage,
          `check: is ${file === STDIN ? "standard input" : file} an rc.conf or a jail.conf? say so: --as rc.conf or --as jail.conf`,
        );
      named.push({ file, text, kind });
    }
  const configurations: Configuration[] = [];
  for (const group of byHost(named)) {
    const jailConfs = group.filter(({ kind }) => kind === "jail.conf").map(({ file }) => file);
    const sources = group.filter(({ kind }) => kind === "rc.conf");
    configurations.push(await filesConfiguration(files, sources, jailConfs));
  }
  return configurations;
}

/** A file, or those of a directory as rc.d/jail and rc.subr(8) read one. */
async function filesAt(files: ReadFiles, path: string): Promise<string[]> {
  try {
    await files.read(path);
    return [path];
  } catch (error) {
    if (!(error instanceof FileError) || error.errno !== errno.EISDIR) throw error;
  }
  const directory = path.replace(/\/+$/, "");
  const names = (await files.list(path)).filter((name) => !name.startsWith("."));
  const found = /(?:^|\/)rc\.conf\.d(?:\/[^/]+)?$/.test(directory)
    ? names
    : names.filter(
        (name) =>
          /(?:^|\.)(?:rc|jail)\.conf$/.test(name) ||
          (/(?:^|\/)jail\.conf\.d$/.test(directory) && name.endsWith(".conf")),
      );
  if (found.length === 0)
    throw new Failure(
      exitStatus.noInput,
      `check: ${path} is a directory without rc.conf or jail.conf; name the files`,
    );
  return found.map((name) => `${directory}/${name}`);
}
