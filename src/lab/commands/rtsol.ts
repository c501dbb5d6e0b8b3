/** rtsol(8) and rtsold(8): ask the routers of a link to advertise themselves, by real frames. A lab's rtsold does not stay to ask again. */
import { errno, errnoText } from "../../netgraph/errno.ts";
import { bringUp, setNd6 } from "../net/configure.ts";
import { ND6_ACCEPT_RTADV, ND6_IFDISABLED } from "../net/flagbits.ts";
import { IN6_IFF_TENTATIVE, isReady } from "../net/inet6.ts";
import type { Interface } from "../net/interface.ts";
import { command, errx, usage, warnx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { Command, Process } from "../process/process.ts";
import { syslog } from "../process/syslog.ts";
import { isLinkLocal } from "../wire/address.ts";
import { ALL_ROUTERS } from "../wire/address6.ts";
import { PROTOCOL_ICMP6 } from "../wire/ip6.ts";
import { encodeNd, ND_HOP_LIMIT, ROUTER_SOLICITATION } from "../wire/nd.ts";

/** How often is asked, and how long an answer is waited for, milliseconds (RFC 4861, 10). */
const MAX_SOLICITATIONS = 3;
const INTERVAL = 4000;
/** How often and how long is waited for an address of the link that is still tentative. */
const MAX_WAITS = 10;
const WAIT = 1000;

const usageOf = (name: string, flags: string) =>
  ["interface ...", "-a"]
    .map(
      (end) =>
        `usage: ${name} [-${flags}] [-M script-name] [-O script-name] [-p pidfile] [-R script-name] ${end}`,
    )
    .join("\n");

/** Both are one program, which goes by its name. */
function solicitor(name: "rtsol" | "rtsold", letters: string, flags: string): Command {
  const text = usageOf(name, flags);
  return command(async (process) => {
    const options = getopt(process, letters, text);
    const { operands } = options;
    if (options.has("a") === operands.length > 0) usage(text);
    for (const letter of ["d", "D", "M", "O"]) {
      if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
    }
    const isForced = options.has("F");
    const isDaemon = name === "rtsold" && !options.has("f");
    const say = (line: string) =>
      isDaemon ? syslog(process.lab, name, line) : warnx(process, line);
    const names = options.has("a") ? listening(process, isForced) : operands;
    const found: Interface[] = [];
    for (const one of names) {
      const iface = process.vnet.interface(one);
      if (iface === undefined) {
        say(`failed to get link layer information for ${one}`);
        say(`failed to initialize ${one}`);
        return 1;
      }
      if (isForced) setNd6(iface, iface.nd6 | ND6_ACCEPT_RTADV);
      found.push(iface);
    }
    await Promise.all(found.map((iface) => solicit(process, iface, say)));
    return 0;
  });
}

/** The interfaces that take advertisements (rtsold.c, autoifprobe). */
function listening({ vnet }: Process, isForced: boolean): string[] {
  return vnet.interfaces
    .filter(({ up, pointToPoint, kind, inet6, nd6 }) => {
      if (!up || pointToPoint || kind === "loopback" || inet6.length === 0) return false;
      return isForced || (!(nd6 & ND6_IFDISABLED) && (nd6 & ND6_ACCEPT_RTADV) !== 0);
    })
    .map(({ name }) => name);
}

/** Asks on one interface until a router answers, or often enough. */
async function solicit(
  process: Process,
  iface: Interface,
  say: (line: string) => void,
): Promise<void> {
  const { vnet, lab, signal } = process;
  const { stack } = vnet;
  let isAnswered = false;
  const stop = stack.routers6.listen((by) => {
    isAnswered ||= by === iface;
  });
  const isOver = () => isAnswered;
  try {
    bringUp(iface);
    const own = () => iface.inet6.find(({ groups }) => isLinkLocal(groups));
    for (let waits = 0; waits < MAX_WAITS; waits++) {
      if (!((own()?.flags ?? 0) & IN6_IFF_TENTATIVE) || isAnswered) break;
      await lab.clock.sleep(WAIT, { signal, isOver });
    }
    const address = own();
    if (address !== undefined && !isReady(address)) return;
    for (let count = 0; count < MAX_SOLICITATIONS && !isAnswered; count++) {
      if (signal.aborted) return;
      const message = encodeNd({ type: ROUTER_SOLICITATION, ether: iface.ether });
      const options = { zone: iface, hopLimit: ND_HOP_LIMIT };
      const error = stack.ip6.send(ALL_ROUTERS, PROTOCOL_ICMP6, message, options);
      if (error !== 0 && error !== errno.ENETDOWN) {
        say(`sendmsg on ${iface.name}: ${errnoText(error)}`);
      }
      if (!isAnswered) await lab.clock.sleep(INTERVAL, { signal, isOver });
    }
  } finally {
    stop();
  }
}

export const rtsol = solicitor("rtsol", "adDFiM:O:p:R:u", "dDFiu");
export const rtsold = solicitor("rtsold", "adDfFim1M:O:p:R:u", "dDfFimu1");
