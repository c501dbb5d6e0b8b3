/** `npm run bench`: measures, and prints what it measured. With names of parts only those; `--live` measures this FreeBSD host. */
import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { capturing } from "./capture.ts";
import { survival } from "./chaos.ts";
import { fleet } from "./fleet.ts";
import { fleetWeb } from "./fleetweb.ts";
import { frames, messages, size } from "./kernel.ts";
import { manyJails } from "./lab.ts";
import { LiveError, live, thisHost } from "./live.ts";
import { type Row, show } from "./measure.ts";
import { pictures } from "./pictures.ts";
import { PRICES, subcommands } from "./subcommands.ts";
import { web } from "./web.ts";
import { wires } from "./wires.ts";

const COMMANDS_SIZES = [1, 30, 140];
const prices = process.env["NGBUDDY_LAB_COST"] || PRICES;

const parts: { readonly [name: string]: readonly (readonly [string, () => Promise<Row[]>])[] } = {
  kernel: [
    ["Control messages, in one process", messages],
    ["Frames through a bridge, one core", frames],
    ["Memory and time of large graphs", size],
  ],
  subcommands: [
    [`Subcommands in a lab at ${prices}`, () => subcommands("kernel")],
    [
      `The same with NGBUDDY_HOST=commands, a process for what calls do`,
      () => subcommands("commands", COMMANDS_SIZES),
    ],
  ],
  jails: [["A lab with 1,000 jails", () => manyJails(1000)]],
  capture: [["Capturing a link, in one process", capturing]],
  wires: [["TCP between two network namespaces of Linux, by iperf3", wires]],
  pictures: [["Pictures", pictures]],
  fleet: [["A fleet of 100 hosts with 100 jails each", () => fleet(100, 100)]],
  chaos: [
    [
      "Ten hosts and three servers; what runs dies at random for ten minutes while changes roll out",
      () => survival(10, 600),
    ],
  ],
  web: [
    ["The live page of 1,000 links, in headless Chromium", web],
    ["The page of 100 hosts with 100 guests each, in headless Chromium", fleetWeb],
  ],
};

const EX_USAGE = 64;
const EX_UNAVAILABLE = 69;

function end(status: number, message: string): never {
  console.error(`bench: ${message}`);
  process.exit(status);
}

function read() {
  try {
    return parseArgs({ allowPositionals: true, options: { live: { type: "boolean" } } });
  } catch (error) {
    return end(EX_USAGE, (error as Error).message);
  }
}

const { positionals, values } = read();
const wrong = positionals.find((name) => !Object.hasOwn(parts, name));
if (wrong !== undefined)
  end(EX_USAGE, `there is no part "${wrong}"; there are ${Object.keys(parts).join(", ")}`);

console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Bun ${Bun.version}`,
);
if (values.live) {
  const interrupt = new AbortController();
  process.on("SIGINT", () => interrupt.abort());
  try {
    show("Subcommands on this host", await live(thisHost, undefined, interrupt.signal));
  } catch (error) {
    if (error instanceof LiveError) end(EX_UNAVAILABLE, error.message);
    throw error;
  }
} else {
  for (const name of positionals.length > 0 ? positionals : Object.keys(parts))
    for (const [title, measure] of parts[name]!) show(title, await measure());
}
