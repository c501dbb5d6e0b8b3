/** What ipfw(8) prints: rules with their numbers and sets, and NAT instances. */
import { CommandError } from "./commanderror.ts";
import type { Host } from "./host.ts";

/** A rule of ipfw(8). */
export interface IpfwRule {
  readonly number: number;
  readonly set: number;
  /** Is its set disabled, so that nobody asks it? */
  readonly isDisabled: boolean;
  /** The rule itself: `allow ip from any to any // why`. */
  readonly text: string;
}

/** Reads what `ipfw -S list` prints; lines of another form are left out. */
export function parseIpfwRules(text: string): IpfwRule[] {
  return text.split("\n").flatMap((line): IpfwRule[] => {
    const [, disabled, number, set, rule] =
      /^(# DISABLED )?(\d{1,5}) set (\d{1,2}) (\S.*)$/.exec(line.trim()) ?? [];
    if (rule === undefined) return [];
    const isDisabled = disabled !== undefined;
    return [{ number: Number(number), set: Number(set), isDisabled, text: rule }];
  });
}

/** Reads what `ipfw nat show config` prints: what each instance was configured by, by its number. */
export function parseIpfwNats(text: string): Map<number, string> {
  return new Map(
    text.split("\n").flatMap((line) => {
      const [, number, config = ""] = /^ipfw nat (\d+) config\b *(.*)$/.exec(line.trim()) ?? [];
      return number === undefined ? [] : [[Number(number), config] as const];
    }),
  );
}

/** Returns the redirects of a configuration, each with its words. */
export function redirectsIn(config: string): string[] {
  return config.match(/redirect_port \S+ \S+:\d+ \S+/g) ?? [];
}

/** Are two configurations of an instance the same? The kernel shows redirects in another order than they were given. */
export function isSameNat(a: string, b: string): boolean {
  const sorted = (config: string) => {
    const redirects = redirectsIn(config);
    const rest = redirects.reduce((text, one) => text.replace(one, ""), config);
    return [...rest.split(" ").filter(Boolean).sort(), ...redirects.sort()].join(" ");
  };
  return sorted(a) === sorted(b);
}

/** Returns the rules of the host's firewall, whose module has to be there. Throws a CommandError. */
export async function ipfwRules(host: Host): Promise<IpfwRule[]> {
  return parseIpfwRules(await told(host, ["ipfw", "-S", "list"]));
}

/** Returns the NAT instances of the host's firewall; ipfw_nat has to be there. Throws a CommandError. */
export async function ipfwNats(host: Host): Promise<Map<number, string>> {
  return parseIpfwNats(await told(host, ["ipfw", "nat", "show", "config"]));
}

async function told(host: Host, argv: readonly string[]): Promise<string> {
  const result = await host.run(argv);
  if (result.status !== 0) throw new CommandError(result);
  return result.stdout;
}
