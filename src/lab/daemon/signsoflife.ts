/** Signs of life: whoever waits for a lab that is stopped or stuck is told so, instead of waiting for ever. */
import { execFileSync } from "node:child_process";
import { connect, type Socket } from "node:net";
import { type LabDirectory, runningPid } from "./directory.ts";
import { LabError } from "./error.ts";

/** A lab whose process is there and says nothing. */
export class SilentLab extends LabError {}

/** Milliseconds. What is counted is ticks: time in which we were stopped ourselves is not the lab's. */
const TICK = 250;
/** After so much silence it is asked whether it is there, and is given up after so much. */
const ASK_AFTER = 2000;
const MAX_SILENCE = 5000;
/** One that is seen computing is given more. */
const MAX_SILENCE_AT_WORK = 30_000;

interface Watch {
  readonly sockets: Set<Socket>;
  /** Bytes that had come by the last tick. */
  heard: number;
  silence: number;
  question?: Socket | undefined;
}

const watches = new Map<string, Watch>();

/** Destroys the connection, as every other one to the same lab, with a SilentLab error when the lab has not answered for long. */
export function watchForLife(directory: LabDirectory, socket: Socket): void {
  const known = watches.get(directory.path);
  if (known !== undefined) {
    join(known, socket);
    return;
  }
  const watch: Watch = { sockets: new Set(), heard: 0, silence: 0 };
  watches.set(directory.path, watch);
  join(watch, socket);
  const timer = setInterval(() => {
    if (watch.sockets.size > 0) look(directory, watch);
    else {
      clearInterval(timer);
      watches.delete(directory.path);
    }
  }, TICK);
  // The connections keep the process alive, and nothing else does.
  timer.unref();
}

function join(watch: Watch, socket: Socket): void {
  // With none open nobody was waiting.
  if (watch.sockets.size === 0) watch.silence = 0;
  watch.sockets.add(socket);
  socket.on("close", () => watch.sockets.delete(socket));
}

function look(directory: LabDirectory, watch: Watch): void {
  const heard = [...watch.sockets].reduce((sum, { bytesRead }) => sum + bytesRead, 0);
  watch.silence = heard === watch.heard ? watch.silence + TICK : 0;
  watch.heard = heard;
  if (watch.silence >= ASK_AFTER) watch.question ??= ask(directory, watch);
  if (watch.silence < MAX_SILENCE) return;
  const pid = runningPid(directory);
  if (watch.silence < MAX_SILENCE_AT_WORK && pid !== undefined && isComputing(pid)) return;
  const who = pid === undefined ? "" : ` (pid ${pid})`;
  const error = new SilentLab(`the lab in ${directory.path} does not answer${who}`);
  watch.question?.destroy();
  for (const socket of watch.sockets) socket.destroy(error);
}

/** Asks the lab something: that it answers is all that matters. */
function ask(directory: LabDirectory, watch: Watch): Socket {
  const socket = connect(directory.commandSocket, () => socket.write('{"about":true}\n'));
  socket.on("data", () => {
    watch.silence = 0;
    socket.destroy();
  });
  // One that has gone closes its connections by itself.
  socket.on("error", () => socket.destroy());
  socket.on("close", () => {
    watch.question = undefined;
  });
  return socket;
}

/** Does a process run or wait for a processor, as ps(1) sees it? One that is stopped or asleep does not. */
function isComputing(pid: number): boolean {
  try {
    return execFileSync("ps", ["-o", "state=", "-p", String(pid)], { encoding: "utf8" })
      .trim()
      .startsWith("R");
  } catch {
    return false;
  }
}
