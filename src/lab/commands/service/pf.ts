/** The service pf: loads pf.conf(5) and switches the filter on or off (libexec/rc/rc.d/pf). */
import { wordsOf } from "../../../config/list.ts";
import { placeOf } from "../../process/paths.ts";
import type { Process } from "../../process/process.ts";
import { rcValue } from "../../rc/config.ts";
import type { RcCall, RcScript } from "./rcscript.ts";

const silent = { out: () => {}, err: () => {} };

export const pfScript: RcScript = {
  name: "pf",
  path: "/etc/rc.d/pf",
  description: "Packet filter",
  variable: "pf_enable",
  hasStatus: true,
  extra: ["check", "reload", "resync"],
  own: ["start", "stop", "restart", "status"],
  async run(call) {
    const { word, process } = call;
    if (word === "status") return await status(process);
    const rules = rcValue(call.config, "pf_rules") || "/etc/pf.conf";
    if (!(await isPrepared(call, rules))) return 1;
    const load = (...options: readonly string[]) =>
      process.run(["pfctl", ...options, rules, ...wordsOf(rcValue(call.config, "pf_flags"))]);
    if (word === "check") {
      process.out("Checking pf rules.\n");
      return await load("-nf");
    }
    if (word === "reload") {
      process.out("Reloading pf rules.\n");
      const checked = await load("-nf");
      return checked === 0 ? await load("-f") : checked;
    }
    if (word === "resync") return await load("-f");
    if (word !== "start") await stop(process);
    if (word !== "stop") await start(call, () => load("-f"));
    return 0;
  },
};

/** The module, which no jail can load, and the file of rules (rc.subr, run_rc_command). */
async function isPrepared({ process, shell }: RcCall, rules: string): Promise<boolean> {
  const { lab } = process;
  if (!lab.kernel.isLoaded("pf") && (await process.run(["kldload", "pf"])) !== 0) {
    process.err(`${shell}: WARNING: Unable to load kernel module pf\n`);
    return false;
  }
  const place = placeOf(process, rules);
  if (lab.files.exists(place) && !lab.files.isDirectory(place)) return true;
  process.err(`${shell}: WARNING: ${rules} is not readable.\n`);
  return false;
}

async function start({ process, loud }: RcCall, load: () => Promise<number>): Promise<void> {
  if (loud) process.out("Enabling pf");
  await process.run(["pfctl", "-F", "all"], silent);
  await load();
  if (!isEnabled(process)) await process.run(["pfctl", "-eq"]);
  if (loud) process.out(".\n");
}

async function stop(process: Process): Promise<void> {
  if (!isEnabled(process)) return;
  process.out("Disabling pf");
  await process.run(["pfctl", "-dq"]);
  process.out(".\n");
}

function isEnabled({ vnet }: Process): boolean {
  return vnet.stack.pf?.isEnabled === true;
}

async function status(process: Process): Promise<number> {
  if (process.vnet.stack.pf !== undefined) return await process.run(["pfctl", "-s", "info"]);
  process.out("pf.ko is not loaded\n");
  return 1;
}
