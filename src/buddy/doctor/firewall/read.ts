/** The firewalls of the host and of jails. There is no `-j` of theirs: in a jail its own pfctl(8) and ipfw(8) answer, which are its root's. */
import { hasModule } from "../../../host/commands.ts";
import type { CommandResult, Host } from "../../../host/host.ts";
import { ipfwVerdict } from "./ipfw.ts";
import { pfVerdict } from "./pf.ts";
import type { Packet, Verdict } from "./verdict.ts";

/** Nothing that is asked of a jail takes long; one that does must not keep the others waiting. Milliseconds. */
const LIMIT = 2000;
/** More of what a command says nobody reads, characters. */
const MAX_SAID = 200;

/** The rules of a firewall that is switched on. */
export interface Firewall {
  readonly kind: "pf" | "ipfw";
  /** A line each, as the firewall shows them. */
  readonly rules: readonly string[];
  /** The interfaces that pf(4) leaves alone (`set skip`). */
  readonly skipped: readonly string[];
}

/** What the firewalls of a place are, and what could not be read of them. */
export interface Firewalls {
  readonly found: readonly Firewall[];
  readonly unread: readonly string[];
}

/** Runs a command on the host, or inside a jail (by JID). */
export async function runInside(
  host: Host,
  jid: number | undefined,
  argv: readonly string[],
): Promise<CommandResult> {
  if (jid === undefined) return await host.run(argv);
  return await host.run(["jexec", String(jid), ...argv], { timeLimit: LIMIT });
}

/** Reads the firewalls of the host, or of a vnet jail (by JID), as far as they are switched on. Whose module is not there nobody is asked for. */
export async function readFirewalls(host: Host, jid: number | undefined): Promise<Firewalls> {
  const both: Firewalls[] = [];
  if (await hasModule(host, "pf")) both.push(await readPf(host, jid));
  if (await hasModule(host, "ipfw")) both.push(await readIpfw(host, jid));
  return {
    found: both.flatMap(({ found }) => found),
    unread: both.flatMap(({ unread }) => unread),
  };
}

async function readPf(host: Host, jid: number | undefined): Promise<Firewalls> {
  const info = await runInside(host, jid, ["pfctl", "-s", "info"]);
  if (info.status !== 0) return unread("pfctl", info);
  if (!/^Status: Enabled/m.test(info.stdout)) return NONE;
  const rules = await runInside(host, jid, ["pfctl", "-s", "rules"]);
  if (rules.status !== 0) return unread("pfctl", rules);
  const interfaces = await runInside(host, jid, ["pfctl", "-v", "-s", "Interfaces"]);
  const skipped = [...interfaces.stdout.matchAll(/^(\S+) \(skip\)/gm)].map(([, name]) => name!);
  return { found: [{ kind: "pf", rules: linesOf(rules.stdout), skipped }], unread: [] };
}

async function readIpfw(host: Host, jid: number | undefined): Promise<Firewalls> {
  const enabled = await runInside(host, jid, ["sysctl", "-n", "net.inet.ip.fw.enable"]);
  if (enabled.stdout.trim() === "0") return NONE;
  const list = await runInside(host, jid, ["ipfw", "list"]);
  if (list.status !== 0) return unread("ipfw", list);
  return { found: [{ kind: "ipfw", rules: linesOf(list.stdout), skipped: [] }], unread: [] };
}

const NONE: Firewalls = { found: [], unread: [] };

/** Returns what a firewall does with a packet. */
export function verdictOf({ kind, rules, skipped }: Firewall, packet: Packet): Verdict {
  if (kind === "ipfw") return ipfwVerdict(rules, packet);
  const isSkipped = [packet.interface, ...packet.groups].some((name) => skipped.includes(name));
  return isSkipped ? { action: "pass" } : pfVerdict(rules, packet);
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}

/** What could not be read, and why. What a devfs(8) ruleset hides from a jail nobody in it has switched on. */
function unread(command: string, { stderr, status }: CommandResult): Firewalls {
  if (/\/dev\/pf: No such file|Protocol not available/.test(stderr)) return NONE;
  const said = stderr.trim().split("\n").at(-1)?.slice(0, MAX_SAID);
  return { found: [], unread: [`${command}: ${said || `exit status ${status}`}`] };
}

/** Returns the command line that puts a rule before all filter rules of pf(4), behind its scrub rules, which must come first. */
export function pfFirst(rule: string, within: string, rules: readonly string[]): string {
  const shown = `${within}pfctl -sr`;
  const isScrubbing = rules.some((one) => one.startsWith("scrub"));
  const put = isScrubbing
    ? `${shown} | grep ^scrub; echo "${rule}"; ${shown} | grep -v ^scrub`
    : `echo "${rule}"; ${shown}`;
  return `(${put}) | ${within}pfctl -R -f -`;
}
