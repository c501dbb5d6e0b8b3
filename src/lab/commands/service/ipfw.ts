/** The service ipfw: loads the modules and the rules of rc.conf, and switches the firewall on or off (libexec/rc/rc.d/ipfw, rc.firewall). */
import { loadedModules } from "../../kernel/modules.ts";
import { errx } from "../../process/failure.ts";
import { placeOf } from "../../process/paths.ts";
import type { Process } from "../../process/process.ts";
import { EX_UNAVAILABLE } from "../../process/sysexits.ts";
import { isYes, rcValue } from "../../rc/config.ts";
import type { RcCall, RcScript } from "./rcscript.ts";

const silent = { out: () => {}, err: () => {} };
const FIREWALL = "/etc/rc.firewall";

export const ipfwScript: RcScript = {
  name: "ipfw",
  path: "/etc/rc.d/ipfw",
  description: "Firewall, traffic shaper, packet scheduler, in-kernel NAT",
  variable: "firewall_enable",
  hasStatus: true,
  extra: [],
  own: ["start", "stop", "restart", "status"],
  async run(call) {
    const { word, process } = call;
    if (word === "status") return status(process);
    if (!(await isPrepared(call))) return 1;
    if (word !== "start") await enable(process, false);
    if (word !== "stop") {
      const failed = await loadRules(call);
      if (failed !== 0) return failed;
      await enable(process, true);
    }
    return 0;
  },
};

/** The modules, which no jail can load (rc.subr, run_rc_command). */
async function isPrepared({ process, config, shell }: RcCall): Promise<boolean> {
  const { kernel } = process.lab;
  const wanted = [
    "ipfw",
    ...(isYes(config, "firewall_nat_enable") ? ["ipfw_nat"] : []),
    ...(isYes(config, "dummynet_enable") ? ["dummynet"] : []),
    ...(isYes(config, "natd_enable") ? ["ipdivert"] : []),
  ];
  for (const name of wanted) {
    if (loadedModules(kernel).includes(name)) continue;
    if ((await process.run(["kldload", name])) === 0) continue;
    process.err(`${shell}: WARNING: Unable to load kernel module ${name}\n`);
    return false;
  }
  return true;
}

async function enable(process: Process, on: boolean): Promise<void> {
  for (const name of ["net.inet.ip.fw.enable", "net.inet6.ip6.fw.enable"])
    await process.run(["sysctl", `${name}=${on ? 1 : 0}`], silent);
}

async function loadRules(call: RcCall): Promise<number> {
  const { process, config } = call;
  const script = rcValue(config, "firewall_script") || FIREWALL;
  const type = rcValue(config, "firewall_type");
  const { files } = process.lab;
  if (files.exists(placeOf(process, script))) await process.run(["/bin/sh", script, type]);
  else if (script === FIREWALL) await loadType(call, type);
  else return 0;
  process.out("Firewall rules loaded.\n");
  return 0;
}

/** What /etc/rc.firewall does, but for the types whose rules remember connections. */
async function loadType({ process, config }: RcCall, type: string): Promise<void> {
  if (/^(?:client|simple|workstation)$/i.test(type))
    errx(EX_UNAVAILABLE, `ipfw: firewall_type="${type}": not emulated in a lab`);
  const quiet = isYes(config, "firewall_quiet") ? ["-q"] : [];
  const run = (line: string) => process.run(["ipfw", ...quiet, ...line.split(" ")]);
  await process.run(["ipfw", ...quiet, "-f", "flush"]);
  await run("add 100 pass all from any to any via lo0");
  await run("add 200 deny all from any to 127.0.0.0/8");
  await run("add 300 deny ip from 127.0.0.0/8 to any");
  await run("add 400 deny all from any to ::1");
  await run("add 500 deny all from ::1 to any");
  for (const line of IPV6) await run(line);
  if (/^open$/i.test(type)) {
    const iface = rcValue(config, "firewall_nat_interface");
    if (isYes(config, "firewall_nat_enable") && iface !== "")
      errx(EX_UNAVAILABLE, "ipfw: firewall_nat_interface: not emulated in a lab");
    await run("add 65000 pass all from any to any");
  } else if (!/^(?:closed|unknown|)$/i.test(type)) {
    const exists = process.lab.files.exists(placeOf(process, type));
    if (exists) await process.run(["ipfw", ...quiet, type]);
  }
}

/** Neighbour discovery and router advertisements, and what every host of IPv6 has to hear. */
const IPV6 = [
  "add pass ipv6-icmp from :: to ff02::/16",
  "add pass ipv6-icmp from fe80::/10 to fe80::/10",
  "add pass ipv6-icmp from fe80::/10 to ff02::/16",
  "add pass ipv6-icmp from any to any icmp6types 1",
  "add pass ipv6-icmp from any to any icmp6types 2,135,136",
];

function status({ vnet, out }: Process): number {
  const { ipfw } = vnet.stack;
  const isOn = ipfw !== undefined && (ipfw.isEnabled(4) || ipfw.isEnabled(6));
  out(isOn ? "ipfw is enabled\n" : "ipfw is not enabled\n");
  return isOn ? 0 : 1;
}
