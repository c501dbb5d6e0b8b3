/** An if_bridge(4) of the host, as far as it takes to make it again: what ifconfig(8) prints of it. */
import { mustRun } from "./commands.ts";
import type { Host } from "./host.ts";
import { type HostInterface, parseIfconfig } from "./ifconfig.ts";
import { operand } from "./injail.ts";

/** A member of an if_bridge(4). */
export interface BridgeMember {
  readonly name: string;
  /** `LEARNING`, `DISCOVER`, …: the names in its line. */
  readonly flags: readonly string[];
}

/** An if_bridge(4). */
export interface IfBridge extends HostInterface {
  /** In the order in which they became members. */
  readonly ports: readonly BridgeMember[];
  readonly description?: string;
  /** IPv6 addresses that it has made itself of what a router said. */
  readonly autoconf: readonly string[];
  /** What it has besides that none of ours can have: `carp`, `vlanfilter`. */
  readonly beyond: readonly string[];
}

/** Reads what ifconfig(8) prints of one. Returns undefined when it is none. */
export function parseIfBridge(text: string): IfBridge | undefined {
  const [first] = parseIfconfig(text);
  if (first === undefined || !isIfBridge(first)) return undefined;
  const ports: BridgeMember[] = [];
  const autoconf: string[] = [];
  const beyond: string[] = [];
  let description: string | undefined;
  for (const line of text.split("\n")) {
    const member = /^\tmember: (.+) flags=[0-9a-f]+<([^>]*)>/.exec(line);
    // It lists the newest first.
    if (member !== null) ports.unshift({ name: member[1]!, flags: member[2]!.split(",") });
    const address = /^\tinet6 (\S+) .*\bautoconf\b/.exec(line)?.[1];
    if (address !== undefined) autoconf.push(address);
    description ??= /^\tdescription: (.*)$/.exec(line)?.[1];
    if (/^\tcarp: /.test(line)) beyond.push("carp");
    if (/^\tbridge flags=[0-9a-f]+<.*\bVLANFILTER\b/.test(line)) beyond.push("vlanfilter");
  }
  return {
    ...first,
    ports,
    autoconf,
    beyond: [...new Set(beyond)],
    ...(description !== undefined && { description }),
  };
}

/** Is it an if_bridge(4)? It keeps its group when it gets another name. */
export function isIfBridge({ groups }: HostInterface): boolean {
  return groups.includes("bridge");
}

/** Returns the if_bridge(4) of this name; undefined when it is none. Throws a CommandError. */
export async function ifBridgeNamed(host: Host, name: string): Promise<IfBridge | undefined> {
  return parseIfBridge((await mustRun(host, ["ifconfig", ...operand(name)])).stdout);
}
