/** `ngbuddy mac`. */
import { readWanted } from "../../buddy/configuration.ts";
import { etherOf, writtenEther } from "../../buddy/ethers.ts";
import { MAC_FORMATS, writeMacs } from "../../buddy/macformats.ts";
import { macTable } from "../../buddy/mactable.ts";
import { jsonText, printable } from "../../buddy/printable.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { hashInput } from "../../config/mac.ts";
import { eifaceName } from "../../config/names.ts";
import type { Host } from "../../host/host.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";

/** `02:00:00:00:00:01`, characters. */
const ETHER_WIDTH = 17;

/** A value that asks for no addresses, in words. */
function settingOf(value: string | undefined): string {
  if (value === undefined) return "not set";
  return value === "" ? "empty" : value;
}

async function wantedOf(host: Host) {
  return await readWanted(host, (fault) => {
    if (fault.bridge === undefined) throw fault;
  });
}

async function tellOne(context: SubcommandContext, text: string, json: boolean): Promise<void> {
  const name = eifaceName(text);
  const host = await context.host();
  const wanted = await wantedOf(host);
  const { seed, prefix, hash } = wanted.mac;
  const written = writtenEther(wanted, name);
  const made = seed === undefined ? undefined : await etherOf(host, wanted, name);
  const address = written?.ether ?? made;
  const why =
    written !== undefined
      ? `rc.conf gives it by ${written.variable}`
      : seed === undefined
        ? `the kernel chooses, as ngbuddy_set_mac is ${settingOf(wanted.value("ngbuddy_set_mac"))}`
        : `prefix ${prefix}, then the first digits of ${hash} of "${hashInput(wanted.mac, name)}"`;
  if (json) {
    context.out(jsonText({ version: 1, name, address: address ?? null, why, prefix, hash }));
    return;
  }
  const lines = [...(address === undefined ? [] : [address]), `${name}: ${why}`];
  for (const line of lines) context.out(`${printable(line)}\n`);
}

async function tellAll(context: SubcommandContext, asked: string | undefined): Promise<void> {
  if (asked !== undefined && !MAC_FORMATS.includes(asked)) {
    throw new Failure(
      exitStatus.usage,
      `--format ${asked}: there is no such format; give one of ${MAC_FORMATS.join(", ")}`,
    );
  }
  const host = await context.host();
  const wanted = await wantedOf(host);
  const rows = await withNetgraph(host, (netgraph) => macTable(host, netgraph, wanted));
  if (asked === undefined) {
    const width = Math.max(0, ...rows.map(({ name }) => printable(name).length));
    for (const { name, address = "the kernel's", bridge } of rows) {
      const where = bridge === undefined ? "on no bridge" : `on ${printable(bridge)}`;
      context.out(`${address.padEnd(ETHER_WIDTH)}  ${printable(name).padEnd(width)}  ${where}\n`);
    }
    return;
  }
  const { text, notes } = writeMacs(rows, asked);
  for (const note of notes) context.err(`ngbuddy: ${printable(note)}\n`);
  context.out(text);
}

export const subcommand = makeSubcommand({
  name: "mac",
  summary: "say what address an interface of this name gets, and why; or those of all",
  arguments: [{ name: "INTERFACE", optional: true }],
  options: {
    all: { type: "boolean", summary: "of every interface that there is or that rc.conf lists" },
    format: {
      type: "string",
      value: "FORMAT",
      of: MAC_FORMATS,
      summary: `all of them for a DHCP server: ${MAC_FORMATS.join(", ")}`,
    },
    json: { type: "boolean", summary: "as JSON" },
  },
  async run(args, values, context) {
    const isTable = values.all === true || values.format !== undefined;
    if (isTable === (args.interface !== undefined)) {
      throw new Failure(
        exitStatus.usage,
        isTable
          ? `mac: --all is for every interface, and ${args.interface} is one; leave one of them out`
          : "mac: INTERFACE is missing; give one, or --all",
      );
    }
    if (args.interface !== undefined) await tellOne(context, args.interface, values.json === true);
    else await tellAll(context, values.format ?? (values.json ? "json" : undefined));
    return exitStatus.ok;
  },
});
