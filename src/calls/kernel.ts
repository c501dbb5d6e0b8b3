/** FreeBSD's kernel as a HostKernel: its own calls, and a command for the one thing that they tell differently on each release. */
import { mustRun } from "../host/commands.ts";
import type { Host } from "../host/host.ts";
import { type HostInterface, parseIfconfig } from "../host/ifconfig.ts";
import { operand } from "../host/injail.ts";
import { type HostKernel, VALUES } from "../host/kernel.ts";
import { KernelError } from "../host/kernelerror.ts";
import { errno } from "../netgraph/errno.ts";
import type { KernelCalls } from "./calls.ts";
import { changeInterface, moveIntoJail, takeFromJail } from "./changes.ts";
import {
  type KernelInterface,
  listInterfaces,
  readInterface,
  readInterfaces,
} from "./interfaces.ts";
import { interfaceSocket } from "./ioctl.ts";
import { jidOf, readJails } from "./jails.ts";
import { cText, textAt } from "./layout.ts";
import { AF, CTL_NET, NET_RT_DUMP } from "./numbers.ts";
import { readRoutes } from "./routes.ts";
import { readTable, sysctlBy } from "./sysctl.ts";

/** More than any of the values is long. */
const MAX_VALUE = 1024;

/**
 * Returns what can be asked of the kernel by its own calls. Its methods throw a KernelError with the call, its object and
 * the errno; `run` is for the members of an if_bridge(4) or lagg(4) alone.
 */
export function kernelBy(calls: KernelCalls, run: Host["run"]): HostKernel {
  const sysctl = sysctlBy(calls);
  const socket = interfaceSocket(calls);
  /** The members of an if_bridge(4) or lagg(4): the structs that hold them grow with the releases. */
  async function withMembers(one: KernelInterface): Promise<HostInterface> {
    const { hasMembers, ...told } = one;
    if (!hasMembers) return { ...told, members: [] };
    const { stdout } = await mustRun({ run }, ["ifconfig", ...operand(one.name)]);
    return { ...told, members: parseIfconfig(stdout)[0]?.members ?? [] };
  }
  return {
    interfaces: async () => await Promise.all(readInterfaces(calls, socket).map(withMembers)),
    async interfaceNamed(name) {
      const found = readInterface(calls, socket, name);
      return found === undefined ? undefined : await withMembers(found);
    },
    changeInterface: async (name, change) => changeInterface(calls, socket, name, change),
    moveIn: async (name, jail) => moveIntoJail(socket, name, jidOf(calls, jail)),
    takeBack: async (name, jail) => takeFromJail(socket, name, jidOf(calls, jail)),
    jails: async () => readJails(calls),
    async routes() {
      const table = readTable(calls, [CTL_NET, AF.ROUTE, 0, 0, NET_RT_DUMP, 0]);
      if (typeof table === "number") throw new KernelError("sysctl", "net.route.0.0.dump", table);
      const names = new Map(listInterfaces(calls).map(({ index, name }) => [index, name]));
      return readRoutes(table, (index) => names.get(index));
    },
    async loadModule(name) {
      if (calls.kldload(cText(name)) >= 0) return;
      const number = calls.errno();
      if (number !== errno.EEXIST) throw new KernelError("kldload", name, number);
    },
    hasModule: async (name) => calls.modfind(cText(name)) >= 0,
    async value(name) {
      const bytes = sysctl.read(name, MAX_VALUE);
      if (bytes === undefined) return undefined;
      if (VALUES[name] === "text") return textAt(bytes, 0, bytes.length);
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
      return bytes.length < 4 ? undefined : String(view.getInt32(0, true));
    },
  };
}
