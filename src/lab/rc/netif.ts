/** rc.d/netif: configures interfaces as rc.conf wants them, at boot, in a jail, and when somebody asks (libexec/rc/rc.d/netif; recording 60). */
import { wordsOf } from "../../config/list.ts";
import { placeOf } from "../process/paths.ts";
import { type AliasAction, type AliasFamily, aliasesOf } from "./aliases.ts";
import { cloneDown, cloneUp, destroyChildren, makeChildren } from "./clones.ts";
import { isYes, rcValue } from "./config.ts";
import {
  hasNoFamilies,
  ifconfigArguments,
  interfaceVariable,
  isAutomatic,
  jailOf,
  listensToRouters,
  usesDhcp,
  usesIpv6,
  waitsForDhcp,
  wirelessProgram,
} from "./interfaces.ts";
import { staticRoutesOf } from "./routing.ts";
import { exists, ifconfigQuoted, passOver, type RcRun, run, warn } from "./script.ts";

/** `netif start [IF …]`; without names, all interfaces. */
export async function netifStart(rc: RcRun, names: readonly string[]): Promise<void> {
  await cloneUp(rc, names);
  await renameAll(rc, names);
  await each(rc, names, "Starting", (name) => startInterface(rc, name));
  if (names.length === 0) return;
  if (rc.config.names().some((name) => /^autobridge_/.test(name))) {
    passOver(rc, "autobridge_interfaces");
  }
  for (const name of names) await staticRoutesOf(rc, "add", name);
}

/** `netif stop [IF …]`. `keeps`: what rc.conf lets be made stays (`netif clear`). */
export async function netifStop(rc: RcRun, names: readonly string[], keeps = false): Promise<void> {
  await each(rc, names, "Stopping", (name) => stopInterface(rc, name));
  if (!keeps) await cloneDown(rc, names);
  for (const name of names) await staticRoutesOf(rc, "delete", name);
}

/** `netif vnetup` and `netif vnetdown`: interfaces with `vnet JAIL` go into their jail, or come back. */
export async function netifMove(
  rc: RcRun,
  names: readonly string[],
  verb: "vnet" | "-vnet",
): Promise<void> {
  const word = verb === "vnet" ? "Moving" : "Reclaiming";
  await each(rc, names, word, async (name) => {
    const jail = jailOf(rc.config, name);
    return jail !== undefined && (await run(rc, "ifconfig", name, verb, jail)) === 0;
  });
}

/** `ifconfig_IF_name`: new names for interfaces. */
async function renameAll(rc: RcRun, names: readonly string[]): Promise<void> {
  const all = names.length > 0 ? names : rc.process.vnet.interfaces.map(({ name }) => name);
  for (const name of [...all]) {
    const wanted = interfaceVariable(rc.config, name, "ifconfig_IF_name");
    if (wanted !== "") await run(rc, "ifconfig", name, "name", wanted);
  }
}

/** All interfaces that are to be configured, lo0 first (list_net_interfaces). */
function listed({ process, config }: RcRun): string[] {
  const wanted = config.get("network_interfaces") ?? "auto";
  const isAuto = /^auto$/i.test(wanted);
  const names = isAuto
    ? process.vnet.interfaces.map(({ name }) => name).filter((name) => isAutomatic(config, name))
    : [...wordsOf(wanted), ...wordsOf(rcValue(config, "cloned_interfaces"))];
  if (isAuto && !names.includes("lo0")) return names;
  return ["lo0", ...names.filter((name) => name !== "lo0")];
}

type Verb = "Starting" | "Stopping" | "Moving" | "Reclaiming";

/** Does something with each interface, and says of which it was done (netif_common). */
async function each(
  rc: RcRun,
  names: readonly string[],
  verb: Verb,
  act: (name: string) => Promise<boolean>,
): Promise<void> {
  const list = (names.length > 0 ? names : listed(rc)).flatMap((name) =>
    /^epair\d+$/.test(name) ? [`${name}a`, `${name}b`] : [name],
  );
  const done: string[] = [];
  for (const name of list) {
    if (verb === "Stopping" && !exists(rc, name)) warn(rc, `${name} does not exist.  Skipped.`);
    else if (await act(name)) done.push(name);
  }
  const waits = verb !== "Stopping" && done.some((name) => usesIpv6(rc.config, name));
  // Neighbours are asked whether they have the new addresses.
  if (waits && done.some((name) => name !== "lo0")) await run(rc, "sleep", "2");
  if (done.length === 0 || !rc.loud) return;
  rc.process.out(`${verb} Network: ${done.join(" ")}.\n`);
  if (verb !== "Moving") for (const name of done) await run(rc, "ifconfig", name);
}

/** Returns whether there was something to do (ifn_start). */
async function startInterface(rc: RcRun, name: string): Promise<boolean> {
  const script = `/etc/start_if.${name}`;
  let any = await runIfThere(rc, script);
  any = (await configure(rc, name)) || any;
  if (!hasNoFamilies(name)) {
    any = (await addIpv4(rc, name)) || any;
    any = (await addIpv6(rc, name)) || any;
  }
  const { names, made } = await makeChildren(rc, name);
  for (const child of names) if (isAutomatic(rc.config, child)) await startInterface(rc, child);
  return any || made;
}

async function runIfThere(rc: RcRun, script: string): Promise<boolean> {
  if (!rc.process.lab.files.exists(placeOf(rc.process, script))) return false;
  await run(rc, "sh", script);
  return true;
}

/** ifconfig_up: the interface's own settings, its description, and DHCP. */
async function configure(rc: RcRun, name: string): Promise<boolean> {
  const { config } = rc;
  const families = !hasNoFamilies(name);
  let any = name === "lo0";
  if (families && isYes(config, "ipv6_activate_all_interfaces")) {
    await run(rc, "ifconfig", name, "inet6", "-ifdisabled");
  }
  const own = ifconfigArguments(config, name);
  if (own !== "") {
    await ifconfigQuoted(rc, name, own);
    any = true;
  }
  if (families) any = (await configureIpv6(rc, name)) || any;
  await alias(rc, name, "link", "alias");
  await alias(rc, name, "ether", "alias");
  const description = interfaceVariable(config, name, "ifconfig_IF_descr");
  if (description !== "") await run(rc, "ifconfig", name, "description", description);
  const wireless = wirelessProgram(config, name);
  if (wireless !== undefined) {
    passOver(rc, wireless);
    any = true;
  } else if (any) await run(rc, "ifconfig", name, "up");
  if (families && listensToRouters(config, name)) {
    await run(rc, "ifconfig", name, "inet6", "accept_rtadv", "up");
    if (!isYes(config, "rtsold_enable")) {
      await run(rc, "rtsol", ...wordsOf(rcValue(config, "rtsol_flags")), name);
    }
    any = true;
  }
  if (!usesDhcp(config, name)) return any;
  if (!any) await run(rc, "ifconfig", name, "up");
  if (waitsForDhcp(config, name)) await run(rc, "service", "dhclient", "start", name);
  // devd(8) starts it when the interface has a link; in a jail there is none.
  else if (rc.process.jail === undefined) {
    await rc.process.run(["dhclient", "-b", name], { out: () => {}, err: () => {} });
  }
  return true;
}

async function configureIpv6(rc: RcRun, name: string): Promise<boolean> {
  const { config } = rc;
  const enable = () => run(rc, "ifconfig", name, "inet6", "-ifdisabled");
  let any = false;
  const own = ifconfigArguments(config, name, "_ipv6");
  if (own !== "") {
    const isOld = /^[\da-f]*:/i.test(own);
    if (isOld) {
      warn(rc, `$ifconfig_${name}_ipv6 needs leading "inet6" keyword for an IPv6 address.`);
    }
    await enable();
    await ifconfigQuoted(rc, name, isOld ? `inet6 ${own}` : own);
    any = true;
  }
  if (interfaceVariable(config, name, "ipv6_prefix_IF") !== "") {
    await enable();
    passOver(rc, `ipv6_prefix_${name}`);
    any = true;
  }
  const old = interfaceVariable(config, name, "ipv6_ifconfig_IF");
  if (old !== "") {
    warn(rc, `$ipv6_ifconfig_${name} is obsolete.   Use ifconfig_${name}_ipv6 instead.`);
    await enable();
    await ifconfigQuoted(rc, name, `inet6 ${old}`);
    any = true;
  }
  return any;
}

/** Adds or removes the aliases of one family; returns whether one could be. */
async function alias(
  rc: RcRun,
  name: string,
  family: AliasFamily,
  action: AliasAction,
): Promise<boolean> {
  const { commands, warnings } = aliasesOf(rc.config, name, family, action);
  for (const text of warnings) warn(rc, text);
  let any = false;
  for (const words of commands) {
    if ((await ifconfigQuoted(rc, name, words.join(" "))) === 0) any = true;
  }
  return any;
}

async function addIpv4(rc: RcRun, name: string): Promise<boolean> {
  if (name === "lo0" && interfaceVariable(rc.config, name, "ifconfig_IF") === "") {
    await run(rc, "ifconfig", name, "inet", "127.0.0.1/8", "alias");
  }
  return await alias(rc, name, "inet", "alias");
}

/** An interface without IPv6 counts as done. */
async function addIpv6(rc: RcRun, name: string): Promise<boolean> {
  return !usesIpv6(rc.config, name) || (await alias(rc, name, "inet6", "alias"));
}

/** Returns whether there was something to do (ifn_stop). */
async function stopInterface(rc: RcRun, name: string): Promise<boolean> {
  let any = false;
  if (!hasNoFamilies(name)) {
    if (listensToRouters(rc.config, name)) {
      await run(rc, "ifconfig", name, "inet6", "-accept_rtadv");
    }
    any = !usesIpv6(rc.config, name);
    if (!any) any = await removeAddresses(rc, name, "inet6");
    any = (await removeAddresses(rc, name, "inet")) || any;
  }
  const wireless = wirelessProgram(rc.config, name);
  if (wireless !== undefined) passOver(rc, wireless);
  else if (usesDhcp(rc.config, name)) await run(rc, "service", "dhclient", "stop", name);
  if (exists(rc, name)) {
    await run(rc, "ifconfig", name, "down");
    any = true;
  }
  any = (await runIfThere(rc, `/etc/stop_if.${name}`)) || any;
  return (await destroyChildren(rc, name)) || any;
}

/** The aliases of rc.conf first, then whatever the interface has. */
async function removeAddresses(
  rc: RcRun,
  name: string,
  family: "inet" | "inet6",
): Promise<boolean> {
  let any = await alias(rc, name, family, "-alias");
  for (const { address } of [...(rc.process.vnet.interface(name)?.[family] ?? [])]) {
    await run(rc, "ifconfig", name, family, address, family === "inet" ? "delete" : "-alias");
    any = true;
  }
  return any;
}
