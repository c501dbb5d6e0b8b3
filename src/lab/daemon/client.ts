/** Talks to a lab's process: starts it, runs commands in it, stops it. */
import { spawn } from "node:child_process";
import { closeSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { createRegular } from "../../host/regular.ts";
import { DescriptionError, defaultHost, type HostDescription } from "../base/description.ts";
import type { Reach } from "../reach.ts";
import type { CableWish } from "./cablefile.ts";
import { DirectoryError, type LabDirectory } from "./directory.ts";
import { LabError, NoSuchError } from "./error.ts";
import { lineSplitter, piecesOf } from "./lines.ts";
import { PlugError } from "./plugerror.ts";
import type {
  About,
  CaptureTotals,
  Reply,
  Request,
  RunDetails,
  TapName,
  TapWish,
} from "./protocol.ts";
import { SilentLab, watchForLife } from "./signsoflife.ts";
import { checkLab, makeLab, openLog, TrustError } from "./trust.ts";

/** Where what a command prints goes. */
export interface Streams {
  out(text: string): void;
  err(text: string): void;
}

/** A command that runs in a lab's process. */
export interface RemoteCommand {
  /** The command's exit status. Throws a LabError when the lab dies. */
  readonly status: Promise<number>;
  input(text: string): void;
  endInput(): void;
  interrupt(): void;
}

/** Starts a command in a running lab. `onAsk` is called when it waits for input, if it was to ask (`details.asks`). */
export async function startCommand(
  directory: LabDirectory,
  argv: readonly string[],
  streams: Streams,
  details: RunDetails = {},
  onAsk: () => void = () => {},
): Promise<RemoteCommand> {
  const socket = await open(directory);
  const send = (request: Request) => socket.write(`${JSON.stringify(request)}\n`);
  const status = new Promise<number>((resolve, reject) => {
    onReplies(socket, (reply) => {
      if ("out" in reply) streams.out(reply.out);
      else if ("err" in reply) streams.err(reply.err);
      else if ("exit" in reply) resolve(reply.exit);
      else if ("ask" in reply) onAsk();
      else if ("error" in reply) reject(refusal(directory, reply.error));
    });
    socket.on("error", (error) => {
      if (error instanceof SilentLab) reject(error);
      socket.destroy();
    });
    socket.on("close", () =>
      reject(new LabError(`the lab in ${directory.path} died while it ran ${argv[0]}`)),
    );
  });
  send({ run: argv, ...details });
  return {
    status,
    input(text) {
      for (const piece of piecesOf(text)) send({ in: piece });
    },
    endInput: () => send({ end: true }),
    interrupt: () => send({ interrupt: true }),
  };
}

/** Runs a command with the given standard input and collects what it prints. */
export async function runCommand(
  directory: LabDirectory,
  argv: readonly string[],
  stdin = "",
): Promise<{ status: number; stdout: string; stderr: string }> {
  let stdout = "";
  let stderr = "";
  const command = await startCommand(directory, argv, {
    out: (text) => {
      stdout += text;
    },
    err: (text) => {
      stderr += text;
    },
  });
  if (stdin !== "") command.input(stdin);
  command.endInput();
  return { status: await command.status, stdout, stderr };
}

export async function about(directory: LabDirectory): Promise<About> {
  const reply = await ask(directory, { about: true });
  if (!("about" in reply))
    throw new LabError(`the lab in ${directory.path} gave no account of itself`);
  return reply.about;
}

/** Lets everybody in the lab ping everybody, and returns what became of it. */
export async function reach(directory: LabDirectory): Promise<Reach> {
  return (await askForJson(directory, { reach: true })) as Reach;
}

/** A capture that runs in a lab's process. */
export interface RemoteCapture {
  /** How many frames there were, and why it ended; empty where it was asked to. Throws a LabError when the lab dies, or when it has no such interface. */
  readonly ended: Promise<CaptureTotals & { readonly why: string }>;
  /** Asks it to end. */
  interrupt(): void;
}

/** Captures the frames of an interface. `onBytes` gets the file's next bytes as they come. */
export async function startRemoteCapture(
  directory: LabDirectory,
  request: { readonly capture: string; readonly count?: number },
  onBytes: (bytes: Uint8Array) => void,
): Promise<RemoteCapture> {
  const socket = await open(directory);
  const send = (one: Request) => socket.write(`${JSON.stringify(one)}\n`);
  const ended = new Promise<CaptureTotals & { readonly why: string }>((resolve, reject) => {
    onReplies(socket, (reply) => {
      if ("error" in reply) reject(refusal(directory, reply.error));
      else if ("noSuch" in reply) reject(new NoSuchError(reply.noSuch));
      else if ("captured" in reply) {
        try {
          onBytes(Buffer.from(reply.captured, "base64"));
        } catch (error) {
          reject(error);
          socket.destroy();
        }
        const { frames, dropped, ended: why } = reply;
        if (why !== undefined) resolve({ frames, dropped, why });
      }
    });
    socket.on("error", (error) => {
      if (error instanceof SilentLab) reject(error);
      socket.destroy();
    });
    socket.on("close", () => reject(new LabError(`the lab in ${directory.path} went away`)));
  });
  send(request);
  return { ended, interrupt: () => send({ interrupt: true }) };
}

/** Asks for what comes in pieces of JSON, and returns it. */
export async function askForJson(directory: LabDirectory, request: Request): Promise<unknown> {
  let text = "";
  await ask(directory, request, (reply) => {
    if (!("answer" in reply)) return false;
    text += reply.answer;
    return reply.more;
  });
  return JSON.parse(text);
}

/** Moves the lab's clock on by some seconds. */
export async function advance(directory: LabDirectory, seconds: number): Promise<void> {
  await ask(directory, { advance: seconds });
}

/** Plugs a TAP device into one of the lab's wires. Throws a PlugError that says why not. */
export async function attachTap(directory: LabDirectory, wish: TapWish): Promise<void> {
  await carryOut(directory, { attach: wish });
}

/** Takes a TAP device out of the lab's wires. Throws a PlugError when it is not there. */
export async function detachTap(directory: LabDirectory, tap: TapName): Promise<void> {
  await carryOut(directory, { detach: tap });
}

/** Plugs a cable to another lab into one of the lab's NICs. Throws a PlugError that says why not. */
export async function plugCable(directory: LabDirectory, wish: CableWish): Promise<void> {
  await carryOut(directory, { cable: wish });
}

/** Pulls the cable out of one of the lab's NICs. Throws a PlugError when there is none. */
export async function unplugCable(directory: LabDirectory, nic: string): Promise<void> {
  await carryOut(directory, { uncable: nic });
}

/** Asks for something that may be refused. Throws a PlugError then. */
async function carryOut(directory: LabDirectory, request: Request): Promise<void> {
  let why = "";
  const reply = await ask(directory, request, (one) => {
    if (!("err" in one)) return false;
    why += one.err;
    return true;
  });
  if ("exit" in reply && reply.exit !== 0) throw new PlugError(reply.exit, why);
}

/** Tells a lab its prices (`process:150ms`) for as long as this process lives, which it does not keep alive. Returns what ends them earlier. */
export async function setPrices(directory: LabDirectory, prices: string): Promise<() => void> {
  const socket = await open(directory);
  await new Promise<void>((resolve, reject) => {
    onReplies(socket, (reply) => {
      if ("error" in reply) reject(refusal(directory, reply.error));
      else resolve();
    });
    socket.on("error", (error) => {
      reject(error);
      socket.destroy();
    });
    socket.on("close", () => reject(new LabError(`the lab in ${directory.path} went away`)));
    socket.write(`${JSON.stringify({ prices } satisfies Request)}\n`);
  });
  socket.unref();
  return () => socket.destroy();
}

/**
 * What a lab tells of itself; undefined when it does not run. Throws a SilentLab error when it runs and does not answer, a TrustError
 * when its directory is not ours alone.
 */
export async function aboutRunning(directory: LabDirectory): Promise<About | undefined> {
  try {
    // Asked once: it may end between two questions.
    return await about(directory);
  } catch (error) {
    const isTold = [SilentLab, TrustError, DirectoryError].some((kind) => error instanceof kind);
    if (isTold) throw error;
    return undefined;
  }
}

/** Does the lab run, and answer? Throws as `aboutRunning` does. */
export async function isRunning(directory: LabDirectory): Promise<boolean> {
  return (await aboutRunning(directory)) !== undefined;
}

/** Starts a lab unless it runs. Returns false when it ran already. `self` is the command line that this program was started with. */
export async function startLab(
  directory: LabDirectory,
  self: readonly string[],
  description?: HostDescription,
): Promise<boolean> {
  makeLab(directory);
  if (await isRunning(directory)) return false;
  if (description !== undefined || !existsSync(directory.hostFile)) {
    const file = createRegular(directory.hostFile);
    writeFileSync(file, `${JSON.stringify(description ?? defaultHost, null, 1)}\n`);
    closeSync(file);
    // What there was before was another host, or this one as it is no more.
    rmSync(directory.state, { force: true });
  }
  const log = openLog(directory);
  const child = spawn(self[0]!, [...self.slice(1), "lab", "serve", directory.path], {
    detached: true,
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  await new Promise<void>((resolve, reject) => {
    child.once("message", () => {
      // From here on the lab lives its own life.
      child.removeAllListeners("exit");
      resolve();
    });
    child.on("error", reject);
    child.once("exit", (code) => {
      // Another one was quicker: soon its lab answers, which is what was asked for.
      if (code === ALREADY_RUNS) untilItAnswers(directory).then(resolve, reject);
      else if (code === NO_HOST) reject(new DescriptionError(lastLine(directory.log)));
      else reject(new LabError(`the lab did not start (exit ${code}): ${lastLine(directory.log)}`));
    });
  });
  child.disconnect();
  child.unref();
  return true;
}

async function untilItAnswers(directory: LabDirectory): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await isRunning(directory)) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new LabError(
    `the lab in ${directory.path} was started by another program, but does not answer`,
  );
}

/** Exit status of a lab's process that found its directory taken by another one. */
export const ALREADY_RUNS = 75;

/** Exit status of a lab's process whose directory describes no host. */
const NO_HOST = 65;

/** Stops a lab and waits until it is gone. Returns false when it did not run. */
export async function stopLab(directory: LabDirectory): Promise<boolean> {
  if (!(await isRunning(directory))) return false;
  await ask(directory, { stop: true });
  return true;
}

export async function open(
  directory: LabDirectory,
  path = directory.commandSocket,
): Promise<Socket> {
  checkLab(directory);
  return await new Promise((resolve, reject) => {
    const socket = connect(path);
    watchForLife(directory, socket);
    socket.once("connect", () => {
      socket.removeAllListeners("error");
      resolve(socket);
    });
    socket.once("error", (error) => {
      const none = `no lab answers in ${directory.path}; start it: ngbuddy lab start`;
      reject(error instanceof SilentLab ? error : new LabError(none));
    });
  });
}

/** Asks one question. Returns the reply, the last one where `isMore` says of others that more come. */
async function ask(
  directory: LabDirectory,
  request: Request,
  isMore: (reply: Reply) => boolean = () => false,
): Promise<Reply> {
  const socket = await open(directory);
  return await new Promise((resolve, reject) => {
    onReplies(socket, (reply) => {
      if ("error" in reply) reject(refusal(directory, reply.error));
      else if (isMore(reply)) return;
      else resolve(reply);
      socket.end();
    });
    socket.on("error", (error) => {
      if (error instanceof SilentLab) reject(error);
      socket.destroy();
    });
    socket.on("close", () => reject(new LabError(`the lab in ${directory.path} went away`)));
    socket.write(`${JSON.stringify(request)}\n`);
  });
}

/** What the lab says of a request that it does not answer. */
export function refusal(directory: LabDirectory, error: string): LabError {
  return new LabError(`the lab in ${directory.path} refuses that: ${error}`);
}

/** Reads the lab's replies as they come. */
export function onReplies(socket: Socket, onReply: (reply: Reply) => void): void {
  socket.setEncoding("utf8");
  const split = lineSplitter((line) => onReply(JSON.parse(line) as Reply));
  socket.on("data", (chunk: string) => split(chunk));
}

function lastLine(file: string): string {
  if (!existsSync(file)) return "it has no log";
  const last = readFileSync(file, "utf8").trimEnd().split("\n").at(-1) ?? "";
  return last.replace(/^ngbuddy: /, "");
}
