/** The lab's sysctl(3) values, in the order that sysctl prints them. */
import { errno } from "../../../netgraph/errno.ts";
import { loadedModules } from "../../modules.ts";
import type { Process } from "../../process.ts";

export interface Oid {
  readonly name: string;
  readonly type: "string" | "integer" | "unsigned long";
  /** Set in loader.conf only. */
  readonly isTunable?: boolean;
  /** Values that come with a module; left out when they are always there. */
  exists?(process: Process): boolean;
  get(process: Process): string;
  /** Gives an errno; left out when the value is read only. The text is a number unless the type is `string`. */
  set?(process: Process, value: string): number;
}

/** netgraph.ko comes with the first module that needs it. */
const hasNetgraph = ({ lab }: Process) => loadedModules(lab.kernel).includes("netgraph");
const hasSocket = ({ lab }: Process) => lab.kernel.isLoaded("ng_socket");

function fixed(name: string, value: number | string, more: Partial<Oid> = {}): Oid {
  const type = typeof value === "number" ? "integer" : "string";
  return { name, type, get: () => String(value), ...more };
}

/** A size in bytes that the kernel object keeps. */
function size(
  name: string,
  field: "recvspace" | "maxdgram" | "maxsockbuf",
  exists?: (process: Process) => boolean,
): Oid {
  return {
    name,
    type: "unsigned long",
    ...(exists && { exists }),
    get: ({ lab }) => String(lab.kernel[field]),
    set({ lab }, value) {
      if (Number(value) < 0) return errno.EINVAL;
      lab.kernel[field] = Number(value);
      return 0;
    },
  };
}

export const oids: readonly Oid[] = [
  fixed("kern.ostype", "FreeBSD"),
  { name: "kern.osrelease", type: "string", get: ({ lab }) => lab.description.release },
  {
    name: "kern.hostname",
    type: "string",
    get: ({ lab, jail }) => jail?.hostname ?? lab.hostname,
    set({ lab }, value) {
      lab.hostname = value;
      return 0;
    },
  },
  fixed("kern.module_path", "/boot/kernel;/boot/modules;/boot/dtb;/boot/overlays"),
  size("kern.ipc.maxsockbuf", "maxsockbuf"),
  fixed("kern.features.vimage", 1),
  fixed("net.inet.ip.forwarding", 0),
  fixed("net.inet.ip.ttl", 64),
  fixed("net.link.ether.inet.max_age", 1200),
  fixed("net.link.ether.inet.maxtries", 5),
  fixed("net.graph.control.proto", 2, { exists: hasSocket }),
  fixed("net.graph.data.proto", 1, { exists: hasSocket }),
  fixed("net.graph.family", 32, { exists: hasSocket }),
  size("net.graph.recvspace", "recvspace", hasSocket),
  size("net.graph.maxdgram", "maxdgram", hasSocket),
  fixed("net.graph.msg_version", 8, { exists: hasNetgraph }),
  fixed("net.graph.abi_version", 12, { exists: hasNetgraph }),
  fixed("net.graph.maxdata", 4096, { exists: hasNetgraph, isTunable: true }),
  fixed("net.graph.maxalloc", 4096, { exists: hasNetgraph, isTunable: true }),
  fixed("net.graph.threads", 2, { exists: hasNetgraph, isTunable: true }),
  { name: "hw.machine", type: "string", get: ({ lab }) => lab.description.machine },
  { name: "hw.machine_arch", type: "string", get: ({ lab }) => lab.description.machine },
  {
    name: "security.jail.jailed",
    type: "integer",
    get: ({ jail }) => (jail === undefined ? "0" : "1"),
  },
  {
    name: "security.jail.vnet",
    type: "integer",
    get: ({ jail, vnet, lab }) => (jail !== undefined && vnet !== lab.host ? "1" : "0"),
  },
];
