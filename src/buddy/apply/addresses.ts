/** Giving an interface the addresses and routes that it had. */
import { configureInterface, staticRoutes } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { mustRunIn } from "../../host/injail.ts";
import { inOrder, type KeptRoute, routeWords } from "../../host/netstat.ts";
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
  await addRoutes(host, name, routes, jail);
}

/** Adds the routes by an interface that are missing. Throws a CommandError. */
export async function addRoutes(
  host: Host,
  name: string,
  routes: readonly KeptRoute[],
  jail?: string,
): Promise<void> {
  // route(8) fails for one that is there, and does not say so in a way that could be told.
  const there = routes.length === 0 ? [] : await staticRoutes(host, jail);
  for (const route of inOrder(routes)) {
    const { family, destination } = route;
    if (there.some((one) => one.family === family && one.destination === destination)) continue;
    await mustRunIn(host, jail, ["route", "-q", "add", ...routeWords(route, name)]);
  }
}
