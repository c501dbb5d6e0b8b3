/** A host of a fleet as it is in the field: a lab and an agent, each a process of its own, and a wire to the servers. */
import { type ChildProcess, spawn } from "node:child_process";
import {
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate } from "node:timers/promises";
import type { AgentFile } from "../../src/fleet/shapes.ts";
import { startLab, stopLab } from "../../src/lab/daemon/client.ts";
import { type LabDirectory, labDirectory, runningPid } from "../../src/lab/daemon/directory.ts";
import { executable } from "./executable.ts";

const program: readonly string[] = [executable];

export interface FleetHost {
  readonly name: string;
  /** Runs a subcommand on it, with this input. Throws when it fails or says something else than it should: what is the matter then. */
  holds(
    matter: string,
    argv: readonly string[],
    wish?: { readonly input?: string; readonly says?: string },
  ): Promise<void>;
  /** What its agents said last. */
  lastWords(): string;
  /** Kills its agent, and starts another one. */
  restartAgent(): Promise<void>;
  /** Cuts its power, and boots it: only its files are left. */
  cutPower(): Promise<void>;
  /** Boots it in order. */
  reboot(): Promise<void>;
  /** Cuts all its connections; they can be taken up again at once. */
  cut(): void;
  [Symbol.asyncDispose](): Promise<void>;
}

/** Makes a host with this rc.conf, whose agent reaches servers at these ports. */
export async function fleetHost(
  file: AgentFile,
  rc: string,
  ports: readonly number[],
): Promise<FleetHost> {
  const directory = labDirectory(mkdtempSync(join(tmpdir(), "ngbuddy-host-")));
  const etc = join(directory.root, "etc");
  mkdirSync(etc, { recursive: true });
  writeFileSync(join(etc, "rc.conf"), rc);
  const wires = await Promise.all(ports.map((port) => wire(port)));
  const servers = wires.map(({ port }) => `nats://127.0.0.1:${port}`);
  writeFileSync(join(etc, "ngbuddy.agent"), JSON.stringify({ ...file, servers }));
  const env = {
    ...process.env,
    NGBUDDY_LAB: directory.path,
    XDG_STATE_HOME: join(directory.path, "state"),
  };
  const logFile = join(directory.path, "agent.log");
  let agent: ChildProcess | undefined;
  const startAgent = () => {
    const argv = ["agent", "--file", "/etc/ngbuddy.agent", "--interval", "1"];
    const [command, ...rest] = [...program, ...argv];
    const log = openSync(logFile, "a");
    agent = spawn(command!, rest, { env, stdio: ["ignore", "ignore", log] });
    closeSync(log);
  };
  const end = async (child: ChildProcess | undefined) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  };
  const lab = async (subcommand: string) => {
    const argv = [...program, "lab", subcommand];
    if ((await Bun.spawn(argv, { env, stdout: "ignore", stderr: "ignore" }).exited) !== 0)
      throw new Error(`${file.host} does not come up again`);
  };
  await startLab(directory, program);
  startAgent();
  return {
    name: file.host,
    async holds(matter, argv, { input = "", says } = {}) {
      const stdin = new TextEncoder().encode(input);
      const child = Bun.spawn([...program, ...argv], {
        env,
        stdin,
        stdout: "pipe",
        stderr: "pipe",
      });
      const [stdout, stderr] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
      ]);
      if ((await child.exited) === 0 && (says === undefined || stdout === says)) return;
      throw new Error(`${file.host} ${matter}: ${stdout}${stderr}`);
    },
    lastWords: () => readFileSync(logFile, "utf8").split("\n").slice(-12).join("\n"),
    async restartAgent() {
      await end(agent);
      startAgent();
    },
    async cutPower() {
      await endLab(directory);
      await startLab(directory, program);
      await lab("boot");
    },
    reboot: () => lab("reboot"),
    cut() {
      for (const one of wires) one.cut();
    },
    async [Symbol.asyncDispose]() {
      await end(agent);
      await stopLab(directory);
      for (const one of wires) one.end();
      rmSync(directory.path, { recursive: true, force: true });
    },
  };
}

/** Kills a lab's process. */
async function endLab(directory: LabDirectory): Promise<void> {
  const pid = runningPid(directory)!;
  process.kill(pid, "SIGKILL");
  const isThere = () => {
    try {
      process.kill(pid, 0);
      return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, "utf8"));
    } catch {
      return false;
    }
  };
  while (isThere()) await setImmediate();
}

/** A way to a server that can be cut. */
async function wire(to: number) {
  const sockets = new Set<Socket>();
  const server: Server = createServer((client) => {
    const other = connect(to, "127.0.0.1");
    for (const [from, onto] of [
      [client, other],
      [other, client],
    ] as const) {
      sockets.add(from);
      from.on("error", () => onto.destroy());
      from.on("close", () => {
        sockets.delete(from);
        onto.destroy();
      });
      from.pipe(onto);
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    cut,
    end() {
      server.close();
      cut();
    },
  };
}
