/** Draws a topology in any of the formats that `ngbuddy graph` knows. */
import type { Topology } from "../buddy/topology.ts";
import { toDot } from "./dot.ts";
import { type PictureFilter, partOf } from "./filter.ts";
import { toHtml } from "./html.ts";
import { toJson } from "./json.ts";
import { layoutNodes, layoutTopology } from "./layout.ts";
import { toMermaid, toMermaidNodes } from "./mermaid.ts";
import { toSvg } from "./svg.ts";
import { themes } from "./theme.ts";
import { toTree } from "./tree.ts";

export const formats = ["svg", "png", "dot", "mmd", "json", "html", "txt"] as const;
export type Format = (typeof formats)[number];

export interface PictureOptions extends PictureFilter {
  readonly theme?: keyof typeof themes;
  /** Every node and hook instead of bridges and guests. `dot` always shows those, and JSON has both. */
  readonly nodes?: boolean;
  /** Of a PNG, in pixels; twice the picture's own when not given. See `pngSize` for the largest. */
  readonly width?: number;
  /** A tree without Unicode. */
  readonly ascii?: boolean;
  /** dot as `ngctl dot -c` prints it: hooks are labels, not nodes. */
  readonly compact?: boolean;
}

/** The picture's text, or its bytes for a PNG. The same topology gives the same bytes. */
export async function draw(
  topology: Topology,
  format: Format,
  options: PictureOptions = {},
): Promise<string | Uint8Array> {
  const { nodes = false } = options;
  switch (format) {
    case "dot":
      return toDot(partOf(topology, options).graph, options);
    case "mmd": {
      const part = partOf(topology, options);
      return nodes ? toMermaidNodes(part.graph) : toMermaid(part);
    }
    case "json":
      return toJson(partOf(topology, options));
    case "txt":
      return toTree(partOf(topology, options), options);
  }
  const theme = themes[options.theme ?? "light"];
  const layout = nodes ? layoutNodes : layoutTopology;
  const scene = layout(topology, theme, options);
  if (format === "svg") return toSvg(scene);
  if (format === "html") return toHtml(toSvg(scene), scene);
  // Only a PNG needs the renderer, which takes its time to load.
  const { toPng } = await import("./png.ts");
  return await toPng(scene, options.width);
}
