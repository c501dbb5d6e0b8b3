/** /etc/rc of a jail: of what it does a lab has the network; of what else rc.conf asks of the network it says that it is not done. */
import { CommandEnd } from "../process/failure.ts";
import type { Process } from "../process/process.ts";
import { isYes, loadRc, type RcConfig, rcValue } from "./config.ts";
import { netifStart } from "./netif.ts";
import { routingStart } from "./routing.ts";
import { passOver, type RcRun } from "./script.ts";

/** Services that change what the network does, and lists that they take, which a lab has not. */
const NETWORK_SERVICES = [
  ...["firewall", "pf", "pflog", "pfsync", "ipfilter", "ipnat", "natd", "ipsec", "ppp", "pppoed"],
  ...["routed", "route6d", "rtadvd", "rtsold", "hostapd", "dhcpd", "stf"],
];
const NETWORK_LISTS = ["static_arp_pairs", "static_ndp_pairs", "autobridge_interfaces"];

/** Brings the network of a jail up as rc.conf there wants it. Returns the status of /etc/rc, which does not fail for a service. */
export async function bootJail(process: Process): Promise<number> {
  if (process.jail?.vnet === undefined) return 0;
  // What the scripts print goes to a jail's console; what they complain of is seen.
  const quiet: Process = {
    ...process,
    out: () => {},
    run: (argv, options) => process.run(argv, { out: () => {}, ...options }),
  };
  try {
    const config = await loadRc(quiet, "network");
    const rc = (path: string): RcRun => ({
      process: quiet,
      config,
      path,
      loud: false,
      atBoot: true,
    });
    sayPassedOver(rc("/etc/rc"), config);
    if (isYes(config, "netif_enable")) await netifStart(rc("/etc/rc.d/netif"), []);
    await routingStart(rc("/etc/rc.d/routing"), [], { routes: true, options: true });
  } catch (error) {
    if (!(error instanceof CommandEnd)) throw error;
    if (error.text !== "") process.err(`/etc/rc: ${error.text}\n`);
    return error.status;
  }
  return 0;
}

function sayPassedOver(rc: RcRun, config: RcConfig): void {
  for (const service of NETWORK_SERVICES) {
    if (isYes(config, `${service}_enable`)) passOver(rc, `${service}_enable`);
  }
  for (const name of NETWORK_LISTS) {
    if (rcValue(config, name) !== "") passOver(rc, name);
  }
}
