/** The lab's sysctl(3) values, in the order that sysctl prints them. */
import { createHash } from "node:crypto";
import { errno } from "../../../netgraph/errno.ts";
import { loadedModules } from "../../kernel/modules.ts";
import { ARP_MAX_TRIES, KEEP_SECONDS } from "../../net/arptable.ts";
import { DEFAULT_TTL } from "../../wire/ip.ts";
import { DEFAULT_HOP_LIMIT } from "../../wire/ip6.ts";
import { bridgeOids } from "./bridge.ts";
import { carpOids } from "./carp.ts";
import { ipfwOids, ipfwOids6 } from "./ipfw.ts";
import type { Asker, Oid } from "./oid.ts";

/** netgraph.ko comes with the first module that needs it. */
const hasNetgraph = ({ lab }: Asker) => loadedModules(lab.kernel).includes("netgraph");
const hasSocket = ({ lab }: Asker) => lab.kernel.isLoaded("ng_socket");

function fixed(
  name: string,
  value: number | string,
  description: string,
  more: Partial<Oid> = {},
): Oid {
  const type = typeof value === "number" ? "integer" : "string";
  return { name, type, description, get: () => String(value), ...more };
}

/** A struct timeval as sysctl(8) prints it: the number, and ctime(3) of it in UTC, which a lab's clock shows. */
function timeval(seconds: number): string {
  const whole = Math.floor(seconds);
  const [day, date, month, year, time] = new Date(whole * 1000).toUTCString().split(/,? /);
  const said = `${day} ${month} ${String(Number(date)).padStart(2)} ${time} ${year}`;
  return `{ sec = ${whole}, usec = ${Math.floor((seconds - whole) * 1e6)} } ${said}`;
}

/** A size in bytes that the kernel object keeps. */
function size(
  name: string,
  field: "recvspace" | "maxdgram" | "maxsockbuf",
  description: string,
  exists?: (process: Asker) => boolean,
): Oid {
  return {
    name,
    type: "unsigned long",
    description,
    ...(exists && { exists }),
    get: ({ lab }) => String(lab.kernel[field]),
    set({ lab }, value) {
      if (Number(value) < 0) return errno.EINVAL;
      lab.kernel[field] = Number(value);
      return 0;
    },
  };
}

/** kern.clockrate's stathz: how often a second FreeBSD looks what its CPUs do. */
const STATHZ = 127;

/**
 * The time of a lab's one CPU, which is the process that it runs in: what that has worked is the kernel's time, for who else
 * would; the rest went by idly. In the order of user, nice, system, interrupt, idle.
 */
function cpuTimes(): string {
  const { user, system } = process.cpuUsage();
  const busy = Math.floor(((user + system) / 1e6) * STATHZ);
  const idle = Math.max(0, Math.floor(process.uptime() * STATHZ) - busy);
  return `0 0 ${busy} 0 ${idle}`;
}

const NO_UUID = "00000000-0000-0000-0000-000000000000";

/** The UUID of a host, the same every time: rc.d/hostid keeps one in /etc/hostid. */
function hostUuid(hostname: string): string {
  const digits = createHash("sha1").update(`${hostname} hostuuid`).digest("hex");
  // Its version, 4, and variant say that it was made by chance.
  return digits.replace(
    /^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/,
    (_, a: string, b: string, c: string, d: string, e: string) => `${a}-${b}-4${c}-8${d}-${e}`,
  );
}

export const oids: readonly Oid[] = [
  fixed("kern.ostype", "FreeBSD", "Operating system type"),
  {
    name: "kern.osrelease",
    type: "string",
    description: "Operating system release",
    get: ({ lab }) => lab.description.release,
  },
  {
    name: "kern.hostname",
    type: "string",
    description: "Hostname",
    get: ({ lab, jail }) => jail?.hostname ?? lab.hostname,
    set({ lab }, value) {
      lab.hostname = value;
      return 0;
    },
  },
  {
    name: "kern.hostuuid",
    type: "string",
    description: "Host UUID",
    // A jail has none of its own unless it is given one (jail(8), host.hostuuid).
    get: ({ lab, jail }) => (jail === undefined ? hostUuid(lab.description.hostname) : NO_UUID),
  },
  {
    name: "kern.boottime",
    type: "opaque",
    description: "Estimated system boottime",
    get: ({ lab: { clock } }) => timeval(clock.epoch() - clock.now() / 1000),
  },
  fixed(
    "kern.module_path",
    "/boot/kernel;/boot/modules;/boot/dtb;/boot/overlays",
    "module load search path",
  ),
  {
    name: "kern.cp_time",
    type: "unsigned long",
    description: "CPU time statistics",
    get: cpuTimes,
  },
  size("kern.ipc.maxsockbuf", "maxsockbuf", "Maximum socket buffer size"),
  fixed("kern.features.vimage", 1, "VIMAGE kernel virtualization"),
  {
    name: "net.inet.ip.forwarding",
    type: "integer",
    description: "Enable IP forwarding between interfaces",
    ofVnet: true,
    get: ({ vnet }) => (vnet.stack.ip.forwarding ? "1" : "0"),
    set({ vnet }, value) {
      vnet.stack.ip.forwarding = Number(value) !== 0;
      return 0;
    },
  },
  fixed("net.inet.ip.ttl", DEFAULT_TTL, "Maximum TTL on IP packets"),
  ...ipfwOids,
  ...carpOids,
  fixed("net.link.ether.inet.max_age", KEEP_SECONDS, "ARP entry lifetime in seconds"),
  fixed(
    "net.link.ether.inet.maxtries",
    ARP_MAX_TRIES,
    "ARP resolution attempts before returning error",
  ),
  {
    name: "net.inet6.ip6.forwarding",
    type: "integer",
    description: "Enable forwarding of IPv6 packets between interfaces",
    ofVnet: true,
    get: ({ vnet }) => (vnet.stack.ip6.forwarding ? "1" : "0"),
    set({ vnet }, value) {
      vnet.stack.ip6.forwarding = Number(value) !== 0;
      return 0;
    },
  },
  fixed(
    "net.inet6.ip6.hlim",
    DEFAULT_HOP_LIMIT,
    "Default hop limit to use for outgoing IPv6 packets",
  ),
  ...ipfwOids6,
  ...bridgeOids,
  fixed("net.graph.control.proto", 2, "", { exists: hasSocket }),
  fixed("net.graph.data.proto", 1, "", { exists: hasSocket }),
  fixed("net.graph.family", 32, "", { exists: hasSocket }),
  size(
    "net.graph.recvspace",
    "recvspace",
    "Maximum space for incoming Netgraph datagrams",
    hasSocket,
  ),
  size("net.graph.maxdgram", "maxdgram", "Maximum outgoing Netgraph datagram size", hasSocket),
  fixed("net.graph.msg_version", 8, "", { exists: hasNetgraph }),
  fixed("net.graph.abi_version", 12, "", { exists: hasNetgraph }),
  fixed("net.graph.maxdata", 4096, "Maximum number of data queue items to allocate", {
    exists: hasNetgraph,
    isTunable: true,
  }),
  fixed("net.graph.maxalloc", 4096, "Maximum number of non-data queue items to allocate", {
    exists: hasNetgraph,
    isTunable: true,
  }),
  ...["NetGraph_items", "NetGraph_data_items"].map((zone) =>
    // A lab takes its items from nowhere that could be empty.
    fixed(`vm.uma.${zone}.stats.fails`, 0, "Number of allocation failures", {
      exists: hasNetgraph,
    }),
  ),
  fixed("net.graph.threads", 2, "Number of queue processing threads", {
    exists: hasNetgraph,
    isTunable: true,
  }),
  fixed("hw.ncpu", 1, "Number of active CPUs"),
  {
    name: "hw.machine",
    type: "string",
    description: "Machine class",
    get: ({ lab }) => lab.description.machine,
  },
  {
    name: "hw.machine_arch",
    type: "string",
    description: "System architecture",
    get: ({ lab }) => lab.description.machine,
  },
  {
    name: "security.jail.jailed",
    type: "integer",
    description: "Process in jail?",
    get: ({ jail }) => (jail === undefined ? "0" : "1"),
  },
  {
    name: "security.jail.vnet",
    type: "integer",
    description: "Jail owns vnet?",
    get: ({ jail, vnet, lab }) => (jail !== undefined && vnet !== lab.host ? "1" : "0"),
  },
];
