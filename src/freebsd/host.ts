/** The FreeBSD that this runs on, as a Host: the kernel's netgraph, the base system's commands, its files. */
import type { KernelCalls } from "../calls/calls.ts";
import { kernelBy } from "../calls/kernel.ts";
import { sysctlBy } from "../calls/sysctl.ts";
import { CommandError } from "../host/commanderror.ts";
import { loadModules } from "../host/commands.ts";
import { LibcError } from "../host/ffi.ts";
import type { Host } from "../host/host.ts";
import type { HostKernel } from "../host/kernel.ts";
import { type Processes, plainProcesses, processesBy } from "../host/processes.ts";
import { realFiles } from "../host/realfiles.ts";
import { errno, NetgraphError } from "../netgraph/errno.ts";
import type { NetgraphSocket } from "../netgraph/socket.ts";
import type { CommandOptions } from "./commands.ts";
import { openKernelCalls } from "./kernelcalls.ts";
import { processBegan, uptimeOf } from "./kernelclock.ts";
import { type Libc, openLibc } from "./libc.ts";
import { checkPermissions } from "./permissions.ts";
import { openKernelSocket } from "./socket.ts";
import type { StartProcess } from "./startprocess.ts";

/** How netgraph is reached: by sockets of the kernel's, or by a run of ngctl(8) for each message. */
export type NetgraphWay = "socket" | "ngctl";
/** How all else of the host is reached: by the kernel's own calls, or by the base system's commands. */
export type HostWay = "kernel" | "commands";

/** How the host is reached; whatever is left out is as on a FreeBSD that this process runs on. */
export interface FreebsdOptions {
  /** How to reach netgraph; the kernel's socket when libc can be called, else ngctl. */
  readonly way?: NetgraphWay | undefined;
  /** Where commands are, instead of the base system's places; for trying this host elsewhere. */
  readonly pathOf?: CommandOptions["pathOf"];
  /** The system calls, instead of this system's. */
  readonly libc?: () => Promise<Libc>;
  /** Below what the files are; `/` unless this host is tried elsewhere. */
  readonly root?: string;
  /** The calls that ask the kernel of everything but netgraph, instead of this system's. */
  readonly calls?: () => Promise<KernelCalls>;
  /** How to reach all that is not netgraph; the kernel's calls when libc can be called, else the base system's commands. */
  readonly hostWay?: HostWay | undefined;
  /** Told in a line of what was strange about ngbuddy's own files and had to be mended. */
  readonly remark?: (line: string) => void;
  /** Whose process this is, by user ID; undefined where the system has none. */
  readonly uid: number | undefined;
}

let sockets = 0;

/** A name that no other process has, nor another socket of this one. */
function socketName(): string {
  const number = sockets++;
  return `ngbuddy${process.pid}${number === 0 ? "" : `-${number}`}`;
}

/** Returns the FreeBSD that this runs on as a Host. Nothing is opened, loaded or run before it is asked for. */
export function freebsdHost(options: FreebsdOptions): Host {
  let start: Promise<StartProcess> | undefined;
  const run: Host["run"] = async (argv, more) => {
    const { runBaseCommand } = await import("./commands.ts");
    start ??= startProcesses(options.hostWay);
    return await runBaseCommand(argv, await start, { ...more, pathOf: options.pathOf });
  };
  let libc: Promise<Libc> | undefined;
  let opened: Promise<KernelCalls | undefined> | undefined;
  /** undefined where libc cannot be called. */
  const kernelCalls = () => {
    opened ??= (options.calls ?? openKernelCalls)().catch((error: unknown) => {
      if (error instanceof LibcError && options.hostWay !== "kernel") return undefined;
      throw error;
    });
    return opened;
  };
  let own: Promise<HostKernel | undefined> | undefined;
  const kernel = async () => {
    if (options.hostWay === "commands") return undefined;
    own ??= kernelCalls().then((calls) => calls && kernelBy(calls, run));
    return await own;
  };
  const sysctl = async () => {
    const calls = await kernelCalls();
    return calls && sysctlBy(calls);
  };
  let known: Promise<Processes> | undefined;
  const processes = () => {
    known ??= sysctl().then((calls) =>
      calls === undefined ? plainProcesses() : processesBy((pid) => processBegan(calls, pid)),
    );
    return known;
  };

  async function openNetgraph(): Promise<NetgraphSocket> {
    await checkPermissions(host, options.uid);
    if (options.way !== "ngctl") {
      try {
        libc ??= (options.libc ?? openLibc)();
        return await openWithModule(await libc, host);
      } catch (error) {
        if (!(error instanceof LibcError) || options.way === "socket") throw error;
      }
    }
    const { openNgctlSocket } = await import("./ngctlsocket.ts");
    return openNgctlSocket(
      (args, stdin) => run(["ngctl", ...args], stdin === undefined ? {} : { stdin }),
      socketName(),
    );
  }

  const host: Host = {
    kind: "freebsd",
    description: `FreeBSD${options.root === undefined ? "" : ` at ${options.root}`}`,
    openNetgraph,
    run,
    kernel,
    files: realFiles({ root: options.root ?? "/", remark: options.remark, processes }),
    now: () => Date.now() / 1000,
    uptime: async () => uptimeOf(await sysctl(), run),
    processes,
  };
  return host;
}

/** How processes are started: by posix_spawn(3) when libc can be called, else as this runtime starts them. */
async function startProcesses(way: HostWay | undefined): Promise<StartProcess> {
  if (way !== "commands") {
    try {
      const [{ openSpawnCalls }, { startBy }] = await Promise.all([
        import("./spawncalls.ts"),
        import("./posixspawn.ts"),
      ]);
      return startBy(await openSpawnCalls());
    } catch (error) {
      if (!(error instanceof LibcError)) throw error;
    }
  }
  const { startByRuntime } = await import("./childprocess.ts");
  return startByRuntime;
}

/** A kernel that does not know PF_NETGRAPH lacks a module: it is loaded, as libnetgraph(3) does. */
async function openWithModule(libc: Libc, host: Host): Promise<NetgraphSocket> {
  try {
    return openKernelSocket(libc, socketName());
  } catch (error) {
    const missing: readonly number[] = [
      errno.EPROTONOSUPPORT,
      errno.EAFNOSUPPORT,
      errno.EPFNOSUPPORT,
    ];
    if (!(error instanceof NetgraphError) || !missing.includes(error.errno)) throw error;
    try {
      await loadModules(host, ["ng_socket"]);
    } catch (failure) {
      const said =
        failure instanceof CommandError ? failure.result.stderr.trim() : (failure as Error).message;
      throw new NetgraphError("load", "ng_socket", error.errno, said);
    }
    return openKernelSocket(libc, socketName());
  }
}
