/** `ngbuddy status`. */
import { carryOut } from "../../buddy/carryout.ts";
import type { Narrowing } from "../../buddy/narrow.ts";
import { observe } from "../../buddy/observe/observe.ts";
import { jsonText } from "../../buddy/printable.ts";
import { type StatusOptions, statusText } from "../../buddy/status.ts";
import type { Topology } from "../../buddy/topology.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { type Host, ownPlaces } from "../../host/host.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import type { SubcommandContext } from "../subcommand.ts";
import type { WaitingOrder } from "../waitingorder.ts";
import { pause } from "../watching.ts";
import { vmnameRequest } from "./vmname.ts";

/** Between two readings of `--watch`, seconds. */
const INTERVAL = 1;

export const subcommand = makeSubcommand({
  name: "status",
  summary: "show the bridges, who is on them, and what went through",
  arguments: [{ name: "BRIDGE", of: "bridges", optional: true }],
  options: {
    verbose: {
      type: "boolean",
      short: "v",
      summary:
        "with packets, broadcasts, unknown destinations, drops, loops and the addresses\nthat were heard",
    },
    brief: { type: "boolean", summary: "a table of who is on which bridge: jail, JID, addresses" },
    json: { type: "boolean", summary: "as JSON, with who is behind each link" },
    guest: {
      type: "string",
      value: "NAME",
      summary: "that guest alone: a jail, a machine or an interface",
    },
    watch: { type: "boolean", summary: "again every second with rates, until Control-C" },
  },
  inService: true,
  watches: "--watch",
  async run(args, values, context) {
    const host = await context.host();
    const read = () =>
      withNetgraph(host, (netgraph) =>
        observe(host, netgraph, {
          counters: true,
          guests: values.json === true || values.brief === true || values.guest !== undefined,
          tables: values.json === true || values.verbose === true,
        }),
      );
    const brief = values.brief ? (await import("../../buddy/brief.ts")).briefText : undefined;
    const textOf = (topology: Topology, speed?: StatusOptions["speed"]) =>
      brief?.(topology) ?? statusText(topology, { verbose: values.verbose === true, speed });
    const again = values.watch
      ? (await import("../watchstatus.ts")).watchedStatus(textOf)
      : undefined;
    const show = async () => {
      const order = await orderOf(host);
      const topology = await read();
      const all =
        hasUnnamedMachine(topology) && (await nameMachines(host, context))
          ? await read()
          : topology;
      const isPart = args.bridge !== undefined || values.guest !== undefined;
      const shown = isPart ? await partOf(all, { bridge: args.bridge, guest: values.guest }) : all;
      if (values.json)
        context.out(
          jsonText({
            ...{ version: 1, ...shown, waiting: shown.waiting ?? [] },
            ...(order?.order !== undefined && { order: order.order }),
          }),
        );
      else if (again !== undefined) context.out(again(shown, context.terminal()));
      else context.out(`${textOf(shown)}${isPart ? "" : (order?.text ?? "")}`);
    };
    await show();
    while (values.watch && (await pause(INTERVAL, context.signal))) await show();
    return exitStatus.ok;
  },
});

/** Loaded for this alone: `status` of all is what is asked for again and again. */
async function partOf(topology: Topology, wanted: Narrowing): Promise<Topology> {
  const { narrowed } = await import("../../buddy/narrow.ts");
  return narrowed(topology, wanted);
}

/** What an order of the fleet's owner waits for; most hosts have none. */
async function orderOf(host: Host): Promise<WaitingOrder | undefined> {
  if (!(await host.files.list(ownPlaces.db)).includes("order.json")) return undefined;
  return await (await import("../waitingorder.ts")).waitingOrder(host);
}

function hasUnnamedMachine({ bridges }: Topology): boolean {
  return bridges.some(({ links }) =>
    links.some(({ peerType, peerName }) => peerType === "socket" && peerName === ""),
  );
}

/** Names the sockets of bhyve machines first, as the ports' ngbuddy(8) does. What keeps it from that is no reason to show nothing. */
async function nameMachines(host: Host, { signal }: SubcommandContext): Promise<boolean> {
  const nothing = () => {};
  try {
    await carryOut(host, vmnameRequest, {
      say: nothing,
      remark: nothing,
      recovered: nothing,
      progress: nothing,
      signal,
    });
    return true;
  } catch (error) {
    const { explain } = await import("../failure.ts");
    if (explain(error) === undefined) throw error;
    return false;
  }
}
