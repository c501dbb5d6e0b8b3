/** netstat(1): routing tables (-r) and interface counters (-i), as text and JSON. */
import type { Process } from "../process.ts";
import { command, errx, usage } from "./failure.ts";
import { getopt } from "./getopt.ts";
import { takeXoOptions, writeXo } from "./libxo.ts";
import { interfacesText, interfacesXo } from "./netstat/interfaces.ts";
import { type RouteFamily, routesText, routesXo } from "./netstat/routes.ts";

const USAGE = `usage: netstat -i | -I interface [-46abdhnW] [-f address_family]
       netstat -r [-46AnW] [-F fibnum] [-f address_family]
(the other forms of FreeBSD's netstat are not emulated in a lab)`;

export const netstat = command((process: Process) => {
  const xo = takeXoOptions(process.argv);
  if (xo.unknown !== undefined) errx(1, `--libxo ${xo.unknown}: not emulated in a lab`);
  const options = getopt({ ...process, argv: xo.argv }, "46AabdF:f:hI:inrWw:", USAGE);
  if (options.operands.length > 0 || options.has("w")) usage(USAGE);
  const asked = options.value("f");
  if (asked !== undefined && asked !== "inet" && asked !== "inet6" && asked !== "link") {
    errx(1, `${asked}: unknown address family`);
  }
  const only = options.has("4") ? "inet" : options.has("6") ? "inet6" : asked;
  if (options.has("r")) {
    const families: RouteFamily[] = ["inet", "inet6"];
    const wanted = families.filter((family) => only === undefined || family === only);
    process.out(
      xo.json
        ? writeXo({ statistics: routesXo(process.vnet, wanted) }, xo.pretty)
        : routesText(process.vnet, wanted, options.has("W")),
    );
    return 0;
  }
  if (!options.has("i") && !options.has("I")) usage(USAGE);
  const selection = {
    name: options.value("I"),
    family: only,
    bytes: options.has("b"),
    drops: options.has("d"),
  };
  process.out(
    xo.json
      ? writeXo({ statistics: interfacesXo(process.vnet, selection) }, xo.pretty)
      : interfacesText(process.vnet, selection),
  );
  return 0;
});
