/** Moving the host's addresses from one interface to another, with the routes by them, and DHCP's client. */
import { CommandError } from "../../host/commanderror.ts";
import { configureInterface, interfaceNamed, mustRun, staticRoutes } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { routeWords } from "../../host/netstat.ts";
import type { Action } from "../plan/step.ts";
import { addRoutes } from "./addresses.ts";

/** An action that only a host on an eiface needs. */
export type HostAction = Extract<Action, { op: "readdress" | "dhclient" }>;

/** Performs such an action. Throws a CommandError or a KernelError. */
export async function performForHost(host: Host, action: HostAction): Promise<void> {
  if (action.op === "readdress") await readdress(host, action);
  else await runDhclient(host, action);
}

/** However far it came before: what is on the one still goes, and what the other has not yet comes. */
async function readdress(
  host: Host,
  { from, to, inet, inet6, routes }: Extract<Action, { op: "readdress" }>,
): Promise<void> {
  const target = await interfaceNamed(host, to);
  // One that has gone has taken its addresses with it.
  if (target === undefined) return;
  const source = await interfaceNamed(host, from);
  const isMeant = (one: { readonly family: string; readonly destination: string }) =>
    routes.some(
      ({ family, destination }) => family === one.family && destination === one.destination,
    );
  for (const route of (await staticRoutes(host)).filter(isMeant)) {
    if (route.interface === from)
      await mustRun(host, ["route", "-q", "delete", ...routeWords(route, from)]);
  }
  for (const [family, all] of [
    ["inet", inet],
    ["inet6", inet6],
  ] as const) {
    const there = all.filter((address) => source?.[family].includes(address));
    for (const address of there) await configureInterface(host, from, [family, address, "-alias"]);
    const missing = all.filter((address) => !target[family].includes(address));
    if (family === "inet6" && missing.length > 0)
      await configureInterface(host, to, ["inet6", "-ifdisabled"]);
    for (const address of missing) await configureInterface(host, to, [family, address, "alias"]);
  }
  await configureInterface(host, to, ["up"]);
  await addRoutes(host, to, routes);
}

async function runDhclient(
  host: Host,
  { interface: name, action }: Extract<Action, { op: "dhclient" }>,
): Promise<void> {
  // It is a failure to stop one that does not run.
  if (action === "stop") {
    await host.run(["service", "dhclient", "forcestop", name]);
    return;
  }
  if ((await interfaceNamed(host, name)) === undefined) return;
  const result = await host.run(["service", "dhclient", "forcestart", name]);
  // devd(8) starts one when an interface gets a link, and may have been first (devd.conf; rc.subr, run_rc_command).
  const runs = /^dhclient already running\?/m.test(result.stderr);
  if (result.status !== 0 && !runs) throw new CommandError(result);
}
