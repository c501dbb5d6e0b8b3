/** A real NATS server for tests, on a port that the system chooses. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

export interface NatsServer {
  readonly port: number;
  /** Ends it as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again, at the same port with the same store; with other lines, when some are given. */
  start(lines?: string): Promise<void>;
  /** Has it read other lines while it runs, as nats-server --signal reload does. */
  reload(lines: string): void;
  /** Ends it, and removes what it kept. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** Debian keeps it where only root looks. */
const PATH = `${process.env["PATH"]}:/usr/sbin:/usr/local/sbin`;

/** Starts a server with these lines in its configuration, and those by which it listens and keeps. */
export async function natsServer(lines: string, more = ""): Promise<NatsServer> {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-nats-"));
  const file = join(directory, "nats.conf");
  let port = -1;
  let child: ChildProcess | undefined;
  let last = lines;
  let listens: readonly string[] = [];
  const start = async (now = last) => {
    last = now;
    const own = [
      `listen: "127.0.0.1:${port}"`,
      `jetstream { store_dir: ${JSON.stringify(join(directory, "store"))} }`,
    ];
    listens = [...own, more];
    writeFileSync(file, [...listens, now].join("\n"));
    const started = spawn("nats-server", ["-c", file], {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, PATH },
    });
    child = started;
    const failed = new Promise<never>((_, reject) => started.on("error", reject));
    const said: string[] = [];
    const ready = (async () => {
      for await (const line of createInterface({ input: started.stderr! })) {
        said.push(line);
        const [, at] = /Listening for client connections on .*:(\d+)$/.exec(line) ?? [];
        if (at !== undefined) port = Number(at);
        if (line.includes("Server is ready")) {
          // What it says from now on nobody reads; its pipe must not run full.
          started.stderr!.resume();
          return;
        }
      }
      throw new Error(`nats-server ended: ${said.join("\n")}`);
    })();
    await Promise.race([ready, failed]);
  };
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child!.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  };
  await start();
  return {
    get port() {
      return port;
    },
    kill,
    start,
    reload(now) {
      writeFileSync(file, [...listens, now].join("\n"));
      child!.kill("SIGHUP");
    },
    async [Symbol.asyncDispose]() {
      await kill();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}
