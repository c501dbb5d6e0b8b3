/** The services cleanvar, hostname, kld, sysctl and defaultroute: what a boot does besides interfaces, routes and jails (libexec/rc/rc.d). */
import { wordsOf } from "../../../config/list.ts";
import type { Files } from "../../files/files.ts";
import { loadedModules } from "../../kernel/modules.ts";
import { placeOf } from "../../process/paths.ts";
import { rcValue } from "../../rc/config.ts";
import { isAutomatic, usesDhcp } from "../../rc/interfaces.ts";
import type { RcCall, RcScript } from "./rcscript.ts";

/** What the heads of these scripts have in common. */
function script(
  name: string,
  description: string,
  more: Partial<RcScript> & Pick<RcScript, "run">,
): RcScript {
  return {
    ...{ name, path: `/etc/rc.d/${name}`, description },
    ...{ variable: undefined, hasStatus: false, extra: [], own: [] },
    ...more,
  };
}

const isStart = (word: string) => word === "start" || word === "restart";

export const hostnameScript = script("hostname", "Set the system's hostname", {
  async run({ process, config, word, loud }) {
    const name = rcValue(config, "hostname");
    if (!isStart(word) || name === "") return 0;
    const status = await process.run(["hostname", name]);
    if (loud) process.out(`Setting hostname: ${name}.\n`);
    return status;
  },
});

export const kldScript = script("kld", "Load kernel modules", {
  async run({ process, config, word, loud, shell }) {
    const names = wordsOf(rcValue(config, "kld_list"));
    if (!isStart(word) || names.length === 0) return 0;
    if (loud) process.out("Loading kernel modules:\n");
    let status = 0;
    for (const name of names) {
      if (loadedModules(process.lab.kernel).includes(name.replace(/\.ko$/, ""))) continue;
      if ((await process.run(["kldload", "-n", name])) === 0) continue;
      process.err(`${shell}: WARNING: Unable to load kernel module ${name}\n`);
      status = 1;
    }
    return status;
  },
});

/** Directories whose files do not outlive a boot, and the file that says that they were removed. */
const TEMPORARY = ["/var/run", "/var/spool/lock"];
const CLEANED = "clean_var";

export const cleanvarScript = script("cleanvar", "Purge /var directory", {
  variable: "cleanvar_enable",
  extra: ["reload"],
  async run({ process, word }) {
    const { files } = process.lab;
    if (word === "stop") return 0;
    for (const directory of TEMPORARY) {
      const place = placeOf(process, directory);
      if (!files.isDirectory(place)) continue;
      if (word === "reload" && files.exists(`${place}/${CLEANED}`)) continue;
      removeFiles(files, place);
      files.write(`${place}/${CLEANED}`, "");
    }
    return 0;
  },
});

/** Removes the files in a directory and below; the directories stay. */
function removeFiles(files: Files, directory: string): void {
  for (const name of files.list(directory)) {
    const path = `${directory}/${name}`;
    if (files.isDirectory(path)) removeFiles(files, path);
    else files.remove(path);
  }
}

const SYSCTL_FILES = ["/etc/sysctl.conf", "/etc/sysctl.conf.local"];

export const sysctlScript = script(
  "sysctl",
  "Set sysctl variables from /etc/sysctl.conf and /etc/sysctl.conf.local",
  {
    extra: ["reload", "lastload"],
    async run({ process, word }) {
      if (word === "stop") return 0;
      const options = isStart(word) ? ["-i"] : [];
      for (const file of SYSCTL_FILES) {
        if (!process.lab.files.exists(placeOf(process, file))) continue;
        await process.run(["sysctl", ...options, "-f", file], { out: () => {} });
      }
      return 0;
    },
  },
);

export const defaultrouteScript = script("defaultroute", "Setup default router", {
  async run(call) {
    if (isStart(call.word)) await waitForRoute(call);
    return 0;
  },
});

/** Waits for a default route as long as an interface is to get its address by DHCP. */
async function waitForRoute({ process, config }: RcCall): Promise<void> {
  const { vnet } = process;
  const interfaces = vnet.interfaces.filter(
    ({ name }) => usesDhcp(config, name) && isAutomatic(config, name),
  );
  if (interfaces.length === 0) return;
  const route = () => vnet.stack.routes.list().find(({ prefix }) => prefix === 0);
  const delay = seconds(rcValue(config, "defaultroute_delay"), 30);
  const carrierDelay = seconds(rcValue(config, "defaultroute_carrier_delay"), 5);
  if (route() !== undefined || delay === 0) return;
  process.out(`Waiting ${delay}s for the default route interface: `);
  for (let waited = 0; waited < delay; ) {
    if (waited === carrierDelay && !interfaces.some(({ carrier }) => carrier !== false)) {
      process.out("(no carrier)");
      break;
    }
    await process.run(["sleep", "1"]);
    waited++;
    const found = waited < delay ? route() : undefined;
    if (found !== undefined) {
      process.out(`(${found.interface.name})`);
      break;
    }
    if (waited < delay) process.out(".");
  }
  process.out("\n");
}

function seconds(text: string, otherwise: number): number {
  return /^\d+$/.test(text) ? Number(text) : otherwise;
}
