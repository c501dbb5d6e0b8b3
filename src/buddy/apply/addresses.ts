/** Giving an interface the addresses and routes that it had. */
import { configureInterface, staticRoutes } from "../../host/commands.ts";
import { mustRunIn } from "../../host/injail.ts";
import type { Action } from "../plan/step.ts";
import type { ApplyContext } from "./context.ts";

/** Sets addresses, brings the interface up or down, and adds the routes that are missing. Throws a CommandError. */
export async function giveAddresses(
  { host }: ApplyContext,
  action: Extract<Action, { op: "addresses" }>,
): Promise<void> {
  const { interface: name, jail, inet, inet6, up, routes } = action;
  const ifconfig = (...words: string[]) => configureInterface(host, name, words, jail);
  for (const [index, address] of inet.entries()) {
    await ifconfig("inet", address, ...(index === 0 ? [] : ["alias"]));
  }
  for (const address of inet6) await ifconfig("inet6", address, "alias");
  // An address brings an interface up.
  await ifconfig(up ? "up" : "down");
  // route(8) fails for one that is there, and does not say so in a way that could be told.
  const there = routes.length === 0 ? [] : await staticRoutes(host, jail);
  for (const { family, destination, gateway } of routes) {
    if (there.some((one) => one.family === family && one.destination === destination)) continue;
    await mustRunIn(host, jail, ["route", "-q", "add", `-${family}`, destination, gateway]);
  }
}
