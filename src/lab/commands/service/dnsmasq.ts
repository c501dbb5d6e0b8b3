/** The service dnsmasq of the ports, where its program is installed in the lab (dns/dnsmasq, files/dnsmasq.in). */
import { placeOf } from "../../process/paths.ts";
import { rcValue } from "../../rc/config.ts";
import { DnsmasqConfError, readDnsmasqConf } from "./dnsmasqconf.ts";
import type { RcCall, RcScript } from "./rcscript.ts";

export const dnsmasqScript: RcScript = {
  name: "dnsmasq",
  path: "/usr/local/etc/rc.d/dnsmasq",
  description: "",
  variable: "dnsmasq_enable",
  enabledByDefault: "NO",
  hasStatus: true,
  extra: ["reload", "checkconfig"],
  own: ["start", "stop", "restart", "status", "reload", "checkconfig"],
  async run(call) {
    const { word, process } = call;
    const server = process.vnet.stack.dnsmasq;
    const isRunning = server.config !== undefined;
    if (word === "status") {
      process.out(isRunning ? "dnsmasq is running.\n" : "dnsmasq is not running.\n");
      return isRunning ? 0 : 1;
    }
    if (word === "start" && isRunning) {
      process.out("dnsmasq already running?\n");
      return 1;
    }
    if (word !== "start" && word !== "stop") {
      process.out("Performing sanity check on dnsmasq configuration.\n");
      if (!check(call)) return 1;
      process.err("dnsmasq: syntax check OK.\n");
      if (word === "checkconfig") return 0;
    }
    if (word !== "start") {
      if (isRunning) {
        process.out("Stopping dnsmasq.\n");
        server.config = undefined;
      } else process.out("dnsmasq not running? (check /var/run/dnsmasq.pid).\n");
      if (word === "stop") return isRunning ? 0 : 1;
    }
    const config = check(call);
    if (config === undefined) return 1;
    if (call.loud) process.out("Starting dnsmasq.\n");
    server.config = config;
    return 0;
  },
};

/** Reads the configuration; undefined, and said, when there is something wrong in it. */
function check({ process, config, shell }: RcCall) {
  const { files } = process.lab;
  const path = rcValue(config, "dnsmasq_conf") || "/usr/local/etc/dnsmasq.conf";
  const place = (one: string) => placeOf(process, one);
  if (!files.exists(place(path))) {
    process.err(`${shell}: WARNING: ${path} is not readable.\n`);
    return undefined;
  }
  try {
    return readDnsmasqConf(path, {
      read: (one) => (isFile(one) ? files.read(place(one)) : undefined),
      list: (one) => (files.isDirectory(place(one)) ? files.list(place(one)) : undefined),
    });
  } catch (error) {
    if (!(error instanceof DnsmasqConfError)) throw error;
    process.err(`\ndnsmasq: ${error.message}\n`);
    return undefined;
  }
  function isFile(one: string): boolean {
    return files.exists(place(one)) && !files.isDirectory(place(one));
  }
}
