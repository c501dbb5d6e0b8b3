/** Processes by node:child_process, where libc cannot be called. */
import { type ChildProcess, type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { constants } from "node:os";
import type { Readable } from "node:stream";
import { DRAIN, type End, type StartProcess } from "./startprocess.ts";

/** Starts a process by the runtime's own means. */
export const startByRuntime: StartProcess = (started) =>
  new Promise((resolve) => {
    const { path, args, env, stdin, limit, maxOutput, isApart } = started;
    let child: ChildProcessWithoutNullStreams;
    try {
      child = spawn(path, args, {
        stdio: ["pipe", "pipe", "pipe"],
        env: { ...env },
        detached: isApart,
      });
    } catch (error) {
      // Of a file that is no program (ENOEXEC) nothing is told later.
      const why = (error as Error).message;
      return resolve({ end: { how: "failed", why }, stdout: "", stderr: "" });
    }
    const ended = (end: End) => {
      clearTimeout(late);
      resolve({ end, stdout: stdout(), stderr: stderr() });
    };
    // One that cannot be killed, waiting for a disk or for a lock in the kernel, is not waited for either.
    const kill = (end: End) => {
      abandon(child);
      ended(end);
    };
    const late = setTimeout(() => kill({ how: "too late" }), limit);
    const tooMuch = () => kill({ how: "too much" });
    const stdout = collect(child.stdout, maxOutput, tooMuch);
    const stderr = collect(child.stderr, maxOutput, tooMuch);
    // A command that does not read what it is given (EPIPE) is judged by its exit status alone.
    child.stdin.on("error", () => {});
    child.stdin.end(stdin);
    child.on("error", (error: NodeJS.ErrnoException) => {
      const missing = error.code === "ENOENT" || error.code === "EACCES";
      ended(missing ? { how: "not found" } : { how: "failed", why: error.message });
    });
    child.on("exit", (code, signal) => {
      const end: End =
        code === null
          ? { how: "signalled", signal: constants.signals[signal!] }
          : { how: "exited", status: code };
      const drained = setTimeout(() => {
        child.stdout.destroy();
        child.stderr.destroy();
        ended(end);
      }, DRAIN);
      child.on("close", () => {
        clearTimeout(drained);
        ended(end);
      });
    });
  });

/** Collects what is printed, up to so many bytes. Returns the function that gives its text, whatever bytes it was of. */
function collect(stream: Readable, maxBytes: number, tooMuch: () => void): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  stream.on("data", (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > maxBytes) tooMuch();
    else chunks.push(chunk);
  });
  return () => Buffer.concat(chunks).toString("utf8");
}

function abandon(child: ChildProcess): void {
  child.kill("SIGKILL");
  for (const stream of child.stdio) stream?.destroy();
  child.unref();
}
