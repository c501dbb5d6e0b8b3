/** The kernel's calls on interfaces, jails, routes, modules and values, answered by a lab. */
import type { KernelCalls } from "../../calls/calls.ts";
import { textAt } from "../../calls/layout.ts";
import { NET_RT_DUMP, NET_RT_IFLISTL } from "../../calls/numbers.ts";
import { errno } from "../../netgraph/errno.ts";
import { visibleJails } from "../commands/jailnames.ts";
import type { Process, System } from "../process/process.ts";
import { listOf } from "./iflist.ts";
import { answerIoctl } from "./ioctl.ts";
import { answerJailGet, parametersIn } from "./jails.ts";
import { isThere, loadModule } from "./modules.ts";
import { dumpOf } from "./routes.ts";
import { valueNamed } from "./sysctl.ts";

/** Calls that a lab answers. */
export interface LabCalls extends KernelCalls {
  /** How many sockets are open. */
  readonly open: () => number;
}

/** Places of bytes lie so far apart that none reaches the next one. */
const FIRST_PLACE = 0x1000n;
const APART = 0x1_0000_0000n;

/** Makes the calls as a process on the host, or in a jail, has them. */
export function labCalls(lab: System, jail?: Process["jail"]): LabCalls {
  const vnet = jail?.vnet ?? lab.host;
  const process = { lab, jail, vnet } as Process;
  const memory = new Map<bigint, Uint8Array>();
  const sockets = new Set<number>();
  let nextSocket = 3;
  let last = 0;

  const at = (place: number) => memory.get(BigInt(place)) ?? new Uint8Array();
  const nameIn = (bytes: Uint8Array) => textAt(bytes, 0, bytes.length);
  const result = (number: number) => {
    if (number === 0) return 0;
    last = number;
    return -1;
  };
  /** Fills what was asked for, as far as there is room. */
  const give = (bytes: Uint8Array | undefined, out: Uint8Array | null, size: BigUint64Array) => {
    if (bytes === undefined) return result(errno.ENOENT);
    const room = Number(size[0]);
    size[0] = BigInt(bytes.length);
    if (out === null) return 0;
    if (room < bytes.length) return result(errno.ENOMEM);
    out.set(bytes);
    return 0;
  };
  /** What only a struct points at is of no use when the call is over. */
  const forgetting = (number: number) => {
    memory.clear();
    return number;
  };

  return {
    open: () => sockets.size,
    socket() {
      sockets.add(nextSocket);
      return nextSocket++;
    },
    ioctl(fd, request, struct) {
      if (!sockets.has(fd)) return forgetting(result(errno.EBADF));
      const jails = visibleJails(process);
      const jailOf = (jid: number) => jails.find((one) => one.jid === jid);
      return forgetting(result(answerIoctl(request, struct, { vnet, jail: jailOf, at })));
    },
    sysctl(name, _count, out, size) {
      if (name[4] === NET_RT_IFLISTL) return give(listOf(vnet, name[5]!), out, size);
      if (name[4] === NET_RT_DUMP) return give(dumpOf(vnet), out, size);
      return result(errno.ENOENT);
    },
    sysctlbyname: (name, out, size) => give(valueNamed(nameIn(name), process), out, size),
    jail_get(vector, count) {
      const answer = answerJailGet(visibleJails(process), parametersIn(vector, count, at));
      return forgetting("jid" in answer ? answer.jid : result(answer.errno));
    },
    kldload: (file) => result(loadModule(lab.kernel, nameIn(file))),
    modfind: (name) => (isThere(lab.kernel, nameIn(name)) ? 1 : result(errno.ENOENT)),
    address(bytes) {
      const place = FIRST_PLACE + BigInt(memory.size) * APART;
      memory.set(place, bytes);
      return place;
    },
    errno: () => last,
  };
}
