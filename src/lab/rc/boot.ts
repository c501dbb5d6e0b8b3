/** /etc/rc and /etc/rc.shutdown: the scripts of rc.d in their order, on the host and in a jail. Of what rc.conf wants beyond a lab's scripts it says that it is not done. */
import { wordsOf } from "../../config/list.ts";
import { baseServices, isOnByDefault } from "../freebsd/rcdefaults.ts";
import { CommandEnd } from "../process/failure.ts";
import type { Process } from "../process/process.ts";
import { isYes, loadRc, type RcConfig, rcValue } from "./config.ts";
import { isHere } from "./emulated.ts";
import { type OrderedScript, orderedScripts, variableOf } from "./order.ts";
import { RUN_BY } from "./script.ts";

/** Brings the system up as rc.conf wants it; `isAutomatic` as init(8) does. Returns the status of /etc/rc, which does not fail for a service. */
export async function bootSystem(process: Process, isAutomatic: boolean): Promise<number> {
  const rc = await begin(process, "/etc/rc");
  if (typeof rc === "number") return rc;
  const named = new Set(rc.scripts.map(variableOf));
  for (const script of rc.scripts.filter(isForThisPlace(process))) {
    const { name, path, isFile } = script;
    if (isFile || isHere(process.lab, name))
      await rc.run(path, isAutomatic ? "faststart" : "quietstart");
    else if (isWanted(rc.config, script)) {
      process.err(`${path}: ${variableOf(script)}: not emulated in a lab\n`);
    }
  }
  for (const service of baseServices) {
    const variable = `${service}_enable`;
    if (named.has(variable) || isOnByDefault(service) || !isYes(rc.config, variable)) continue;
    if (!SWITCHES.includes(service)) process.err(`/etc/rc: ${variable}: not emulated in a lab\n`);
  }
  process.out(`\n${dateText(process.lab.clock.epoch())}\n`);
  return 0;
}

/** Those of the lab's own that want to be told. */
const TOLD = ["jail", "bastille"];

/** Ends the services that want to be told that the system goes down, the last one first. */
export async function shutDown(process: Process): Promise<number> {
  const rc = await begin(process, "/etc/rc.shutdown");
  if (typeof rc === "number") return rc;
  const told = rc.scripts
    .filter(isForThisPlace(process))
    .filter(({ name, isFile, keywords }) =>
      isFile ? keywords.includes("shutdown") : TOLD.includes(name),
    )
    .filter(({ name, isFile }) => isFile || isHere(process.lab, name));
  for (const { path } of told.reverse()) await rc.run(path, "faststop");
  process.out(".\n");
  return 0;
}

interface Run {
  readonly config: RcConfig;
  readonly scripts: readonly OrderedScript[];
  run(path: string, word: string): Promise<number>;
}

/** Reads rc.conf and finds the scripts; a status when rc.conf ends the shell that reads it. */
async function begin(process: Process, name: string): Promise<Run | number> {
  try {
    const config = await loadRc(process, "rc");
    const startup = wordsOf(rcValue(config, "local_startup")).filter((word) => !/^no$/i.test(word));
    const environment = { ...process.environment, [RUN_BY]: name };
    return {
      config,
      scripts: orderedScripts(process, startup),
      run: (path, word) => process.run([path, word], { environment }),
    };
  } catch (error) {
    if (!(error instanceof CommandEnd)) throw error;
    if (error.text !== "") process.err(`${name}: ${error.text}\n`);
    return error.status;
  }
}

/** Scripts that are not for jails, or not for those without a network stack of their own. */
function isForThisPlace({ jail }: Process): (script: OrderedScript) => boolean {
  const skipped = [
    "nostart",
    "firstboot",
    ...(jail === undefined ? [] : ["nojail"]),
    ...(jail !== undefined && jail.vnet === undefined ? ["nojailvnet"] : []),
  ];
  return ({ keywords }) => !keywords.some((keyword) => skipped.includes(keyword));
}

/** Variables that look like services and are settings of scripts that a lab has. */
const SWITCHES = ["gateway", "ipv6_gateway", "firewall_nat", "nfsv4_server"];

/** Does rc.conf ask for what the system does not do anyway? */
function isWanted(config: RcConfig, script: OrderedScript): boolean {
  const variable = variableOf(script);
  const service = /^(.*)_enable$/.exec(variable)?.[1];
  if (variable === "background_fsck") return false;
  if (service === undefined) return rcValue(config, variable) !== "";
  return !isOnByDefault(service) && isYes(config, variable);
}

/** `Sun Nov 29 15:45:43 UTC 2026`, as date(1) prints it. */
function dateText(epoch: number): string {
  const [day, date = "", month, year, time] = new Date(epoch * 1000).toUTCString().split(/,? /);
  return `${day} ${month} ${String(Number(date)).padStart(2)} ${time} UTC ${year}`;
}
