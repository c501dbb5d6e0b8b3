/** A lab in this process as a Host: its netgraph, its kernel, its commands and its files, with nothing in between. */
import { FileError, type Host, type HostFiles, ownPlaces } from "../host/host.ts";
import { plainProcesses } from "../host/processes.ts";
import { errnoText, NetgraphError } from "../netgraph/errno.ts";
import type { NetgraphSocket } from "../netgraph/socket.ts";
import type { Debt } from "./base/meter.ts";
import { directoryOf, type Files, normalPath } from "./files/files.ts";
import type { Jail } from "./jails/jail.ts";
import { openSocket } from "./kernel/socket.ts";
import { labKernel } from "./kernelcalls.ts";
import type { System } from "./process/process.ts";

/** Which part of the lab is meant, and where its files are. */
export interface LabHostOptions {
  /** The jail whose network stack is meant; the host's own otherwise. */
  readonly jail?: Jail | undefined;
  /** Where the lab's files lie on disk, when other processes edit them too; the lab's own tree otherwise. */
  readonly files?: HostFiles | undefined;
}

let sockets = 0;

/** The emulated host runs in this process. */
const processes = plainProcesses();

export function labHost(lab: System, options: LabHostOptions = {}): Host {
  const run: Host["run"] = async (argv, runOptions) => {
    const result = await lab.capture(argv, {
      jail: options.jail,
      ...(runOptions?.stdin === undefined ? {} : { text: runOptions.stdin }),
    });
    return { argv, ...result };
  };
  const kernel = labKernel(lab, options.jail, run);
  const graph = options.jail?.vnet?.graph ?? lab.host.graph;
  return {
    kind: "lab",
    description: `lab ${lab.hostname}`,
    async openNetgraph() {
      const socket = openSocket(graph, `ngbuddy${process.pid}-${sockets++}`);
      return metered(socket, lab.meter.debt());
    },
    run,
    kernel: async () => kernel,
    files: options.files ?? hostFiles(lab.files),
    now: () => lab.clock.epoch(),
    uptime: async () => ({ boot: lab.bootId, seconds: lab.clock.now() / 1000 }),
    processes: async () => processes,
  };
}

/** The same socket, its messages counted. */
function metered(socket: NetgraphSocket, debt: Debt): NetgraphSocket {
  return {
    name: socket.name,
    send(path, message) {
      const sent = socket.send(path, message);
      debt.add("message");
      const paid = debt.pay();
      return paid === undefined ? sent : paid.then(() => sent);
    },
    receive: () => socket.receive(),
    setReceiveBuffer: (bytes) => socket.setReceiveBuffer(bytes),
    openData: () => socket.openData(),
    close: () => socket.close(),
  };
}

/** Who took a lock last, and has or waits for it, by the lock's name. */
const locks = new WeakMap<Files, Map<string, Promise<void>>>();

/** Waits for whoever took the lock before. */
async function lock(files: Files, name: string): Promise<() => void> {
  const taken = locks.get(files) ?? new Map<string, Promise<void>>();
  locks.set(files, taken);
  const before = taken.get(name);
  let letGo = () => {};
  taken.set(
    name,
    new Promise((resolve) => {
      letGo = resolve;
    }),
  );
  await before;
  return letGo;
}

/** The lab's file tree as HostFiles. Nothing can come between reading and writing, so that an edit needs no lock. */
function hostFiles(files: Files): HostFiles {
  const write = (path: string, text: string) => {
    files.makeDirectory(directoryOf(path));
    files.write(path, text);
  };
  const textOf = (path: string) => (files.exists(path) ? files.read(path) : undefined);
  const all: HostFiles = {
    read: async (path) => attempt("read", path, () => textOf(path)),
    list: async (path) => attempt("list", path, () => (files.exists(path) ? files.list(path) : [])),
    edit: async (path, edit) => {
      const old = attempt("read", path, () => textOf(path));
      const text = edit(old);
      if (text !== undefined && text !== old) attempt("write", path, () => write(path, text));
    },
    append: async (path, text) =>
      attempt("write", path, () => write(path, (textOf(path) ?? "") + text)),
    remove: async (path) => {
      attempt("remove", path, () => {
        if (files.exists(path)) files.remove(path);
      });
    },
    setAside: async (path) =>
      attempt("write", path, () => {
        const top = Object.values(ownPlaces).find((place) => path.startsWith(`${place}/`))!;
        const to = `${top}/strange/${path.slice(path.lastIndexOf("/") + 1)}`;
        files.makeDirectory(directoryOf(to));
        for (let count = 0; ; count++) {
          const free = count === 0 ? to : `${to}.${count}`;
          if (files.exists(free)) continue;
          files.rename(path, free);
          return free;
        }
      }),
    lock: (name) => lock(files, name),
    // Nobody but the lab's own commands is in there.
    inside(root) {
      const below = (path: string) => normalPath(`${root}/${normalPath(path)}`);
      const { read, edit, remove } = all;
      return {
        read: (path) => read(below(path)),
        edit: (path, change) => edit(below(path), change),
        remove: (path) => remove(below(path)),
      };
    },
  };
  return all;
}

function attempt<T>(operation: FileError["operation"], path: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof NetgraphError)) throw error;
    throw new FileError(operation, path, error.errno, errnoText(error.errno).toLowerCase());
  }
}
