/** The service rtadvd: the host advertises itself as a router of IPv6, as it does without an rtadvd.conf (libexec/rc/rc.d/rtadvd). */
import { wordsOf } from "../../../config/list.ts";
import { mayAdvertise } from "../../net/advertiser6.ts";
import { placeOf } from "../../process/paths.ts";
import { EX_UNAVAILABLE } from "../../process/sysexits.ts";
import { syslog } from "../../process/syslog.ts";
import { rcValue } from "../../rc/config.ts";
import { usesIpv6 } from "../../rc/interfaces.ts";
import type { RcCall, RcScript } from "./rcscript.ts";

const CONF = "/etc/rtadvd.conf";

export const rtadvdScript: RcScript = {
  name: "rtadvd",
  path: "/etc/rc.d/rtadvd",
  description: "Router advertisement daemon",
  variable: "rtadvd_enable",
  hasStatus: true,
  extra: ["reload"],
  own: ["start", "stop", "restart", "status", "reload"],
  async run(call) {
    const { process, word, loud } = call;
    const { advertiser6 } = process.vnet.stack;
    const { isRunning } = advertiser6;
    if (word === "status") {
      process.out(isRunning ? "rtadvd is running.\n" : "rtadvd is not running.\n");
      return isRunning ? 0 : 1;
    }
    if (word === "reload") {
      process.err(`/etc/rc.d/rtadvd: reload: ${CONF}: not emulated in a lab\n`);
      return EX_UNAVAILABLE;
    }
    if (word === "start" && isRunning) {
      process.out("rtadvd already running?\n");
      return 1;
    }
    if (word !== "start") {
      if (isRunning) {
        process.out("Stopping rtadvd.\n");
        advertiser6.stop();
      } else process.out("rtadvd not running? (check /var/run/rtadvd.pid).\n");
      if (word === "stop") return isRunning ? 0 : 1;
    }
    if (process.lab.files.exists(placeOf(process, CONF))) {
      process.err(`/etc/rc.d/rtadvd: ${CONF}: not emulated in a lab\n`);
      return EX_UNAVAILABLE;
    }
    if (loud) process.out("Starting rtadvd.\n");
    const names = wantedInterfaces(call);
    warn(call, names);
    advertiser6.start(names);
    return 0;
  },
};

function wantedInterfaces({ process, config }: RcCall): readonly string[] {
  const wanted = rcValue(config, "rtadvd_interfaces");
  if (/^none$/i.test(wanted)) return [];
  if (wanted !== "" && !/^auto$/i.test(wanted)) return wordsOf(wanted);
  return process.vnet.interfaces
    .map(({ name }) => name)
    .filter((name) => name !== "lo0" && usesIpv6(config, name));
}

/** Says why nothing is advertised (rtadvd.c, ra_output). */
function warn({ process }: RcCall, names: readonly string[]): void {
  const { lab, vnet } = process;
  const { forwarding } = vnet.stack.ip6;
  for (const name of names) {
    const iface = vnet.interface(name);
    if (iface === undefined || mayAdvertise(iface, forwarding)) continue;
    const why = forwarding
      ? `on RA receiving interface ${name}.`
      : "but net.inet6.ip6.forwarding=0.";
    syslog(lab, `rtadvd[${process.pid}]`, `non-zero lifetime RA ${why}  Ignored.`);
  }
}
