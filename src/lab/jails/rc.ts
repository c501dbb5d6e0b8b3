/** What a jail's /etc/rc does to its network: interfaces and default route of the jail's own rc.conf. */
import { wordsOf } from "../../config/list.ts";
import { evaluate, RcSyntaxError } from "../../config/rcconf.ts";
import type { Process } from "../process.ts";

export async function networkOfJail(process: Process): Promise<number> {
  const { jail, lab, vnet } = process;
  if (jail?.vnet === undefined) return 0;
  const path = `${jail.path === "/" ? "" : jail.path}/etc/rc.conf`;
  // A jail on the host's own tree has the host's rc.conf, whose network is the host's.
  if (jail.path === "/" || !lab.files.exists(path)) return 0;
  let variables: ReturnType<typeof evaluate>;
  try {
    variables = evaluate([{ path, text: lab.files.read(path) }]);
  } catch (error) {
    if (!(error instanceof RcSyntaxError)) throw error;
    process.err(`${error.message}\n`);
    return 1;
  }
  const quietly = { out: () => {} };
  await process.run(["ifconfig", "lo0", "inet", "127.0.0.1/8", "up"], quietly);
  for (const { name } of [...vnet.interfaces]) {
    const value =
      variables.get(`ifconfig_${name}`)?.value ?? variables.get("ifconfig_DEFAULT")?.value;
    if (value === undefined || name === "lo0") continue;
    const words = wordsOf(value);
    const dhcp = words.some((word) => /^(SYNC)?DHCP$/i.test(word));
    const own = words.filter((word) => !/^(SYNC|NOSYNC)?DHCP$/i.test(word));
    await process.run(["ifconfig", name, ...own, "up"], quietly);
    if (dhcp) await process.run(["dhclient", name], quietly);
  }
  const router = variables.get("defaultrouter")?.value;
  if (router !== undefined && router !== "" && router.toUpperCase() !== "NO") {
    await process.run(["route", "add", "default", router], quietly);
  }
  return 0;
}
