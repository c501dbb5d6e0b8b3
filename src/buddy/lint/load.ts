/** The configuration of a host, or of files by themselves, read for the check. */
import { type DevfsRules, readDevfsRules } from "../../config/devfsrules.ts";
import type { Variables } from "../../config/variables.ts";
import { CommandError } from "../../host/commanderror.ts";
import type { Host } from "../../host/host.ts";
import { jailConfFiles } from "../adopt/find.ts";
import { readRcFiles, variablesOfSh } from "../configuration.ts";
import type { Found } from "./finding.ts";
import { type ReadFiles, readJails } from "./jailsreading.ts";
import { readRc } from "./rcreading.ts";
import type { Configuration } from "./rule.ts";
import { type Source, whyNoText } from "./source.ts";

/** Where rules for devices are, in the order in which they are read (rc.conf(5), devfs_rulesets). */
const DEVFS_RULES = ["/etc/defaults/devfs.rules", "/etc/devfs.rules"];

/** Reads all files of a host. Throws a FileError. */
export async function hostConfiguration(host: Host): Promise<Configuration> {
  const sources = (await readRcFiles(host)).map(({ path, text }) => ({ file: path, text }));
  const rcOf = async (root: string): Promise<Source | undefined> => {
    const text = await host.files
      .inside(root)
      .read("/etc/rc.conf")
      .catch(() => undefined);
    return text === undefined || whyNoText({ file: "", text }) !== undefined
      ? undefined
      : { file: `${root.replace(/\/$/, "")}/etc/rc.conf`, text };
  };
  return {
    ...(await rcPart(sources, () => variablesOfSh(host).catch(noSh))),
    jails: await readJails(host.files, await jailConfFiles(host.files), rcOf),
    devfs: await devfsOf(host.files),
    isWhole: true,
  };
}

/** Reads files by themselves. `jailConfs` are paths of `files`; a directory that they include may be there or not. */
export async function filesConfiguration(
  files: ReadFiles,
  sources: readonly Source[],
  jailConfs: readonly string[],
): Promise<Configuration> {
  const rc = sources.length === 0 ? { rcSources: [], refused: [] } : await rcPart(sources);
  if (jailConfs.length === 0) return { ...rc, isWhole: false };
  const absent: Found[] = [];
  const nameOf = beside(jailConfs);
  const own: ReadFiles = {
    list: (path) => files.list(nameOf(path)),
    async read(path) {
      const text = await files.read(nameOf(path));
      if (text !== undefined) return text;
      const message = "is included and not here, and was not looked at";
      absent.push({ at: { file: nameOf(path) }, severity: "note", message });
      return "";
    },
  };
  const jails = await readJails(own, jailConfs, async () => undefined, nameOf);
  const refused = [...rc.refused, ...absent];
  return { ...rc, refused, jails, devfs: readDevfsRules([FREEBSD_RULES]), isWhole: false };
}

/** A jail.conf that lies elsewhere, such as in a repository, means what lies beside it when it speaks of /etc. */
function beside(jailConfs: readonly string[]): (path: string) => string {
  const etc = jailConfs
    .find((path) => /(?:^|\/)jail\.conf$/.test(path))
    ?.replace(/\/?jail\.conf$/, "");
  if (etc === undefined || etc === "/etc") return (path) => path;
  return (path) =>
    path.startsWith("/etc/") ? `${etc === "" ? "" : `${etc}/`}${path.slice("/etc/".length)}` : path;
}

/** Where sh(1) cannot tell either, what is known without it is checked. */
function noSh(error: unknown): undefined {
  if (!(error instanceof CommandError)) throw error;
  return undefined;
}

async function rcPart(
  all: readonly Source[],
  ofSh?: () => Promise<Variables | undefined>,
): Promise<Pick<Configuration, "rc" | "rcSources" | "refused">> {
  const noTexts = all.flatMap((source) => whyNoText(source) ?? []);
  if (noTexts.length > 0) return { rcSources: all, refused: noTexts };
  const plain = all.map(({ file, text }) => ({
    file,
    text: text.replace(/^\ufeff/, "").replaceAll("\r\n", "\n"),
  }));
  const rc = await readRc(plain, ofSh);
  if (rc.refused.length === 0) return { rcSources: all, refused: [], rc };
  const refused = rc.refused.map(
    ({ file, line, reason }): Found => ({
      at: { file, line },
      severity: "error",
      message: `sh(1) refuses this: ${reason}; nothing of the file has an effect`,
    }),
  );
  return { rcSources: all, refused };
}

async function devfsOf(files: ReadFiles): Promise<DevfsRules> {
  // What the host's own files have comes after, and counts.
  const texts: string[] = [FREEBSD_RULES];
  for (const path of DEVFS_RULES) texts.push((await files.read(path).catch(() => undefined)) ?? "");
  return readDevfsRules(texts);
}

/** The sets that FreeBSD comes with, as far as they hide (sbin/devfs/devfs.rules): a lab has no rules of its own. */
const FREEBSD_RULES = `[devfsrules_hide_all=1]
add hide
[devfsrules_unhide_basic=2]
[devfsrules_unhide_login=3]
[devfsrules_jail=4]
add include $devfsrules_hide_all
[devfsrules_jail_vnet=5]
add include $devfsrules_hide_all
`;
