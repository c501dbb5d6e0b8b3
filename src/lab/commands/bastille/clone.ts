/** `bastille clone`: a copy of a jail that does not run, with another name and address. */
import { type Addresses, isByDhcp, readAddresses } from "./addresses.ts";
import type { Bastille } from "./context.ts";
import { propertyOf } from "./property.ts";
import { checkNewName, renameInside } from "./renaming.ts";
import { startJail } from "./start.ts";
import { stopJail } from "./stop.ts";
import type { BastilleSubcommand } from "./subcommand.ts";
import { target } from "./targets.ts";

export const clone: BastilleSubcommand = {
  usage: "[option(s)] TARGET NEW_NAME IP",
  options: { auto: { letter: "a" }, live: { letter: "l", not: true } },
  operands: { min: 3, max: 3 },
  async run(bastille: Bastille, { operands: [word = "", name = "", ip = ""], has }) {
    const jail = target(bastille, word);
    bastille.say(`\nCloning '${jail}' to '${name}'...`);
    checkNewName(bastille, name);
    if (bastille.files.exists(bastille.jail(name)))
      bastille.fail(`[ERROR]: ${name} already exists.`);
    const isVnet = (await propertyOf(bastille, jail, "vnet")) !== undefined;
    const addresses = readAddresses(bastille, ip, isVnet);
    if (!isVnet && isByDhcp(addresses.inet ?? ""))
      bastille.fail(`[ERROR]: Unsupported IP option for standard jail: ${addresses.inet}`);
    if (bastille.isRunning(jail)) {
      if (!has("auto")) {
        bastille.head(jail);
        bastille.fail("Jail is running.\nUse [-a|--auto] to force stop the jail.");
      }
      await stopJail(bastille, jail);
    }
    if ((await bastille.run("cp", "-a", bastille.jail(jail), bastille.jail(name))) !== 0)
      bastille.fail(`[ERROR]: An error has occurred while cloning '${jail}'.`);
    renameInside(bastille, jail, name, { anew: true });
    if (isVnet) await readdressVnet(bastille, name, addresses);
    else readdressShared(bastille, name, addresses);
    bastille.say(`\nCloned '${jail}' to '${name}' successfully.`);
    if (has("auto")) {
      await startJail(bastille, jail);
      await startJail(bastille, name);
    }
    return 0;
  },
};

async function readdressVnet(
  bastille: Bastille,
  jail: string,
  { inet, inet6 }: Addresses,
): Promise<void> {
  const set = (assignment: string) =>
    bastille.run("sysrc", "-f", bastille.jail(jail, "/root/etc/rc.conf"), assignment);
  if (inet !== undefined && isByDhcp(inet)) {
    await set("ifconfig_vnet0=SYNCDHCP");
    await set("defaultrouter=NO");
  } else if (inet !== undefined) await set(`ifconfig_vnet0=inet ${inet}`);
  if (inet6 === "SLAAC") {
    await set("ifconfig_vnet0_ipv6=inet6 -ifdisabled accept_rtadv");
    await set("ipv6_defaultrouter=NO");
  } else if (inet6 !== undefined) await set(`ifconfig_vnet0_ipv6=inet6 -ifdisabled ${inet6}`);
}

/** The first address becomes another one; further ones would be in two places. */
function readdressShared(bastille: Bastille, jail: string, { inet, inet6 }: Addresses): void {
  const put = (text: string, name: string, address: string | undefined) =>
    address === undefined
      ? text
      : text.replace(new RegExp(`(${name}\\.addr = (?:[^|;]*\\|)?)[^;,]*`), `$1${address}`);
  bastille.edit(bastille.jail(jail, "/jail.conf"), (text) =>
    put(put(text, "ip4", inet), "ip6", inet6),
  );
}
