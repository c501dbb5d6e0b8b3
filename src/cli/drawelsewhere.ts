/** Pictures that are slow to draw are drawn by a process of their own: a large PNG takes seconds and hundreds of megabytes, in which a server has others to answer. */
import { spawn } from "node:child_process";
import type { Topology } from "../buddy/topology.ts";
import type { PictureOptions } from "../picture/formats.ts";
import { exitStatus } from "./io.ts";

/** No picture takes that long, milliseconds. */
const PATIENCE = 120_000;

/** A picture that another process is to draw, as it reads it from its standard input: JSON. */
export interface Order {
  readonly topology: Topology;
  /** The extension of its format. */
  readonly format: string;
  readonly options: PictureOptions;
}

/** Draws a picture in a process that `self` starts. Throws when that fails, or is no longer wanted. */
export async function drawElsewhere(
  self: readonly string[],
  order: Order,
  signal: AbortSignal,
): Promise<Uint8Array> {
  const [program, ...args] = self;
  const child = spawn(program!, [...args, "draw"], {
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
