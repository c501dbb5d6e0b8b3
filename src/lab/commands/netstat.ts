/** netstat(1): routing tables (-r) and interface counters (-i), as text and JSON. */

import { command, errx } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";
import { findJail } from "./jailnames.ts";
import { takeXoOptions, writeXo } from "./libxo.ts";
import { interfacesText, interfacesXo } from "./netstat/interfaces.ts";
import { type RouteFamily, routesText, routesXo } from "./netstat/routes.ts";

const OTHERS = "[-M core] [-N system]";
const PROTOCOL = "[-f protocol_family | -p protocol]";
const USAGE = `usage: netstat [-j jail] [-46AaCcLnRSTWx] ${PROTOCOL}
               ${OTHERS}
       netstat [-j jail] -i | -I interface [-46abdhnW] [-f address_family]
               ${OTHERS}
       netstat [-j jail] -w wait [-I interface] [-46d] ${OTHERS}
               [-q howmany]
       netstat [-j jail] -s [-46sz] ${PROTOCOL}
               ${OTHERS}
       netstat [-j jail] -i | -I interface -s [-46s]
               ${PROTOCOL} ${OTHERS}
       netstat [-j jail] -m ${OTHERS}
       netstat [-j jail] -B [-z] [-I interface]
       netstat [-j jail] -r [-46AnW] [-F fibnum] [-f address_family]
               ${OTHERS}
       netstat [-j jail] -rs [-s] ${OTHERS}
       netstat [-j jail] -g [-46W] [-f address_family] ${OTHERS}
       netstat [-j jail] -gs [-46s] [-f address_family] ${OTHERS}
       netstat [-j jail] -Q
`;

/** Options of FreeBSD's that a lab's netstat does not have. */
const NOT_EMULATED = "ABCcgLMmNOoPpQqRsTuwxz";
const FAMILIES = ["inet", "inet6", "link"];
const OTHER_FAMILIES = ["pfkey", "unix", "local", "ng", "netgraph"];

export const netstat = command((process: Process) => {
  const xo = takeXoOptions(process.argv);
  if (xo.unknown !== undefined) errx(1, `--libxo ${xo.unknown}: not emulated in a lab`);
  const letters = "46AaBbCcdF:f:ghI:ij:LlM:mN:nOoPp:Qq:RrSTsuWw:xz";
  const options = getopt({ ...process, argv: xo.argv }, letters, USAGE);
  let only: string | undefined;
  for (const { letter, value } of options.options) {
    if (letter === "4" || letter === "6") only = letter === "4" ? "inet" : "inet6";
    if (letter !== "f") continue;
    if (OTHER_FAMILIES.includes(value)) errx(1, `-f ${value}: not emulated in a lab`);
    only = FAMILIES.includes(value) ? value : errx(1, `${value}: unknown address family`);
  }
  for (const letter of NOT_EMULATED) {
    if (options.has(letter)) errx(1, `-${letter}: not emulated in a lab`);
  }
  const fib = options.value("F") ?? "0";
  if (!/^[+-]?\d+$/.test(fib)) errx(1, `${fib}: invalid fib`);
  if (Number(fib) !== 0) errx(1, `-F ${fib}: not emulated in a lab`);
  if (options.operands.length > 0) errx(1, `${options.operands[0]}: not emulated in a lab`);
  const jailName = options.value("j");
  const jail = jailName === undefined ? process.jail : findJail(process, jailName);
  if (jailName !== undefined && jail === undefined) errx(1, "Jail not found");
  const vnet = jail?.vnet ?? (jailName === undefined ? process.vnet : process.lab.host);
  if (options.has("r")) {
    const families: RouteFamily[] = ["inet", "inet6"];
    const wanted = families.filter((family) => only === undefined || family === only);
    process.out(
      xo.json
        ? writeXo({ statistics: routesXo(vnet, wanted) }, xo.pretty)
        : routesText(vnet, wanted, options.has("W") || options.has("l")),
    );
    return 0;
  }
  if (!options.has("i") && !options.has("I")) errx(1, "sockets: not emulated in a lab");
  const selection = {
    name: options.value("I"),
    family: only,
    bytes: options.has("b"),
    drops: options.has("d"),
  };
  process.out(
    xo.json
      ? writeXo({ statistics: interfacesXo(vnet, selection) }, xo.pretty)
      : interfacesText(vnet, selection),
  );
  return 0;
});
