/** Do the kernel's own calls tell what the base system's commands tell? */
import {
  byCommands,
  defaultRoute,
  interfaces,
  jails,
  staticRoutes,
} from "../../../host/commands.ts";
import type { HostInterface } from "../../../host/ifconfig.ts";
import { counted } from "../../counted.ts";
import { OFFLOADS } from "../../plan/nic.ts";
import { type SelfTestCheck, Skipped } from "../check.ts";

export const calls: SelfTestCheck = {
  name: "calls",
  applies: async (host) => host.kind === "freebsd" || (await host.kernel?.()) !== undefined,
  /** Throws an Error with the first difference. */
  async find(host) {
    if ((await host.kernel?.()) === undefined)
      throw new Skipped("the base system's commands are used instead, a process each");
    const commands = byCommands(host);
    const found = await interfaces(host);
    same("interfaces", found.map(comparable), (await interfaces(commands)).map(comparable));
    const running = await jails(host);
    same("jails", running, await jails(commands));
    same("routes", await staticRoutes(host), await staticRoutes(commands));
    same("default route", await defaultRoute(host), await defaultRoute(commands));
    return `tell the same as ifconfig, jls and netstat: ${counted(found.length, "interface")}, ${counted(running.length, "jail")}`;
  },
};

/**
 * Releases call some capabilities otherwise, and ifconfig has a flag that is netlink's: these are not among those that matter.
 * Of carp(4) and of IPv6's settings the calls tell nothing.
 */
function comparable({ carp, marks6, nd6, ...one }: HostInterface): HostInterface {
  return {
    ...one,
    flags: one.flags.filter((flag) => flag !== "LOWER_UP"),
    options: one.options.filter((option) => Object.hasOwn(OFFLOADS, option)),
  };
}

function same(what: string, called: unknown, told: unknown): void {
  if (Array.isArray(called) && Array.isArray(told) && called.length === told.length) {
    for (const [index, one] of called.entries()) sameText(what, one, told[index]);
    return;
  }
  sameText(what, called, told);
}

function sameText(what: string, called: unknown, told: unknown): void {
  const [one, other] = [sorted(called), sorted(told)];
  if (one === other) return;
  throw new Error(
    `${what}: the kernel's calls tell ${one}, the commands ${other}; NGBUDDY_HOST=commands goes without the calls; please report it`,
  );
}

/** JSON, whatever order its fields were set in. */
function sorted(value: unknown): string {
  const isRecord = typeof value === "object" && value !== null && !Array.isArray(value);
  const ordered = isRecord ? Object.fromEntries(Object.entries(value).sort()) : value;
  return JSON.stringify(ordered) ?? "none";
}
