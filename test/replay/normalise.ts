/** Takes out of an answer what differs from run to run and does not count: IDs, process numbers, made-up addresses, order of nodes. */
import { orderDot, orderLists } from "./order.ts";

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
    const known = (id: string) => this.seen.get(id) ?? "";
    return this.replace(orderDot(orderLists(text, known), known));
  }

  private replace(text: string): string {
    const isDot = /^(di)?graph netgraph/.test(text);
    return (
      text
        // A column stays as wide as it was.
        .replace(/ngctl\d+( *)/g, (all, spaces: string) =>
          spaces === "" ? "ngctlN" : "ngctlN".padEnd(all.length),
        )
        .replace(/ID: ([0-9a-f]{8})/g, (_, id: string) => `ID: ${this.id(id)}`)
        .replace(/\[([0-9a-f]+)\]:/g, (_, id: string) => `[${this.id(id)}]:`)
        .replace(
          /^( {2}\S+ +\S+ +\S+ +)([0-9a-f]{8}) /gm,
          (_, before: string, id: string) => `${before}${this.id(id)} `,
        )
        .replace(/58:9c:fc:10:[0-9a-f]{2}:[0-9a-f]{2}/g, "58:9c:fc:10:x:x")
        .replace(/5a9c:fcff:fe10:[0-9a-f]{4}/g, "5a9c:fcff:fe10:xxxx")
        .replace(/"([0-9a-f]+)(\.[^"]+)?"/g, (all, id: string, hook: string | undefined) =>
          isDot ? `"${this.id(id)}${hook ?? ""}"` : all,
        )
    );
  }

  private id(text: string): string {
    const key = text.replace(/^0+(?=.)/, "");
    if (!this.seen.has(key)) this.seen.set(key, `#${this.seen.size + 1}`);
    return this.seen.get(key)!;
  }
}
