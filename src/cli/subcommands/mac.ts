/** `ngbuddy mac`. */
import { readWanted } from "../../buddy/configuration.ts";
import { etherOf, writtenEther } from "../../buddy/ethers.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { variablePart } from "../../config/interfaces.ts";
import { hashInput } from "../../config/mac.ts";
import { eifaceName } from "../../config/names.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

/** A value that asks for no addresses, in words. */
function settingOf(value: string | undefined): string {
  if (value === undefined) return "not set";
  return value === "" ? "empty" : value;
}

export const subcommand = makeSubcommand({
  name: "mac",
  summary: "say what address an interface of this name gets, and why",
  arguments: [{ name: "INTERFACE" }],
  options: { json: { type: "boolean", summary: "as JSON" } },
  async run(args, values, context) {
    const name = eifaceName(args.interface);
    const host = await context.host();
    const wanted = await readWanted(host, (fault) => {
      if (fault.bridge === undefined) throw fault;
    });
    const { seed, prefix, hash } = wanted.mac;
    const written = writtenEther(wanted, name);
    const made = seed === undefined ? undefined : await etherOf(host, wanted, name);
    const address = written ?? made;
    const why =
      written !== undefined
        ? `rc.conf gives it by ifconfig_${variablePart(name)}`
        : seed === undefined
          ? `the kernel chooses, as ngbuddy_set_mac is ${settingOf(wanted.value("ngbuddy_set_mac"))}`
          : `prefix ${prefix}, then the first digits of ${hash} of "${hashInput(wanted.mac, name)}"`;
    if (values.json) {
      context.out(jsonText({ version: 1, name, address: address ?? null, why, prefix, hash }));
    } else {
      const lines = [...(address === undefined ? [] : [address]), `${name}: ${why}`];
      for (const line of lines) context.out(`${printable(line)}\n`);
    }
    return exitStatus.ok;
  },
});
