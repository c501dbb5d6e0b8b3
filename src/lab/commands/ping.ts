/** ping(8). Waits on the lab's clock: with a count or a timeout no time passes outside, without them a second is a second. */

import { command, usage } from "../process/failure.ts";
import { getopt, type Options } from "../process/getopt.ts";
import { hostAddress } from "../process/hosts.ts";
import type { Process } from "../process/process.ts";
import { parseIpv4, parseIpv6 } from "../wire/address.ts";
import { ping4 } from "./ping/four.ts";
import { ping6 } from "./ping/six.ts";

const USAGE = `usage: ping [-4AaDdfHnoQqRrv] [-C pcp] [-c count] [-G sweepmaxsize]
	    [-g sweepminsize] [-h sweepincrsize] [-i wait] [-l preload]
	    [-M mask | time] [-m ttl] [-p pattern] [-S src_addr] 
	    [-s packetsize] [-t timeout] [-W waittime] [-z tos] IPv4-host
       ping [-4AaDdfHLnoQqRrv] [-C pcp] [-c count] [-I iface] [-i wait]
	    [-l preload] [-M mask | time] [-m ttl] [-p pattern]
	    [-S src_addr] [-s packetsize] [-T ttl] [-t timeout] [-W waittime]
            [-z tos] IPv4-mcast-group
       ping [-6aADdfHnNoOqvyY] [-b bufsiz] [-c count] [-e gateway]
            [-I interface] [-i wait] [-k addrtype] [-l preload] [-m hoplimit]
            [-p pattern] [-S sourceaddr] [-s packetsize] [-t timeout]
	    [-W waittime] [-z tclass] [IPv6-hops ...] IPv6-host`;

const OPTIONS = "46AaC:b:c:Dde:fG:g:Hh:I:i:k:Ll:M:m:NnOoPp:QqRrS:s:T:t:uvW:Yyz:";

export const ping = command(async (process) => {
  const options = getopt(process, OPTIONS, USAGE);
  const [target, ...hops] = options.operands;
  if (target === undefined) usage(USAGE);
  if (isSix(process, options, target)) return await ping6(process, options, target, hops);
  if (hops.length > 0) usage(USAGE);
  return await ping4(process, options, target);
});

/** Which family is meant: the one that is asked for, that of the addresses, or that of the host's name (main.c of ping). */
function isSix(process: Process, options: Options, target: string): boolean {
  if (/(?:^|\/)ping6$/.test(process.argv[0] ?? "") || options.has("6")) return true;
  if (options.has("4")) return false;
  const isSixAddress = (text = "") => parseIpv6(text.replace(/%.*$/, "")) !== undefined;
  if (isSixAddress(target) || isSixAddress(options.value("S"))) return true;
  const isName = parseIpv4(target) === undefined;
  return isName && hostAddress(process, target, "inet6") !== undefined;
}
