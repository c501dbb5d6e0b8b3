/** Scene → SVG: valid XML, with titles and a role for screen readers, and names as text. */
import type { Item, Scene } from "./scene.ts";

/** Widths were reckoned with the first; those after it are no wider. */
const FONTS = "'DejaVu Sans Mono', Menlo, 'Liberation Mono', Consolas, monospace";

export function toSvg(scene: Scene): string {
  const { width, height, title, description, background, items } = scene;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="title description" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONTS}">\n`,
    `<title id="title">${escapeXml(title)}</title>\n<desc id="description">${escapeXml(description)}</desc>\n`,
    `<rect width="${width}" height="${height}" fill="${background}"/>\n`,
  ];
  for (const item of items) write(item, parts);
  parts.push("</svg>\n");
  return parts.join("");
}

function write(item: Item, parts: string[]): void {
  switch (item.kind) {
    case "group":
      parts.push(`<g id="${escapeXml(item.id)}"><title>${escapeXml(item.title)}</title>\n`);
      for (const part of item.items) write(part, parts);
      parts.push("</g>\n");
      return;
    case "rectangle": {
      const dashes = item.dashes === "" ? "" : ` stroke-dasharray="${item.dashes}"`;
      parts.push(
        `<rect x="${n(item.x)}" y="${n(item.y)}" width="${n(item.width)}" height="${n(item.height)}" rx="${item.radius}" fill="${item.fill}" stroke="${item.stroke}" stroke-width="${item.strokeWidth}"${dashes}/>\n`,
      );
      return;
    }
    case "path": {
      const [first, ...rest] = item.points.map(([x, y]) => `${n(x)} ${n(y)}`);
      const d = `M${first}${item.curved ? "C" : "L"}${rest.join(item.curved ? "," : "L")}`;
      parts.push(
        `<path d="${d}" fill="none" stroke="${item.colour}" stroke-width="${item.width}"/>\n`,
      );
      return;
    }
    case "text": {
      const weight = item.bold ? ' font-weight="bold"' : "";
      // The base line of a monospaced font is about a third above the bottom of its line.
      parts.push(
        `<text x="${n(item.x)}" y="${n(item.y + item.size * 0.93)}" font-size="${n(item.size)}"${weight} fill="${item.colour}" xml:space="preserve">${escapeXml(item.text)}</text>\n`,
      );
    }
  }
}

/** Two decimals, no trailing zeros: the same picture is the same bytes. */
function n(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** Text for XML: markup escaped, control characters that XML cannot have replaced. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are not allowed.
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}
