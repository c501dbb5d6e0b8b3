/** `bastille start`: jail(8) with the jail's own jail.conf. */
import type { Bastille } from "./context.ts";
import { propertyOf } from "./property.ts";
import type { BastilleSubcommand } from "./subcommand.ts";
import { bootSettings, targets } from "./targets.ts";

export const start: BastilleSubcommand = {
  usage: "[option(s)] TARGET",
  options: {
    boot: { letter: "b" },
    delay: { letter: "d", value: true },
    verbose: { letter: "v" },
  },
  operands: { min: 1, max: 1 },
  async run(bastille, given) {
    const delay = given.value("delay") ?? "0";
    if (!/^\d+$/.test(delay)) bastille.fail("[-d|--delay] requires a value.");
    for (const jail of targets(bastille, given.operands[0]!)) {
      const { boot } = bootSettings(bastille, jail);
      if (given.has("boot") && boot === "off") continue;
      await startJail(bastille, jail, given.has("verbose"));
      if (delay !== "0") await bastille.run("sleep", delay);
    }
    return 0;
  },
};

/** Starts one jail, and those that it depends on before. */
export async function startJail(
  bastille: Bastille,
  jail: string,
  isVerbose = false,
): Promise<void> {
  for (const other of bootSettings(bastille, jail).depend)
    if (other !== jail && !bastille.isRunning(other)) await startJail(bastille, other);
  bastille.head(jail);
  if (bastille.isRunning(jail)) {
    bastille.complain("Jail is already running.");
    return;
  }
  if (!(await addressesGoOut(bastille, jail))) return;
  const words = isVerbose ? ["-v"] : [];
  await bastille.run("jail", ...words, "-f", bastille.jail(jail, "/jail.conf"), "-c", jail);
}

/** An address of a jail without a vnet, and the interface that it is to be on. */
interface SharedAddress {
  readonly interface: string;
  readonly address: string;
}

/** The addresses of a jail without a network stack of its own. */
export async function sharedAddresses(bastille: Bastille, jail: string): Promise<SharedAddress[]> {
  const get = (name: string) => propertyOf(bastille, jail, name);
  if ((await get("vnet")) !== undefined) return [];
  const standard = (await get("interface")) ?? "";
  const values = [(await get("ip4.addr")) ?? "", (await get("ip6.addr")) ?? ""];
  const words = values.flatMap((value) => value.split(",")).filter((one) => one !== "");
  return words.map((one) => {
    const [before = "", after] = one.split("|");
    const address = (after ?? before).replace(/\/\d+$/, "");
    return { interface: after === undefined ? standard : before, address };
  });
}

/** Puts the addresses that leave by the host's gateway into pf's table, for its nat; false when one has no interface. */
async function addressesGoOut(bastille: Bastille, jail: string): Promise<boolean> {
  for (const { interface: name, address } of await sharedAddresses(bastille, jail)) {
    if (bastille.process.vnet.interface(name) === undefined) {
      bastille.complain(`[ERROR]: ${name} interface does not exist.`);
      return false;
    }
    const inet = address.includes(":") ? ["-6"] : [];
    const route = await bastille.captured(["route", ...inet, "-n", "get", address]);
    if (/gateway/.test(route)) await changeTable(bastille, "add", address);
  }
  return true;
}

/** Adds an address to pf's table of jails, or takes it out. */
export async function changeTable(
  bastille: Bastille,
  verb: "add" | "delete",
  address: string,
): Promise<void> {
  await bastille.run("pfctl", "-q", "-t", bastille.get("network_pf_table"), "-T", verb, address);
}
