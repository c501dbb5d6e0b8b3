/** What can be found out about a host without changing it. */
import { defaultRoute, hostname, interfaces, jails, mustRun } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import { readWanted } from "../configuration.ts";
import { counted } from "../counted.ts";
import { withNetgraph } from "../withnetgraph.ts";
import { type Check, check } from "./check.ts";

/** The oldest release whose netgraph we speak. */
const OLDEST = 13;
const MODULES = ["ng_socket", "ng_ether", "ng_bridge", "ng_eiface"];

/** Tries everything that every word needs. */
export async function passiveChecks(host: Host): Promise<Check[]> {
  const checks: Check[] = [];
  const add = async (name: string, attempt: () => Promise<string>) => {
    checks.push(await check(name, attempt));
  };
  await add("system", () => system(host));
  await add("netgraph", () => netgraph(host));
  await add("modules", () => modules(host));
  await add("ifconfig", async () => counted((await interfaces(host)).length, "interface"));
  await add("jls", async () => counted((await jails(host)).length, "jail"));
  await add("netstat", async () => {
    const name = await defaultRoute(host);
    return name === undefined ? "no default route" : `the default route leaves by ${name}`;
  });
  await add("hostname", () => hostname(host));
  await add("rc.conf", () => configuration(host));
  await add("variables", () => variables(host));
  return checks;
}

async function configuration(host: Host): Promise<string> {
  const { bridges } = await readWanted(host);
  // A list is not looked at before it is needed: here is where its faults are told.
  for (const { list } of bridges) list.length;
  return counted(bridges.length, "bridge");
}

async function variables(host: Host): Promise<string> {
  const { warnings } = await readWanted(host, () => {});
  if (warnings.length > 0) throw new Error(warnings.join("; "));
  return "all that are ngbuddy's are known";
}

async function system(host: Host): Promise<string> {
  const { stdout } = await mustRun(host, ["sysctl", "-n", "kern.osrelease"]);
  const release = stdout.trim();
  if (Number.parseInt(release, 10) < OLDEST)
    throw new Error(`FreeBSD ${release} is too old; ${OLDEST} is the oldest that is supported`);
  return `FreeBSD ${release}`;
}

async function netgraph(host: Host): Promise<string> {
  return await withNetgraph(host, async (netgraph) => {
    const nodes = await netgraph.nodes();
    const types = await netgraph.types();
    return `${counted(nodes.length, "node")}, ${counted(types.length, "node type")}`;
  });
}

/** What is not loaded is loaded when it is needed, unless the securelevel forbids it (securelevel(7)). */
async function modules(host: Host): Promise<string> {
  const missing: string[] = [];
  for (const name of MODULES)
    if ((await host.run(["kldstat", "-qm", name])).status !== 0) missing.push(name);
  if (missing.length === 0) return "all are there";
  const level = Number((await host.run(["sysctl", "-n", "kern.securelevel"])).stdout);
  if (level > 0) {
    const lines = missing.map((name) => `${name}_load="YES"`).join(" ");
    throw new Error(
      `securelevel ${level} keeps ${missing.join(" ")} from being loaded; add to /boot/loader.conf: ${lines}`,
    );
  }
  return `${missing.join(" ")}: not there yet, loaded when needed`;
}
