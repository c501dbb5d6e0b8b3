/** `ngbuddy draw-png`: takes an order from standard input, and gives the picture out. */
import { draw } from "../../picture/index.ts";
import type { Order } from "../drawpng.ts";
import { exitStatus } from "../io.ts";
import { makeSubcommand } from "../makesubcommand.ts";

export const subcommand = makeSubcommand({
  name: "draw-png",
  summary: "draw one picture of the page; how the server's helping process is started",
  arguments: [],
  options: {},
  hidden: true,
  async run() {
    const text: Buffer[] = [];
    for await (const chunk of process.stdin) text.push(chunk);
    const { topology, options } = JSON.parse(Buffer.concat(text).toString()) as Order;
    const picture = await draw(topology, "png", options);
    await new Promise<void>((resolve) => process.stdout.write(picture, () => resolve()));
    return exitStatus.ok;
  },
});
