/** The formats that `ngbuddy graph` knows: one record a format, and everything else follows from it. */
import type { Topology } from "../buddy/topology.ts";
import { toDot } from "./dot.ts";
import { type PictureFilter, partOf } from "./filter.ts";
import { toHtml } from "./html.ts";
import { toJson } from "./json.ts";
import { layoutNodes, layoutTopology } from "./layout.ts";
import { toMermaid, toMermaidNodes } from "./mermaid.ts";
import { MAX_WIDTH } from "./pnglimits.ts";
import type { Scene } from "./scene.ts";
import { toSvg } from "./svg.ts";
import { themes } from "./theme.ts";
import { toTree } from "./tree.ts";

/** How a picture is drawn. */
export interface PictureOptions extends PictureFilter {
  /** Light when left out. */
  readonly theme?: keyof typeof themes;
  /** Every node and hook instead of bridges and guests. `dot` always shows those, and JSON has both. */
  readonly nodes?: boolean;
  /** Of a PNG, in pixels; see `pngWidth` for what it is when not given, and at most. */
  readonly width?: number;
  /** A tree without Unicode. */
  readonly ascii?: boolean;
  /** dot as `ngctl dot -c` prints it: hooks are labels, not nodes. */
  readonly compact?: boolean;
}

/** An option that one format has and others have not, as a command line gives it. */
export interface FormatOption {
  readonly type: "boolean" | "string";
  /** Its one letter: `A` of `-A`. */
  readonly short?: string;
  /** What its value is called: `PIXELS`. */
  readonly value?: string;
  /** What it does, for help. */
  readonly summary: string;
  /** Of one that is a string: what it takes, for people, and what a text means; undefined when it means nothing. */
  readonly takes?: string;
  read?(text: string): number | undefined;
}

/** A format: what it is called, and how a topology is drawn in it. */
export interface PictureFormat {
  /** Of the file, without its dot: `svg`. */
  readonly extension: string;
  readonly mediaType: string;
  /** The options of `ngbuddy graph` that mean something in it, by their names. */
  readonly options: { readonly [name: string]: FormatOption };
  /** Does it take seconds to draw, so that a server has it done elsewhere? */
  readonly isSlow?: boolean;
  /** Is it bytes that are no text? */
  readonly isBinary?: boolean;
  /** Returns the picture's text, or its bytes. The same topology gives the same bytes. */
  render(topology: Topology, options: PictureOptions): Promise<string | Uint8Array>;
}

const svg: PictureFormat = {
  extension: "svg",
  mediaType: "image/svg+xml",
  options: {},
  render: async (topology, options) => toSvg(sceneOf(topology, options)),
};

const png: PictureFormat = {
  extension: "png",
  mediaType: "image/png",
  options: {
    width: {
      type: "string",
      value: "PIXELS",
      summary: `of a .png, 1 to ${MAX_WIDTH}`,
      takes: `a number of pixels from 1 to ${MAX_WIDTH}`,
      read(text) {
        const width = Number(text);
        return /^\d+$/.test(text) && width >= 1 && width <= MAX_WIDTH ? width : undefined;
      },
    },
  },
  isSlow: true,
  isBinary: true,
  async render(topology, options) {
    // Only a PNG needs the renderer, which takes its time to load.
    const { toPng } = await import("./png.ts");
    return await toPng(sceneOf(topology, options), options.width);
  },
};

const dot: PictureFormat = {
  extension: "dot",
  mediaType: "text/vnd.graphviz",
  options: {
    compact: { type: "boolean", summary: "a .dot as ngctl dot -c prints it: hooks are labels" },
  },
  render: async (topology, options) => toDot(partOf(topology, options).graph, options),
};

const mermaid: PictureFormat = {
  extension: "mmd",
  mediaType: "text/plain",
  options: {},
  async render(topology, options) {
    const part = partOf(topology, options);
    return options.nodes ? toMermaidNodes(part.graph) : toMermaid(part);
  },
};

const json: PictureFormat = {
  extension: "json",
  mediaType: "application/json",
  options: {},
  render: async (topology, options) => toJson(partOf(topology, options)),
};

const html: PictureFormat = {
  extension: "html",
  mediaType: "text/html",
  options: {},
  async render(topology, options) {
    const scene = sceneOf(topology, options);
    return toHtml(toSvg(scene), scene);
  },
};

const tree: PictureFormat = {
  extension: "txt",
  mediaType: "text/plain",
  options: { ascii: { type: "boolean", short: "A", summary: "a tree of plain ASCII" } },
  render: async (topology, options) => toTree(partOf(topology, options), options),
};

/** All of them, in the order in which they are shown. */
export const formats: readonly PictureFormat[] = [svg, png, dot, mermaid, json, html, tree];

/** The format of this extension; undefined when there is none. */
export function formatNamed(extension: string): PictureFormat | undefined {
  return formats.find((format) => format.extension === extension);
}

/** Draws a topology in the format of this extension. Throws a RangeError when there is none. */
export async function draw(
  topology: Topology,
  extension: string,
  options: PictureOptions = {},
): Promise<string | Uint8Array> {
  const format = formatNamed(extension);
  if (format === undefined) throw new RangeError(`there is no picture format "${extension}"`);
  return await format.render(topology, options);
}

function sceneOf(topology: Topology, options: PictureOptions): Scene {
  const layout = options.nodes ? layoutNodes : layoutTopology;
  return layout(topology, themes[options.theme ?? "light"], options);
}
