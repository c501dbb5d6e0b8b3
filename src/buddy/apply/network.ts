/** What a bridge's network needs besides netgraph: whole files, services, values of the kernel, rules of pf(4) or ipfw(8). */
import { CommandError } from "../../host/commanderror.ts";
import { mustRun } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import type { Action } from "../plan/step.ts";
import { refuse } from "../refusal.ts";
import { setIpfwNat } from "./ipfw.ts";

/** An action that only networks of bridges need. */
export type NetworkAction = Extract<
  Action,
  { op: "file" | "service" | "sysctl" | "pfanchor" | "ipfwnat" }
>;

/** Performs such an action. Throws a Refusal, CommandError or FileError. */
export async function performForNetwork(host: Host, action: NetworkAction): Promise<void> {
  switch (action.op) {
    case "file":
      return await writeFile(host, action);
    case "service":
      return await runService(host, action);
    case "sysctl":
      return await setValue(host, action);
    case "pfanchor":
      return await loadAnchor(host, action);
    case "ipfwnat":
      return await setIpfwNat(host, action);
  }
}

/** Writes, replaces or removes a whole file. Throws a Refusal when somebody has changed it in the meantime. */
export async function writeFile(
  host: Host,
  { path, root, text, before }: Extract<Action, { op: "file" }>,
): Promise<void> {
  const files = root === undefined ? host.files : host.files.inside(root);
  const check = (found: string | undefined) => {
    if (found !== (text ?? undefined) && found !== (before ?? undefined))
      refuse(
        "temporary",
        `${root ?? ""}${path} was changed by somebody else in the meantime; look at it`,
      );
  };
  if (text !== null) {
    await files.edit(path, (found) => {
      check(found);
      return found === text ? undefined : text;
    });
    return;
  }
  check(await files.read(path));
  await files.remove(path);
}

/** Runs a command of a service's script, whether rc.conf enables it or not (rc.subr(8)). */
export async function runService(
  host: Host,
  { name, action }: Extract<Action, { op: "service" }>,
): Promise<void> {
  // service(8) calls it a failure to stop what does not run.
  if (action === "stop" && !(await isServiceUp(host, name))) return;
  await mustRun(host, ["service", name, `one${action}`]);
}

/** Does a service run? Throws a CommandError when its script does not say. */
export async function isServiceUp(host: Host, name: string): Promise<boolean> {
  const result = await host.run(["service", name, "onestatus"]);
  if (result.status === 0) return true;
  if (/is not running/.test(result.stdout)) return false;
  throw new CommandError(result);
}

/** Sets a value of sysctl(8). */
export async function setValue(
  host: Host,
  { name, value }: Extract<Action, { op: "sysctl" }>,
): Promise<void> {
  await mustRun(host, ["sysctl", `${name}=${value}`]);
}

/** Puts rules into an anchor of pf(4), in the place of those it has; none empties it. */
export async function loadAnchor(
  host: Host,
  { anchor, rules }: Extract<Action, { op: "pfanchor" }>,
): Promise<void> {
  const how = rules === "" ? ["-F", "all"] : ["-f", "-"];
  const argv = ["pfctl", "-q", "-a", anchor, ...how];
  const result = await host.run(argv, rules === "" ? {} : { stdin: rules });
  if (result.status !== 0) throw new CommandError(result);
}
