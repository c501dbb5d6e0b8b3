/** `ngbuddy graph`. */
import { closeSync } from "node:fs";
import { extname } from "node:path";
import { withNetgraph } from "../../buddy/carryout.ts";
import { observe } from "../../buddy/observe/observe.ts";
import { printable } from "../../buddy/printable.ts";
import { waitingLine } from "../../buddy/status.ts";
import type { Topology } from "../../buddy/topology.ts";
import { createRegular, writeAll } from "../../host/regular.ts";
import { partOf } from "../../picture/filter.ts";
import { draw, type Format, formats } from "../../picture/index.ts";
import { exitStatus, Failure, reasonOf } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

const LARGEST_WIDTH = 32_000;

export const subcommand = makeSubcommand({
  name: "graph",
  summary: "draw the bridges and their guests: a tree on the terminal, or a file",
  details: `FILE's ending says what it becomes: ${formats.map((format) => `.${format}`).join(", ")}.`,
  arguments: [],
  options: {
    ascii: { type: "boolean", short: "A", summary: "a tree of plain ASCII" },
    output: {
      type: "string",
      short: "o",
      value: "FILE",
      of: "files",
      summary: "draw to this file",
    },
    nodes: { type: "boolean", summary: "every node and hook, as ngctl dot sees them" },
    compact: {
      type: "boolean",
      summary: "a .dot as ngctl dot -c prints it: hooks are labels",
    },
    dark: { type: "boolean", summary: "light on dark" },
    bridge: { type: "string", value: "NAME", of: "bridges", summary: "this bridge alone" },
    guest: { type: "string", value: "NAME", summary: "this jail, machine or interface alone" },
    width: {
      type: "string",
      value: "PIXELS",
      summary: `of a .png, 1 to ${LARGEST_WIDTH}`,
    },
  },
  async run(_, values, context) {
    const format = values.output === undefined ? "txt" : formatOf(values.output);
    const width = values.width === undefined ? undefined : widthOf(values.width);
    refuseForOthers(format, "txt", "-A", values.ascii);
    refuseForOthers(format, "dot", "--compact", values.compact);
    refuseForOthers(format, "png", "--width", values.width);
    const host = await context.host();
    const topology = await withNetgraph(host, (netgraph) =>
      observe(host, netgraph, { counters: true, guests: true, graph: true }),
    );
    refuseUnknown(topology, values.bridge, values.guest);
    const picture = await draw(topology, format, {
      theme: values.dark ? "dark" : "light",
      nodes: values.nodes === true,
      ascii: values.ascii === true,
      compact: values.compact === true,
      bridge: values.bridge,
      guest: values.guest,
      ...(width !== undefined && { width }),
    });
    for (const one of topology.waiting ?? [])
      context.err(`ngbuddy: ${printable(waitingLine(one))}\n`);
    if (values.output === undefined) context.out(picture as string);
    else write(values.output, picture);
    return exitStatus.ok;
  },
});

function formatOf(file: string): Format {
  const ending = extname(file).slice(1).toLowerCase();
  const format = formats.find((known) => known === ending);
  if (format !== undefined) return format;
  throw new Failure(
    exitStatus.usage,
    `graph: ${file} has no ending that is known; give one of ${formats.map((known) => `.${known}`).join(", ")}`,
  );
}

/** An option of one format is a mistake with any other. */
function refuseForOthers(format: Format, only: Format, option: string, given: unknown): void {
  if (given === undefined || format === only) return;
  throw new Failure(exitStatus.usage, `graph: ${option} is for a .${only}, not for .${format}`);
}

function widthOf(text: string): number {
  const width = Number(text);
  if (/^\d+$/.test(text) && width >= 1 && width <= LARGEST_WIDTH) return width;
  throw new Failure(
    exitStatus.usage,
    `graph: --width ${text}: give a number of pixels from 1 to ${LARGEST_WIDTH}`,
  );
}

function refuseUnknown(
  topology: Topology,
  bridge: string | undefined,
  guest: string | undefined,
): void {
  const names = topology.bridges.map(({ name }) => name);
  if (bridge !== undefined && !names.includes(bridge)) {
    throw new Failure(
      exitStatus.data,
      `graph: there is no bridge "${bridge}"; there are: ${names.join(" ") || "none"}`,
    );
  }
  if (guest !== undefined && partOf(topology, { bridge, guest }).bridges.length === 0) {
    const where =
      bridge === undefined ? "no bridge has a guest" : `bridge "${bridge}" has no guest`;
    throw new Failure(exitStatus.data, `graph: ${where} "${guest}"`);
  }
}

function write(file: string, picture: string | Uint8Array): void {
  try {
    const made = createRegular(file, 0o666);
    try {
      writeAll(made, Buffer.from(picture));
    } finally {
      closeSync(made);
    }
  } catch (error) {
    throw new Failure(exitStatus.cannotCreate, `graph: cannot write ${file}: ${reasonOf(error)}`);
  }
}
