/** Are the kernel modules there at the next boot that jails cannot load themselves? */

import { wordsOf } from "../../../config/list.ts";
import { hasModule } from "../../../host/commands.ts";
import { vnetJails } from "../../../host/jailreading.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { runInside } from "../firewall/read.ts";
import { byRcConf } from "../remedies.ts";
import type { Sight } from "../sight.ts";

const LOADER = "/boot/loader.conf";
const PF = "pf_enable";
const OURS = ["ng_socket", "ng_ether", "ng_bridge", "ng_eiface"];

export const modules: DoctorCheck = {
  name: "modules",
  topic: "kernel",
  summary: "modules that jails need are loaded at boot",
  async examine(sight) {
    const found: Found[] = [];
    const level = Number((await sight.sysctl("kern.securelevel")) ?? -1);
    if (level > 0) {
      const missing: string[] = [];
      for (const name of OURS) if (!(await hasModule(sight.host, name))) missing.push(name);
      if (missing.length > 0)
        found.push({
          severity: "error",
          about: missing.join(", "),
          found: `cannot be loaded any more: kern.securelevel is ${level}`,
          why: "bridges are made at the next boot only, and when the boot loads these",
          ...loadedAtBoot(missing),
        });
    }
    for (const { name, service, users } of await inUse(sight)) {
      if (await isLoadedAtBoot(sight, name, service)) continue;
      found.push({
        severity: "warning",
        about: name,
        found: `is used by ${users.join(", ")}, and nothing loads it at boot`,
        why: `a jail cannot load modules: at the next boot ${name} does not work in it`,
        ...loadedAtBoot([name]),
      });
    }
    return found;
  },
};

function loadedAtBoot(names: readonly string[]) {
  return byRcConf(Object.fromEntries(names.map((name) => [`${name}_load`, "YES"])), LOADER);
}

/** The modules that jails use, and the services of the host that load them too. */
async function inUse(sight: Sight) {
  const used: { name: string; service: string; users: string[] }[] = [];
  const masters = (await sight.carp()).flatMap(({ members }) =>
    members.flatMap(({ jail }) => jail?.name ?? []),
  );
  if (masters.length > 0) used.push({ name: "carp", service: "", users: [...new Set(masters)] });
  const isAsked = (await hasModule(sight.host, "pf")) && !(await isLoadedAtBoot(sight, "pf", PF));
  const users: string[] = [];
  for (const { name, jid } of isAsked ? await vnetJails(sight.host) : []) {
    const { stdout } = await runInside(sight.host, jid, ["pfctl", "-s", "Running"]);
    if (stdout.startsWith("Enabled")) users.push(name);
  }
  if (users.length > 0) used.push({ name: "pf", service: PF, users });
  return used;
}

async function isLoadedAtBoot(sight: Sight, name: string, service: string): Promise<boolean> {
  const { value } = await sight.wanted();
  if (service !== "" && /^(yes|true|on|1)$/i.test(value(service) ?? "")) return true;
  if (wordsOf(value("kld_list") ?? "").includes(name)) return true;
  const text = (await sight.host.files.read(LOADER)) ?? "";
  return new RegExp(`^\\s*${name}_load=["']?yes`, "im").test(text);
}
