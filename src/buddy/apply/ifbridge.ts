/** Making and removing an if_bridge(4) of the host. */
import { configureInterface, interfaceNamed, mustRun } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { isIfBridge } from "../../host/ifbridge.ts";
import { operand } from "../../host/injail.ts";
import type { Action } from "../plan/step.ts";
import { refuse } from "../refusal.ts";
import { addRoutes } from "./addresses.ts";

/** An action that is about an if_bridge(4). */
export type IfBridgeAction = Extract<Action, { op: "ifbridge" | "noifbridge" }>;

/** Performs such an action. Throws a Refusal, a CommandError or a KernelError. */
export async function performForIfBridge(host: Host, action: IfBridgeAction): Promise<void> {
  if (action.op === "ifbridge") await make(host, action);
  else await destroy(host, action.name);
}

/** The flags of members that can be set, by ifconfig's word for each, and what a new member has. */
const FLAGS: { readonly [flag: string]: string } = {
  LEARNING: "learn",
  DISCOVER: "discover",
  STP: "stp",
  SPAN: "span",
  STICKY: "sticky",
  PRIVATE: "private",
  EDGE: "edge",
  AUTOEDGE: "autoedge",
  PTP: "ptp",
  AUTOPTP: "autoptp",
};
const AT_FIRST = ["LEARNING", "DISCOVER", "AUTOEDGE", "AUTOPTP"];

/** However far it came before: what of it is missing is made. Members that have gone are left out. */
async function make(host: Host, action: Extract<Action, { op: "ifbridge" }>): Promise<void> {
  const { name, ether, description, members, inet, inet6, mtu, up, routes } = action;
  const ifconfig = (...words: string[]) => configureInterface(host, name, words);
  const there = await interfaceNamed(host, name);
  if (there !== undefined && !isIfBridge(there))
    refuse("unavailable", `an interface ${name} exists that is no if_bridge(4)`);
  if (there === undefined) {
    // The kernel knows it by a number; another name comes after.
    const create = /^bridge\d+$/.test(name) ? [name, "create"] : ["bridge", "create", "name", name];
    await mustRun(host, ["ifconfig", ...create]);
  }
  if (ether !== undefined && there?.ether !== ether) await ifconfig("ether", ether);
  if (description !== undefined) await ifconfig("description", description);
  for (const member of members) {
    if ((await interfaceNamed(host, member.name)) === undefined) continue;
    if (there?.members.includes(member.name) !== true)
      await mustRun(host, ["ifconfig", ...operand(name), "addm", member.name]);
    const words = flagWords(member.flags).flatMap((word) => [word, member.name]);
    if (words.length > 0) await mustRun(host, ["ifconfig", ...operand(name), ...words]);
  }
  if ((await interfaceNamed(host, name))?.mtu !== mtu) await ifconfig("mtu", String(mtu));
  const now = await interfaceNamed(host, name);
  for (const address of inet) {
    if (now?.inet.includes(address) !== true) await ifconfig("inet", address, "alias");
  }
  for (const address of inet6) {
    if (now?.inet6.includes(address) === true) continue;
    await ifconfig("inet6", "-ifdisabled");
    await ifconfig("inet6", address, "alias");
  }
  await ifconfig(up ? "up" : "down");
  await addRoutes(host, name, routes);
}

/** What makes of a new member one with these flags. */
function flagWords(flags: readonly string[]): string[] {
  return Object.entries(FLAGS).flatMap(([flag, word]) => {
    if (flags.includes(flag) === AT_FIRST.includes(flag)) return [];
    return [flags.includes(flag) ? word : `-${word}`];
  });
}

/** One that has gone already is no failure, and an interface of another kind is left alone. */
async function destroy(host: Host, name: string): Promise<void> {
  const there = await interfaceNamed(host, name);
  if (there === undefined || !isIfBridge(there)) return;
  await mustRun(host, ["ifconfig", ...operand(name), "destroy"]);
}
