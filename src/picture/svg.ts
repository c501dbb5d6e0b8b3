/** Scene → SVG: valid XML, with titles and a role for screen readers, and names as text. */
import { baseLine, type Item, type Scene } from "./scene.ts";

/** Widths were reckoned with the first; those after it are no wider. */
const FONTS = "'DejaVu Sans Mono', Menlo, 'Liberation Mono', Consolas, monospace";

/**
 * Returns the SVG. `fitted` is for a font that is not known: text with letters that it may not have, or has in another
 * width, is stretched to what was reckoned.
 */
export function toSvg(scene: Scene, { fitted = true } = {}): string {
  const { width, height, title, description, background, items } = scene;
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="${FONTS}">\n`,
    `<title>${escapeXml(title)}</title>\n<desc>${escapeXml(description)}</desc>\n`,
    `<rect width="${width}" height="${height}" fill="${background}"/>\n`,
  ];
  for (const item of items) write(item, fitted, parts);
  parts.push("</svg>\n");
  return parts.join("");
}

function write(item: Item, fitted: boolean, parts: string[]): void {
  switch (item.kind) {
    case "group":
      parts.push(`<g id="${escapeXml(item.id)}"><title>${escapeXml(item.title)}</title>\n`);
      for (const part of item.items) write(part, fitted, parts);
      parts.push("</g>\n");
      return;
    case "rectangle": {
      const { strokeWidth, dashes, radius, fill } = item;
      const dashed = dashes === undefined ? "" : ` stroke-dasharray="${dashes.join(" ")}"`;
      const stroke =
        strokeWidth === 0 ? "" : ` stroke="${item.stroke}" stroke-width="${strokeWidth}"${dashed}`;
      parts.push(
        `<rect x="${n(item.x)}" y="${n(item.y)}" width="${n(item.width)}" height="${n(item.height)}" rx="${radius}" fill="${fill}"${stroke}/>\n`,
      );
      return;
    }
    case "segment": {
      const { x, y, length, colour, width } = item;
      const to = item.direction === "across" ? `h${n(length)}` : `v${n(length)}`;
      parts.push(
        `<path d="M${n(x)} ${n(y)}${to}" fill="none" stroke="${colour}" stroke-width="${width}"/>\n`,
      );
      return;
    }
    case "text": {
      const weight = item.bold ? ' font-weight="bold"' : "";
      const length =
        !fitted || /^[\x20-\x7e]*$/.test(item.text)
          ? ""
          : ` textLength="${n(item.width)}" lengthAdjust="spacingAndGlyphs"`;
      // On the text itself: Chromium does not take it from the root.
      const kept = /^ | {2}| $/.test(item.text) ? ' xml:space="preserve"' : "";
      parts.push(
        `<text x="${n(item.x)}" y="${n(baseLine(item))}" font-size="${n(item.size)}"${weight}${length} fill="${item.colour}"${kept}>${escapeXml(item.text)}</text>\n`,
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
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, "\ufffd")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll('"', "&quot;")
  );
}
