/** Draws a topology in any of the formats that `ngbuddy graph` knows. */
import type { Topology } from "../buddy/topology.ts";
import { toDot } from "./dot.ts";
import type { PictureFilter } from "./guests.ts";
import { toHtml } from "./html.ts";
import { layoutTopology } from "./layout.ts";
import { toMermaid } from "./mermaid.ts";
import { layoutNodes } from "./nodes.ts";
import { toSvg } from "./svg.ts";
import { themes } from "./theme.ts";
import { toTree } from "./tree.ts";

export const formats = ["svg", "png", "dot", "mmd", "json", "html", "txt"] as const;
export type Format = (typeof formats)[number];

export interface PictureOptions extends PictureFilter {
  readonly theme?: keyof typeof themes;
  /** Every node and hook instead of bridges and guests. */
  readonly nodes?: boolean;
  /** Of a PNG, in pixels. */
  readonly width?: number;
  /** A tree without Unicode. */
  readonly ascii?: boolean;
}

/** The picture's text, or its bytes for a PNG. The same topology gives the same bytes. */
export async function draw(
  topology: Topology,
  format: Format,
  options: PictureOptions = {},
): Promise<string | Uint8Array> {
  switch (format) {
    case "dot":
      return toDot(topology.graph);
    case "mmd":
      return toMermaid(topology, options);
    case "json":
      return `${JSON.stringify({ version: 1, ...topology }, null, 1)}\n`;
    case "txt":
      return toTree(topology, options);
  }
  const theme = themes[options.theme ?? "light"];
  const scene = options.nodes
    ? layoutNodes(topology, theme)
    : layoutTopology(topology, theme, options);
  const svg = toSvg(scene);
  if (format === "svg") return svg;
  if (format === "html") return toHtml(svg, scene);
  // Only a PNG needs the renderer, which takes its time to load.
  const { toPng } = await import("./png.ts");
  return await toPng(svg, scene, options.width);
}
