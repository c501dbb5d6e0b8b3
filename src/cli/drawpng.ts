/** PNGs are drawn by a process of their own: a large one takes seconds and hundreds of megabytes, in which a server has others to answer. */
import { spawn } from "node:child_process";
import type { Topology } from "../buddy/topology.ts";
import type { PictureOptions } from "../picture/index.ts";
import { exitStatus } from "./io.ts";

/** No picture takes that long, milliseconds. */
const PATIENCE = 120_000;

export interface Order {
  readonly topology: Topology;
  readonly options: PictureOptions;
}

/** Draws a PNG in a process that `self` starts. Throws when that fails, or is no longer wanted. */
export async function drawPngElsewhere(
  self: readonly string[],
  order: Order,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const [program, ...args] = self;
  const child = spawn(program!, [...args, "draw-png"], {
    stdio: ["pipe", "pipe", "pipe"],
    signal,
    timeout: PATIENCE,
    killSignal: "SIGKILL",
  });
  const picture: Buffer[] = [];
  let said = "";
  child.stdout.on("data", (chunk: Buffer) => picture.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk;
  });
  // It may be gone before it has read all; its exit status says so.
  child.stdin.on("error", () => {});
  child.stdin.end(JSON.stringify(order));
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on("error", reject);
    child.on("close", resolve);
  });
  if (status === exitStatus.ok) return Buffer.concat(picture);
  throw new Error(`the picture could not be drawn: ${said.split("\n")[0] || "killed"}`);
}
