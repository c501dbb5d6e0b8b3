/** `ngbuddy draw`: takes an order from standard input, and gives the picture out. */
import { draw } from "../../picture/formats.ts";
import type { Order } from "../drawelsewhere.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "draw",
  summary: "draw one picture of the page; how the server's helping process is started",
  arguments: [],
  options: {},
  hidden: true,
  async run() {
    const text: Buffer[] = [];
    for await (const chunk of process.stdin) text.push(chunk);
    const { topology, format, options } = JSON.parse(Buffer.concat(text).toString()) as Order;
    const picture = await draw(topology, format, options);
    await new Promise<void>((resolve) => process.stdout.write(picture, () => resolve()));
    return exitStatus.ok;
  },
});
