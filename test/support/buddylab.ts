/** A lab with ngbuddy in it, and what can be seen of it from outside. */
// What runs later is read from disk when it runs, which takes time that is not the lab's.
import "../../src/buddy/apply/parsejournal.ts";
import { labPrograms } from "../../src/cli/labprogram.ts";
import { runNgbuddy } from "../../src/cli/ngbuddy.ts";
import type { Host } from "../../src/host/host.ts";
import { type Clock, createClock } from "../../src/lab/base/clock.ts";
import type { HostDescription } from "../../src/lab/base/description.ts";
import { formatRule as formatFirewallRule, formatNat } from "../../src/lab/commands/ipfw/print.ts";
import { formatRule } from "../../src/lab/commands/pfctl/print.ts";
import type { Files } from "../../src/lab/files/files.ts";
import { memoryFiles } from "../../src/lab/files/memoryfiles.ts";
import { labHost } from "../../src/lab/host.ts";
import { Lab } from "../../src/lab/lab.ts";
import { bridgeOf } from "../../src/lab/net/ifbridge.ts";
import type { Interface } from "../../src/lab/net/interface.ts";
import type { Captured } from "../../src/lab/process/process.ts";
import { recordedHost } from "./lab.ts";
import { via } from "./via.ts";

export interface BuddyLab {
  readonly lab: Lab;
  readonly files: Files;
  /** Runs a command line of the lab, split at spaces. */
  run(line: string): Promise<Captured>;
  /** The same for one that must succeed; gives what it prints. */
  out(line: string): Promise<string>;
  /** Runs `ngbuddy …` on a host that a test has made of this lab's. With a directory, files that are named are that host's. */
  ngbuddy(words: string, host?: Host, signal?: AbortSignal, directory?: string): Promise<Captured>;
}

export function buddyLab(
  options: {
    description?: HostDescription;
    files?: Files;
    /** When it was booted, seconds since the epoch. */
    bootEpoch?: number;
    /** Its clock, where that is not a new one. */
    clock?: Clock;
    /** Another way to the host for the lab's own ngbuddy. */
    via?: (host: Host) => Host;
  } = {},
): BuddyLab {
  const files = options.files ?? memoryFiles();
  const lab = new Lab({
    description: options.description ?? recordedHost,
    files,
    clock: options.clock ?? createClock({ bootEpoch: options.bootEpoch ?? 1_700_000_000 }),
    programs: labPrograms(runNgbuddy, undefined, options.via ?? via),
  });
  const run = (line: string) => lab.capture(line.split(" "));
  return {
    lab,
    files,
    run,
    async out(line) {
      const { status, stdout, stderr } = await run(line);
      if (status !== 0) throw new Error(`${line}: ${status} ${stderr}`);
      return stdout;
    },
    async ngbuddy(words, host = labHost(lab), signal = new AbortController().signal, directory) {
      let stdout = "";
      let stderr = "";
      const status = await runNgbuddy(
        words.split(" "),
        {
          out: (text) => {
            stdout += text;
          },
          err: (text) => {
            stderr += text;
          },
          env: {},
          ...(directory !== undefined && { directory }),
          terminal: () => undefined,
          signal,
        },
        async () => host,
        // Nobody waits for these labs: a test that wants to be undone later runs ngbuddy inside of one.
        () => {},
      );
      return { status, stdout, stderr };
    },
  };
}

const VM_CONF = "/vm/.config/system.conf";

/** What describes jails, where a test has any. */
const OF_JAILS = ["/etc/jail.conf", "/etc/jail.conf.d/web1.conf", "/jails/web1/etc/rc.conf"];

/** Everything of a lab that a command of ours may change and a user could notice, IDs and made-up addresses aside. */
export function snapshot({ lab, files }: BuddyLab) {
  // Sockets come and go with processes; those on a bridge are a machine's.
  const nodes = [...lab.host.graph.nodes()].filter(
    (node) => node.type.table.name !== "socket" || node.hooks.length > 0,
  );
  return {
    graph: nodes
      .map((node) => {
        const hooks = node.hooks.map(
          (hook) => `${hook.name} ${hook.peer?.node.name}:${hook.peer?.name}`,
        );
        return `${node.name} ${node.type.table.name} [${hooks.sort().join(", ")}]${vlansOf(node.state)}`;
      })
      .sort(),
    interfaces: lab.host.interfaces
      .map((iface) => `${iface.name} ${iface.up} ${iface.promiscuous}${membersOf(iface)}`)
      .sort(),
    jails: lab.jails
      .all()
      .map((jail) => `${jail.name}: ${jail.vnet?.interfaces.map(({ name }) => name).sort()}`),
    rcConf: files.exists("/etc/rc.conf") ? files.read("/etc/rc.conf") : undefined,
    network: networkOf(lab, files),
    vmConf: files.exists(VM_CONF) ? files.read(VM_CONF) : undefined,
    ofJails: OF_JAILS.map((path) => (files.exists(path) ? files.read(path) : undefined)),
  };
}

/** What there is for the networks of bridges: our anchors of pf(4), the rules and NAT instances of ipfw(8), our files for dnsmasq, and what that serves. */
function networkOf(lab: Lab, files: Files) {
  const { pf, ipfw, ip, dnsmasq } = lab.host.stack;
  const directory = "/usr/local/etc/dnsmasq.d";
  const names = files.isDirectory(directory) ? files.list(directory) : [];
  return {
    anchors: (pf?.rulesets.paths() ?? []).flatMap((path) => {
      const { nat = [], rdr = [] } = pf?.rulesets.find(path)?.rules ?? {};
      return [...nat, ...rdr].map((rule) => `${path}: ${formatRule(rule, { numeric: true })}`);
    }),
    firewall: [...(ipfw?.list() ?? [])].map((rule) =>
      formatFirewallRule(rule, { sets: true, isDisabled: false }),
    ),
    onePass: ipfw?.onePass,
    nats: [...(ipfw?.nats.values() ?? [])].map(({ config }) => formatNat(config)).sort(),
    files: names.map((name) => files.read(`${directory}/${name}`)),
    addresses: lab.host.interfaces
      .flatMap(({ name, inet }) => inet.map(({ address }) => `${name} ${address}`))
      .sort(),
    forwards: ip.forwarding,
    served: dnsmasq.config,
  };
}

/** The members of an if_bridge(4) with their flags; empty for any other interface. */
function membersOf(iface: Interface): string {
  const made = bridgeOf(iface);
  const each = made?.members.map((member) => `${member.name} ${made.settingsOf(member).flags}`);
  return each === undefined ? "" : ` {${each.sort().join(", ")}}`;
}

/** The hooks of an ng_vlan(4) by their VLANs; empty for any other node. */
function vlansOf(state: unknown): string {
  const { filters } = (state ?? {}) as { filters?: Map<number, { hook: { name: string } }> };
  if (!(filters instanceof Map)) return "";
  const each = [...filters].map(([vid, { hook }]) => `${vid}: ${hook.name}`);
  return ` {${each.sort().join(", ")}}`;
}

/** What an interface and the routes look like from inside a jail. Its address is set now, where the driver's own was another one. */
export async function seenInside(lab: BuddyLab, jail: string, name: string): Promise<string[]> {
  const texts = [
    await lab.out(`jexec ${jail} ifconfig ${name}`),
    await lab.out(`jexec ${jail} netstat -rn -f inet`),
  ];
  return texts.map((text) =>
    text
      .replace(/\thwaddr .*\n/, "")
      // Indexes of interfaces are the kernel's to give.
      .replaceAll(/link#\d+/g, "link")
      .replaceAll(/scopeid 0x[0-9a-f]+/g, "scopeid"),
  );
}
