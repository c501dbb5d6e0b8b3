/** Takes out of an answer what differs from run to run and does not count: IDs, process numbers, made-up addresses, order of nodes. */

export interface Answer {
  readonly exit: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Numbers what it sees in order of appearance; one for each side of a comparison. */
export class Renumbering {
  private readonly seen = new Map<string, string>();

  answer({ exit, stdout, stderr }: Answer): Answer {
    return { exit, stdout: this.text(stdout), stderr: this.text(stderr) };
  }

  private text(text: string): string {
    return this.replace(orderedDot(orderedNodes(text)));
  }

  private replace(text: string): string {
    return text
      .replace(/ngctl\d+(\s*)/g, "ngctlN ")
      .replace(/ID: ([0-9a-f]{8})/g, (_, id: string) => `ID: ${this.id(id)}`)
      .replace(/\[([0-9a-f]+)\]:/g, (_, id: string) => `[${this.id(id)}]:`)
      .replace(
        /^( {2}\S+ +\S+ +\S+ +)([0-9a-f]{8}) /gm,
        (_, before: string, id: string) => `${before}${this.id(id)} `,
      )
      .replace(/58:9c:fc:10:[0-9a-f]{2}:[0-9a-f]{2}/g, "58:9c:fc:10:x:x")
      .replace(/"([0-9a-f]+)(\.[^"]+)?"/g, (all, id: string, hook: string | undefined) =>
        text.includes("graph netgraph") ? `"${this.id(id)}${hook ?? ""}"` : all,
      );
  }

  private id(text: string): string {
    const key = text.replace(/^0+(?=.)/, "");
    if (!this.seen.has(key)) this.seen.set(key, `#${this.seen.size + 1}`);
    return this.seen.get(key)!;
  }
}

/** Sorts the nodes of `ngctl list`, each with its hooks in their own order. */
function orderedNodes(text: string): string {
  const [head, ...rest] = text.split("\n");
  if (!/^There are \d+ total (named )?nodes:$/.test(head ?? "")) return orderedTypes(text);
  // A session file lists several times: each list is sorted for itself.
  const body = rest.join("\n");
  const next = body.search(/^There are /m);
  const own = next < 0 ? body : body.slice(0, next);
  const blocks = own.split(/^(?= {2}Name: )/m);
  const tail = next < 0 ? "" : orderedNodes(body.slice(next));
  const key = (block: string) =>
    block
      .replace(/ngctl\d+ */, "ngctlN ")
      .replace(/ID: \S+/, "")
      .replace(/ [0-9a-f]{8} /g, " ");
  const sorted = blocks.map((block) => block.trimEnd()).filter((block) => block !== "");
  return `${head}\n${sorted.sort((a, b) => (key(a) < key(b) ? -1 : 1)).join("\n")}\n${tail}`;
}

function orderedTypes(text: string): string {
  const next = text.search(/^There are \d+ total (named )?nodes:$/m);
  return next > 0 ? text.slice(0, next) + orderedNodes(text.slice(next)) : text;
}

/** Sorts the lines of `ngctl dot`: its order is that of the nodes. IDs become names first, so that they sort alike. */
function orderedDot(text: string): string {
  if (!/^(di)?graph netgraph/.test(text)) return text;
  const names = new Map<string, string>();
  for (const [, id, name] of text.matchAll(/"([0-9a-f]+)" \[ label = "\{([^:]*):/g)) {
    names.set(id!, name!.replace(/^ngctl\d+$/, "ngctlN"));
  }
  const named = text.replace(
    /"([0-9a-f]+)(\.[^"]+)?"/g,
    (_, id: string, hook = "") => `"<${names.get(id)}>${hook}"`,
  );
  return named
    .replace(/\[[0-9a-f]+\]:/g, "[id]:")
    .split("\n")
    .sort()
    .join("\n");
}
