/** Jails started and stopped by a plan, as jail(8) does it. */
import { CommandError } from "../../host/commanderror.ts";
import { jails } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import type { Action } from "../plan/step.ts";
import { VerifyError } from "./verify.ts";

/** A jail's own boot may wait for an address, and its services for each other. Milliseconds. */
const JAIL_LIMIT = 300_000;

/** Starts or stops a jail, unless it is so already. */
export async function runJail(
  host: Host,
  { name, conf, action }: Extract<Action, { op: "jail" }>,
): Promise<void> {
  const isRunning = (await jails(host)).some((jail) => jail.name === name);
  if (isRunning === (action === "start")) return;
  const how = action === "start" ? "-c" : "-r";
  const result = await host.run(["jail", "-q", "-f", conf, how, name], { timeLimit: JAIL_LIMIT });
  if (result.status !== 0) throw new CommandError(result);
}

/** Throws a VerifyError when the jail gets no answer from an address: neither to ping(8), nor by ARP. */
export async function reach(
  host: Host,
  { jail, address }: Extract<Action, { op: "reach" }>,
): Promise<void> {
  const inJail = (...argv: string[]) => host.run(["jexec", jail, ...argv], { timeLimit: 20_000 });
  if ((await inJail("ping", "-q", "-c", "3", "-t", "5", address)).status === 0) return;
  // Some routers answer nothing else.
  const { stdout } = await inJail("arp", "-n", address);
  if (!/ at (?:[\da-f]{2}:){5}[\da-f]{2} /.test(stdout))
    throw new VerifyError(`an answer from ${address} in jail ${jail}`, "none");
}
