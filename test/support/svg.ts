/** Reads SVG back, as strictly as XML is, so that tests see what a browser would. */
import type { Area } from "../../src/picture/scene.ts";
import { textWidth } from "../../src/picture/text.ts";

/** An element of an SVG. */
export interface Element {
  readonly name: string;
  readonly attributes: { readonly [name: string]: string };
  readonly children: readonly Element[];
  /** The text directly in it. */
  readonly text: string;
}

/** Throws where the text is not well-formed: a tag not closed, an attribute twice, stray markup, a character XML cannot have. */
export function readXml(xml: string): Element {
  const token = /<\/([\w:]+)>|<([\w:]+)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
  const root = { name: "", attributes: {}, children: [] as Element[], text: "" };
  const open = [root];
  while (token.lastIndex < xml.length) {
    const at = token.lastIndex;
    const match = token.exec(xml);
    if (match === null) throw new Error(`not XML: ${xml.slice(at, at + 60)}`);
    const [, closed, opened, attributes, alone, text] = match;
    const inner = open.at(-1)!;
    if (text !== undefined) inner.text += unescaped(text);
    if (closed !== undefined && open.pop()!.name !== closed) throw new Error(`closed: ${closed}`);
    if (opened === undefined) continue;
    const element = {
      name: opened,
      attributes: attributesOf(attributes!),
      children: [],
      text: "",
    };
    inner.children.push(element);
    if (alone === "") open.push(element);
  }
  if (open.length !== 1 || root.children.length !== 1) throw new Error("not one closed element");
  return root.children[0]!;
}

function attributesOf(text: string): { [name: string]: string } {
  const found: { [name: string]: string } = {};
  for (const [, name, value] of text.matchAll(/([\w:-]+)="([^"]*)"/g)) {
    if (name! in found) throw new Error(`twice: ${name}`);
    found[name!] = unescaped(value!);
  }
  return found;
}

function unescaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: exactly those are not allowed.
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/u.test(text))
    throw new Error("a character that XML cannot have");
  return text.replace(/&(\w+;)?/g, (_, name: string | undefined) => {
    const character = { "amp;": "&", "lt;": "<", "gt;": ">", "quot;": '"' }[name ?? ""];
    if (character === undefined) throw new Error(`not an entity: &${name}`);
    return character;
  });
}

/** An element and all that are in it. */
export function* within(element: Element): Generator<Element> {
  yield element;
  for (const child of element.children) yield* within(child);
}

/** Where a `text` or `rect` lies, by its attributes alone. */
export function areaOf({ name, attributes, text }: Element): Area {
  const of = (attribute: string) => Number(attributes[attribute] ?? "0");
  const [x, y] = [of("x"), of("y")];
  if (name !== "text") return { x, y, width: of("width"), height: of("height") };
  const size = of("font-size");
  return { x, y: y - size * 0.93, width: textWidth(text, size), height: size * 1.2 };
}

/** Each area that lies on one after it, in order of height, so that only neighbours are compared. */
export function overlapping<T extends Area>(areas: readonly T[]): [T, T][] {
  const sorted = areas.toSorted((a, b) => a.y - b.y);
  const found: [T, T][] = [];
  for (const [index, a] of sorted.entries()) {
    for (let other = index + 1; other < sorted.length; other++) {
      const b = sorted[other]!;
      if (b.y >= a.y + a.height) break;
      if (a.x < b.x + b.width && b.x < a.x + a.width) found.push([a, b]);
    }
  }
  return found;
}
