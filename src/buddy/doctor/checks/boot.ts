/** Will the bridges be there after the next boot, before the jails start? */
import { variablePart } from "../../../config/interfaces.ts";
import type { HostInterface } from "../../../host/ifconfig.ts";
import { meant } from "../../names.ts";
import type { DoctorCheck, Found } from "../check.ts";
import { byRcConf, commandLine, type Remedy } from "../remedies.ts";
import type { Sight } from "../sight.ts";

/** Where the service's script is (hier(7)). */
const SCRIPT = "/usr/local/etc/rc.d/ngbuddy";
/** Groups of interfaces that are there only because somebody made them. */
const MADE = ["vlan", "bridge", "epair", "lagg", "tap", "wlan"];

export const boot: DoctorCheck = {
  name: "boot",
  topic: "configuration",
  summary: "the bridges come back at the next boot, and before the jails",
  async examine(sight) {
    const wanted = await sight.wanted();
    if (wanted.bridges.length === 0) return [];
    const found: Found[] = [];
    if (!/^(yes|true|on|1)$/i.test(wanted.value("ngbuddy_enable") ?? ""))
      found.push({
        severity: "warning",
        about: "rc.conf",
        found: `has bridges (${wanted.bridges.map(({ name }) => name).join(", ")}) and not ngbuddy_enable="YES"`,
        why: "at the next boot nothing makes them, and jails that need them do not start",
        ...byRcConf({ ngbuddy_enable: "YES" }),
      });
    return [...found, ...(await madeByHand(sight)), ...(await order(sight))];
  },
};

/** A bridge on an interface that nothing makes at the next boot. */
async function madeByHand(sight: Sight): Promise<Found[]> {
  const wanted = await sight.wanted();
  const all = new Map((await sight.interfaces()).map((one) => [one.name, one]));
  return wanted.bridges.flatMap((bridge): Found[] => {
    const one = meant(all, bridge.interface);
    if (one === undefined || !one.groups.some((group) => MADE.includes(group))) return [];
    const { assignment, netif } = wanted.announced(one.name) ?? {};
    if (netif !== undefined) return [];
    const told = assignment === undefined ? "" : ` (${assignment} alone does not)`;
    return [
      {
        severity: "warning",
        about: `bridge ${bridge.name}`,
        found: `is on ${one.name}, which nothing in rc.conf makes${told}`,
        why: "at the next boot the interface is not there, and so the bridge is not made",
        ...madeAtBoot(one),
      },
    ];
  });
}

function madeAtBoot({ name, parent, tag }: HostInterface): Remedy {
  if (parent === undefined || tag === undefined) {
    return { type: commandLine("sysrc", `cloned_interfaces+=${name}`) };
  }
  const isPlain = name === `${parent}.${tag}`;
  const list = `vlans_${variablePart(parent)}+=${isPlain ? tag : name}`;
  const args = isPlain ? [] : [`create_args_${variablePart(name)}=vlan ${tag}`];
  return { type: commandLine("sysrc", list, ...args) };
}

/** rc(8) starts jails behind ngbuddy only when its script says so, itself or by what it has behind it. */
async function order({ host, wanted }: Sight): Promise<Found[]> {
  const text = await host.files.read(SCRIPT);
  if (text === undefined) return [];
  const words = [...text.matchAll(/^# BEFORE:(.*)$/gm)].flatMap(([, list = ""]) =>
    list.split(/\s+/),
  );
  // Jails start behind all of these (rc.d/jail, and what it requires).
  const behind = ["jail", "routing", "NETWORKING", "SERVERS", "DAEMON", "LOGIN", "netwait"];
  if (words.some((word) => behind.includes(word))) return [];
  const { value } = await wanted();
  if (!/^(yes|true|on|1)$/i.test(value("jail_enable") ?? "")) return [];
  return [
    {
      severity: "warning",
      about: SCRIPT,
      found: 'does not say "# BEFORE: jail"',
      why: "rc(8) may start the jails first, and there is no bridge for them then; the script of the package has the line: pkg upgrade, or write it there",
      type: [`sed -i '' 's/^# PROVIDE: ngbuddy/&\\n# BEFORE: jail/' ${SCRIPT}`],
    },
  ];
}
