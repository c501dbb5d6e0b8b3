/** The addresses that eifaces get by rc.conf, and the refusal of one that is in use. */
import { variablePart } from "../config/interfaces.ts";
import { wordsOf } from "../config/list.ts";
import { addressFrom, hashInput, isGroupAddress, ownHash } from "../config/mac.ts";
import { pinOf, readEther } from "../config/pins.ts";
import type { Host } from "../host/host.ts";
import type { HostInterface } from "../host/ifconfig.ts";
import type { BridgeHost } from "../netgraph/client.ts";
import type { Wanted } from "./plan/wanted.ts";
import { refuse } from "./refusal.ts";

/** The address of each name that is pinned or hashed; the kernel chooses the others'. A hash that is not ours to make costs a command a name. */
export async function ethersOf(
  host: Host,
  wanted: Wanted,
  names: readonly string[],
): Promise<Map<string, string>> {
  const ethers = new Map<string, string>();
  for (const name of names) {
    const pinned = wanted.pinned(name);
    if (pinned !== undefined) ethers.set(name, pinned);
    else if (wanted.mac.seed !== undefined) ethers.set(name, await etherOf(host, wanted, name));
  }
  return ethers;
}

/** An address that rc.conf gives by a variable. */
export interface WrittenEther {
  /** As ifconfig(8) shows it. */
  readonly ether: string;
  readonly variable: string;
}

/**
 * The address that `ifconfig_IF` or else `ngbuddy_mac_IF` gives a name, whatever its name hashes to; undefined when neither
 * does. An interface is made with the latter and configured by the former.
 */
export function writtenEther(
  { ifconfig, pinned }: Pick<Wanted, "ifconfig" | "pinned">,
  name: string,
): WrittenEther | undefined {
  const words = ifconfig(name).commands.flat();
  const given = words.filter((_, at) => /^(?:ether|lladdr|link)$/.test(words[at - 1] ?? ""));
  const configured = readEther(given.at(-1) ?? "");
  if (configured !== undefined)
    return { ether: configured, variable: `ifconfig_${variablePart(name)}` };
  const pin = pinned(name);
  return pin === undefined ? undefined : { ether: pin, variable: pinOf(name) };
}

/** The address that the hash of a name gives by rc.conf. */
export async function etherOf(host: Host, wanted: Wanted, name: string): Promise<string> {
  const { mac } = wanted;
  const hash = ownHash(mac, name) ?? (await hashByCommand(host, mac.hash, hashInput(mac, name)));
  const address = addressFrom(mac, hash);
  if (address === undefined)
    refuse(
      "config",
      `ngbuddy_set_mac_hash: "${mac.hash}" gave ${JSON.stringify(hash)}, which is no hash of enough digits`,
    );
  if (isGroupAddress(address)) {
    refuse(
      "config",
      `ngbuddy_set_mac_prefix: ${mac.prefix} makes the group address ${address}; its second digit must be even`,
    );
  }
  return address;
}

async function hashByCommand(host: Host, command: string, input: string): Promise<string> {
  const result = await host.run(wordsOf(command), { stdin: input });
  if (result.status !== 0) {
    refuse(
      "config",
      `ngbuddy_set_mac_hash: "${command}" failed: ${result.stderr.trim() || `exit status ${result.status}`}`,
    );
  }
  // The ports' ngbuddy(8) takes the first digits of what is printed; some commands print the input's name before.
  const [first = ""] = result.stdout.trim().split(/\s/);
  return /^[0-9a-f]+$/i.test(first)
    ? first
    : (/\b[0-9a-f]{12,}\b/i.exec(result.stdout)?.[0] ?? first);
}

/** A station that was heard so long ago is gone, seconds: a jail may come up here that was on another host a minute before. */
const SILENT = 60;

/** Refuses addresses that something else has already: another interface, or a station that a bridge hears. `written`: those that rc.conf gives by a variable. */
export function refuseCollisions(
  ethers: ReadonlyMap<string, string>,
  interfaces: Iterable<Pick<HostInterface, "name" | "ether">>,
  tables: ReadonlyMap<string, readonly BridgeHost[]>,
  written: ReadonlyMap<string, WrittenEther> = new Map(),
): void {
  const owners = new Map<string, string>();
  for (const [bridge, hosts] of tables) {
    for (const { addr, hook, staleness } of hosts) {
      if (staleness > SILENT) continue;
      owners.set(addr, `a station behind ${bridge}'s ${hook} (heard ${staleness} s ago)`);
    }
  }
  // After the stations, one of which it may be: its name says more.
  for (const { name, ether } of interfaces)
    if (ether !== undefined) owners.set(ether, `the interface ${name}`);
  const given = [...written].map(([name, { ether }]) => [name, ether] as const);
  for (const [name, ether] of new Map([...ethers, ...given])) {
    const owner = owners.get(ether);
    if (owner !== undefined) {
      const variable = written.get(name)?.variable;
      const advice = variable
        ? `change ${variable} in rc.conf`
        : "change ngbuddy_set_mac (a seed) in rc.conf, or the name";
      refuse("config", `the address of ${name} would be ${ether}, which ${owner} has; ${advice}`);
    }
    owners.set(ether, `the interface ${name}`);
  }
}
