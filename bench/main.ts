/** `npm run bench`: measures, and prints what it measured. */
import { cpus } from "node:os";
import { words } from "./buddy.ts";
import { frames, messages, size } from "./kernel.ts";
import { manyJails } from "./lab.ts";
import { show } from "./measure.ts";
import { pictures } from "./pictures.ts";
import { web } from "./web.ts";

console.log(
  `${cpus()[0]?.model ?? "unknown processor"}, ${cpus().length} cores, Bun ${Bun.version}`,
);
show("Control messages, in one process", await messages());
show("Frames through a bridge, one core", await frames());
show("Memory and time of large graphs", await size());
show("The buddy's words in a lab", await words());
show("A lab with 1,000 jails", await manyJails(1000));
show("Pictures", await pictures());
show("The live page of 1,000 links, in headless Chromium", await web());
