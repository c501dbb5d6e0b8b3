/** Which jails a TARGET means: `ALL`, names, their beginnings, numbers of running jails, tags. */
import type { Bastille } from "./context.ts";

/** Boot settings of a jail: settings.conf. */
export interface BootSettings {
  readonly boot: string;
  readonly depend: readonly string[];
  readonly priority: string;
}

const DEFAULTS = { boot: "on", depend: "", priority: "99" };

/** Reads a jail's settings.conf; what is not there is added, as Bastille does. */
export function bootSettings(bastille: Bastille, jail: string): BootSettings {
  const path = bastille.jail(jail, "/settings.conf");
  const text = bastille.text(path);
  const get = (name: keyof typeof DEFAULTS) =>
    new RegExp(`^${name}="?([^"\n]*)"?$`, "m").exec(text)?.[1];
  const missing = (Object.keys(DEFAULTS) as (keyof typeof DEFAULTS)[]).filter(
    (name) => get(name) === undefined,
  );
  if (missing.length > 0)
    bastille.write(path, text + missing.map((name) => `${name}="${DEFAULTS[name]}"\n`).join(""));
  return {
    boot: get("boot") ?? DEFAULTS.boot,
    depend: (get("depend") ?? "").split(" ").filter((one) => one !== ""),
    priority: get("priority") ?? DEFAULTS.priority,
  };
}

/** The jails that are meant, by priority. Ends the command when there are none. */
export function targets(bastille: Bastille, target: string, order?: "reverse"): string[] {
  const all = bastille.jails();
  const isAll = /^all$/i.test(target);
  const found = isAll
    ? all
    : [
        ...new Set(
          target
            .split(/\s+/)
            .filter((word) => word !== "")
            .flatMap((word) => meant(bastille, word)),
        ),
      ];
  if (found.length === 0) bastille.fail(isAll ? "[ERROR]: No jails found." : "");
  const rank = new Map(found.map((jail) => [jail, Number(bootSettings(bastille, jail).priority)]));
  const sorted = found.sort((a, b) => rank.get(a)! - rank.get(b)!);
  return order === "reverse" ? sorted.reverse() : sorted;
}

/** The one jail that is meant. Ends the command when it is not just one. */
export function target(bastille: Bastille, word: string): string {
  if (/^all$/i.test(word)) bastille.fail("[ERROR]: [all|ALL] is not supported with this command.");
  const [jail, ...more] = meant(bastille, word);
  if (jail === undefined || more.length > 0)
    bastille.fail(more.length > 0 ? "[ERROR]: Command only supports a single TARGET." : "");
  return jail;
}

function meant(bastille: Bastille, word: string): string[] {
  const all = bastille.jails();
  if (all.includes(word)) return [word];
  if (/^\d+$/.test(word)) {
    const running = bastille.process.lab.jails.all().find(({ jid }) => jid === Number(word));
    if (running !== undefined) return [running.name];
    bastille.complain(`[ERROR]: JID not found: ${word}`);
    return [];
  }
  const alike = all.filter((name) => name.startsWith(word));
  if (alike.length === 1) return alike;
  if (alike.length > 1) {
    bastille.complain(`[ERROR]: Multiple jails found for ${word}:\n${alike.join("\n")}`);
    return [];
  }
  const tagged = all.filter((name) =>
    bastille.text(bastille.jail(name, "/tags")).split("\n").includes(word),
  );
  if (tagged.length === 0) bastille.complain(`[ERROR]: Jail not found: ${word}`);
  return tagged;
}

/** Calls `run` for each jail that is meant and runs; with `starts` one that does not is started. Returns the exit status. */
export async function eachRunning(
  bastille: Bastille,
  jails: readonly string[],
  start: ((jail: string) => Promise<unknown>) | undefined,
  run: (jail: string) => Promise<number>,
): Promise<number> {
  let failed = 0;
  for (const jail of jails) {
    if (!bastille.isRunning(jail)) {
      if (start === undefined) {
        bastille.head(jail);
        bastille.complain("Jail is not running.");
        bastille.complain("Use [-a|--auto] to auto-start the jail.");
        continue;
      }
      await start(jail);
    }
    bastille.head(jail);
    if ((await run(jail)) !== 0) failed++;
  }
  if (failed > 0) bastille.fail(`[ERROR]: Command failed on ${failed} jails.`);
  return 0;
}
