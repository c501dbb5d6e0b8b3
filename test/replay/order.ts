/** Puts nodes in one order: the kernel lists them by hash chains, which say nothing. Hooks keep theirs. */

/** What an ID is called, so that two nodes that look alike sort alike on both sides; empty for one not seen before. */
export type KnownId = (id: string) => string;

const LIST = /^There are (\d+) total (?:named )?nodes:$/;
const NODE = /^ {2}Name: /;
const NODE_OR_HOOK = /^ {2}\S/;

/** Sorts the nodes of every `ngctl list` in a text, each with its hooks; nothing else moves. */
export function orderLists(text: string, known: KnownId): string {
  const lines = text.split("\n");
  const out: string[] = [];
  while (lines.length > 0) {
    const line = lines.shift()!;
    out.push(line);
    const count = Number(LIST.exec(line)?.[1] ?? 0);
    const nodes: string[][] = [];
    const blankAfter: boolean[] = [];
    while (nodes.length < count && NODE.test(lines[0] ?? "")) {
      const node = [lines.shift()!];
      while (NODE_OR_HOOK.test(lines[0] ?? "") && !NODE.test(lines[0]!)) node.push(lines.shift()!);
      nodes.push(node);
      // `list -l` has an empty line between nodes, which belongs to the place and not to the node.
      blankAfter.push(nodes.length < count && lines[0] === "");
      if (blankAfter.at(-1)) lines.shift();
    }
    for (const [index, node] of sorted(nodes, known).entries()) {
      out.push(...node, ...(blankAfter[index] ? [""] : []));
    }
  }
  return out.join("\n");
}

const sorted = (nodes: readonly string[][], known: KnownId) =>
  sortBy(nodes, (node) => {
    const text = node.join("\n");
    const id = /ID: 0*([0-9a-f]+)/.exec(text)?.[1] ?? "";
    return [
      text.replace(/ngctl\d+ */g, "ngctlN ").replace(/(?<=ID: | )[0-9a-f]{8}(?= )/g, ""),
      known(id),
    ];
  });

const DOT = /^(di)?graph netgraph \{$/;

/** Sorts the nodes of an `ngctl dot` in each of its parts: boxes, those that stand alone, and hooks with their edges. */
export function orderDot(text: string, known: KnownId): string {
  const lines = text.split("\n");
  if (!DOT.test(lines[0] ?? "")) return text;
  const names = new Map<string, string>();
  for (const [, id, label] of text.matchAll(
    /"([0-9a-f]+)" \[ label = "\{(.*)\|\[[0-9a-f]+\]:\}\}" \]/g,
  )) {
    names.set(id!, label!.replace(/^ngctl\d+:/, "ngctlN:"));
  }
  const keyOf = (part: readonly string[]) => {
    const id = /"([0-9a-f]+)/.exec(part.join("\n"))?.[1] ?? "";
    const named = part
      .join("\n")
      .replace(/"([0-9a-f]+)(?=[".])/g, (_, other: string) => `"<${names.get(other)}>`)
      .replace(/\[[0-9a-f]+\]:/g, "");
    return [names.get(id) ?? "", named, known(id)];
  };
  const out: string[] = [];
  while (lines.length > 0) {
    const parts: string[][] = [];
    for (let part = takePart(lines); part !== undefined; part = takePart(lines)) parts.push(part);
    out.push(...sortBy(parts, keyOf).flat());
    if (lines.length > 0) out.push(lines.shift()!);
  }
  return out.join("\n");
}

/** Takes the lines that are about one node off the front: a box, one that stands alone, hooks and edges, or (-c) edges. */
function takePart(lines: string[]): string[] | undefined {
  const first = lines[0] ?? "";
  if (/^\t\t"[0-9a-f]+"( \[ label = "\{.*)?;$/.test(first)) return [lines.shift()!];
  if (first.startsWith("\tnode [ shape = octagon")) {
    const next = lines.findIndex(
      (line, at) => at > 0 && /^(\tnode \[ shape = octagon|\})/.test(line),
    );
    return lines.splice(0, next < 0 ? lines.length : next);
  }
  const owner = /^\t("[0-9a-f]+" ->) /.exec(first)?.[1];
  if (owner === undefined) return undefined;
  const next = lines.findIndex((line) => !line.startsWith(`\t${owner} `));
  return lines.splice(0, next < 0 ? lines.length : next);
}

function sortBy<T>(items: readonly T[], keyOf: (item: T) => readonly string[]): T[] {
  return items
    .map((item) => ({ item, key: keyOf(item) }))
    .sort((a, b) => {
      const at = a.key.findIndex((part, index) => part !== b.key[index]);
      return at < 0 ? 0 : a.key[at]! < b.key[at]! ? -1 : 1;
    })
    .map(({ item }) => item);
}
