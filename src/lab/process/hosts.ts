/** hosts(5): names of hosts, as /etc/hosts has them. A lab asks no name server. */

import { parseIpv4, parseIpv6 } from "../wire/address.ts";
import { placeOf } from "./paths.ts";
import type { Process } from "./process.ts";

/** What FreeBSD's own file says. */
const DEFAULT_HOSTS =
  "::1 localhost localhost.my.domain\n127.0.0.1 localhost localhost.my.domain\n";

/** The first address of a family that a name has; undefined when it has none. */
export function hostAddress(
  process: Process,
  name: string,
  family: "inet" | "inet6",
): string | undefined {
  const { files } = process.lab;
  const place = placeOf(process, "/etc/hosts");
  const text = files.exists(place) && !files.isDirectory(place) ? files.read(place) : DEFAULT_HOSTS;
  const parse = family === "inet" ? parseIpv4 : parseIpv6;
  for (const line of text.split("\n")) {
    const [address = "", ...names] = line.replace(/#.*/, "").trim().split(/\s+/);
    const isNamed = names.some((one) => one.toLowerCase() === name.toLowerCase());
    if (isNamed && parse(address) !== undefined) return address;
  }
  return undefined;
}
