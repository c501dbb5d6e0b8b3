/** `ngbuddy graph`. */
import { extname } from "node:path";
import { observe } from "../../buddy/observe/observe.ts";
import { printable } from "../../buddy/printable.ts";
import type { Topology } from "../../buddy/topology.ts";
import { waitingLine } from "../../buddy/waiting.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { partOf } from "../../picture/filter.ts";
import {
  formats as allFormats,
  type PictureFormat,
  type PictureOptions,
} from "../../picture/formats.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { writeOutput } from "../outputfile.ts";
import type { Options, Subcommand } from "../subcommand.ts";

/** The options that every format has. */
const OPTIONS = {
  output: {
    type: "string",
    short: "o",
    value: "FILE",
    of: "files",
    summary: "draw to this file",
  },
  nodes: { type: "boolean", summary: "every node and hook, as ngctl dot sees them" },
  dark: { type: "boolean", summary: "light on dark" },
  bridge: { type: "string", value: "NAME", of: "bridges", summary: "this bridge alone" },
  guest: { type: "string", value: "NAME", summary: "this jail, machine or interface alone" },
} as const satisfies Options;

/** On the terminal. */
const TREE = "txt";

/** Makes the subcommand of the formats that there are. */
export function graphOf(formats: readonly PictureFormat[]): Subcommand {
  const extensions = formats.map(({ extension }) => `.${extension}`).join(", ");
  return makeSubcommand({
    name: "graph",
    summary: "draw the bridges and their guests: a tree on the terminal, or a file",
    details: `FILE's ending says what it becomes: ${extensions}.`,
    arguments: [],
    options: {
      ...Object.assign({}, ...formats.map(({ options }) => options)),
      ...OPTIONS,
    } as typeof OPTIONS,
    async run(_, values, context) {
      const extension =
        values.output === undefined ? TREE : extname(values.output).slice(1).toLowerCase();
      const format = formats.find((known) => known.extension === extension);
      if (format === undefined) {
        throw new Failure(
          exitStatus.usage,
          `graph: ${values.output} has no ending that is known; give one of ${extensions}`,
        );
      }
      const own = ownOptions(values, format, formats);
      const host = await context.host();
      const topology = await withNetgraph(host, (netgraph) =>
        observe(host, netgraph, { counters: true, guests: true, graph: true }),
      );
      refuseUnknown(topology, values.bridge, values.guest);
      const picture = await format.render(topology, {
        theme: values.dark ? "dark" : "light",
        nodes: values.nodes === true,
        bridge: values.bridge,
        guest: values.guest,
        ...own,
      });
      for (const one of topology.waiting ?? [])
        context.err(`ngbuddy: ${printable(waitingLine(one))}\n`);
      if (values.output === undefined) context.out(picture as string);
      else writeOutput("graph", values.output, picture);
      return exitStatus.ok;
    },
  });
}

export const subcommand = graphOf(allFormats);

/** The options that a format has for itself, read. Throws a Failure for those of another one, and for a wrong value. */
function ownOptions(
  values: { readonly [name: string]: string | boolean | undefined },
  format: PictureFormat,
  formats: readonly PictureFormat[],
): PictureOptions {
  const own: { [name: string]: unknown } = {};
  for (const { extension, options } of formats) {
    for (const [name, option] of Object.entries(options)) {
      const given = values[name];
      if (given === undefined) continue;
      const shown = option.short === undefined ? `--${name}` : `-${option.short}`;
      if (!Object.hasOwn(format.options, name)) {
        throw new Failure(
          exitStatus.usage,
          `graph: ${shown} is for a .${extension}, not for .${format.extension}`,
        );
      }
      own[name] = typeof given === "string" ? option.read?.(given) : given;
      if (own[name] === undefined)
        throw new Failure(exitStatus.usage, `graph: ${shown} ${given}: give ${option.takes}`);
    }
  }
  return own;
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
