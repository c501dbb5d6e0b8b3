/** `ngbuddy graph`. */
import { extname } from "node:path";
import { observe } from "../../buddy/observe/observe.ts";
import { printable } from "../../buddy/printable.ts";
import type { Topology } from "../../buddy/topology.ts";
import { waitingLine } from "../../buddy/waiting.ts";
import { withNetgraph } from "../../buddy/withnetgraph.ts";
import { nearest } from "../../config/nearest.ts";
import { partOf } from "../../picture/filter.ts";
import {
  formats as allFormats,
  type PictureFormat,
  type PictureOptions,
} from "../../picture/formats.ts";
import { exitStatus, Failure } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";
import { noText } from "../namedfiles.ts";
import { writeBytes } from "../output.ts";
import { writePicture } from "../outputfile.ts";
import type { Options, Subcommand, SubcommandContext } from "../subcommand.ts";

/** The options that every format has. */
const OPTIONS = {
  output: {
    type: "string",
    short: "o",
    value: "FILE",
    of: "files",
    summary: "draw to this file; - is standard output",
  },
  nodes: { type: "boolean", summary: "every node and hook, as ngctl dot sees them" },
  dark: { type: "boolean", summary: "light on dark" },
  bridge: { type: "string", value: "NAME", of: "bridges", summary: "this bridge alone" },
  guest: { type: "string", value: "NAME", summary: "this jail, machine or interface alone" },
} as const satisfies Options;

/** What `-o` calls standard output. */
const STDOUT = "-";
/** What standard output gets when no format is named. */
const TREE = "txt";

/** Makes the subcommand of the formats that there are. */
export function graphOf(formats: readonly PictureFormat[]): Subcommand {
  const names = formats.map(({ extension }) => extension);
  const extensions = names.map((name) => `.${name}`).join(", ");
  return makeSubcommand({
    name: "graph",
    summary: "draw the bridges and their guests: a tree on the terminal, or a file",
    details: `FILE's ending says what it becomes: ${extensions}.
On standard output, or where FILE has no such ending, --format says it.`,
    arguments: [],
    options: {
      ...Object.assign({}, ...formats.map(({ options }) => options)),
      ...OPTIONS,
      format: {
        type: "string",
        value: "FORMAT",
        of: names,
        summary: "one of those, whatever FILE's ending",
      },
    } as typeof OPTIONS & { readonly format: { readonly type: "string" } },
    async run(_, values, context) {
      const file = values.output === STDOUT ? undefined : values.output;
      const format = formatOf(formats, values.format, file);
      const own = ownOptions(values, format, formats);
      if (file === undefined && format.isBinary) refuseBinary(format, context);
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
      if (file !== undefined) await writePicture(host, context, file, picture);
      else if (typeof picture === "string") context.out(picture);
      else writeBytes(picture);
      return exitStatus.ok;
    },
  });
}

export const subcommand = graphOf(allFormats);

/** Returns the format that was named, else the one that the file's ending means. Throws a Failure. */
function formatOf(
  formats: readonly PictureFormat[],
  named: string | undefined,
  file: string | undefined,
): PictureFormat {
  const names = formats.map(({ extension }) => extension);
  const wanted = named ?? (file === undefined ? TREE : extname(file).slice(1));
  const format = formats.find(({ extension }) => extension === wanted.toLowerCase());
  if (format !== undefined) return format;
  if (named === undefined)
    throw new Failure(
      exitStatus.usage,
      `graph: ${file} has no ending that is known; give one of ${names.map((name) => `.${name}`).join(", ")}, or --format`,
    );
  const meant = nearest(named, names);
  const advice = meant === undefined ? `give one of ${names.join(", ")}` : `did you mean ${meant}?`;
  throw new Failure(exitStatus.usage, `graph: --format ${named} is not known; ${advice}`);
}

/** Standard output that shows text, or carries nothing else, gets no bytes. */
function refuseBinary({ extension }: PictureFormat, context: SubcommandContext): void {
  if (context.terminal() === undefined && context.self !== undefined) return;
  // Inside of a lab it is sent on as text.
  if (context.directory !== undefined && context.self === undefined) throw noText("graph");
  throw new Failure(
    exitStatus.usage,
    `graph: standard output is a terminal, which shows no .${extension}; give a file: ngbuddy graph -o net.${extension}, or a reader: ngbuddy graph --format ${extension} | …`,
  );
}

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
