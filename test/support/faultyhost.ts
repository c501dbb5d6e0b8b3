/** A host that breaks at a chosen moment: the n-th thing that is asked of it fails, or the process that asks is killed there. */
import { FileError, type Host } from "../../src/host/host.ts";
import { aroundKernel } from "../../src/host/kernel.ts";
import { KernelError } from "../../src/host/kernelerror.ts";
import { errno, NetgraphError } from "../../src/netgraph/errno.ts";
import type { NetgraphSocket } from "../../src/netgraph/socket.ts";

/** What breaks. */
export type FaultKind =
  /** The operation fails, once. */
  | "error"
  /** It and all of its kind fail from then on. */
  | "stays"
  /** Nothing more is done by this process (SIGKILL). */
  | "kill"
  /** Nothing can be written any more; what is there can be removed. */
  | "full disk"
  /** rc.conf and all else that is edited cannot be written any more; a journal can. */
  | "read-only rc.conf"
  /** The kernel and every command are gone; files on disk stay. */
  | "dead lab";

export interface Fault {
  /** The number of the operation that it begins with, from 0. */
  readonly at: number;
  readonly kind: FaultKind;
  /** Is the operation itself done? */
  readonly when: "before" | "after";
}

/** What a killed process would not live to see. */
class Killed extends Error {
  override readonly name = "Killed";
}

type OperationKind = "message" | "command" | "read" | "append" | "edit" | "remove";

/** Something that was asked of a host. */
export interface Operation {
  readonly kind: OperationKind;
  /** A kernel that refuses has not done what it was asked; a command that fails may have. */
  readonly refusable: boolean;
}

/** The operations that fail from the fault on. */
export const LASTING: { readonly [kind in FaultKind]?: readonly OperationKind[] } = {
  "full disk": ["append", "edit"],
  "read-only rc.conf": ["edit"],
  "dead lab": ["message", "command"],
};

/** Wraps a host. `operations` grows with what is asked of it, until it breaks for good; `notice` is told of each operation before it is done. */
export function faultyHost(
  host: Host,
  fault: Fault | undefined,
  notice: (at: number) => void = () => {},
): { host: Host; operations: readonly Operation[]; fired(): boolean } {
  const operations: Operation[] = [];
  let dead = false;
  let broken: readonly OperationKind[] = [];
  let fired = false;

  async function operate<T>(
    kind: OperationKind,
    action: () => T | Promise<T>,
    fail: () => T,
    refusable: boolean,
  ): Promise<T> {
    if (dead) throw new Killed();
    if (broken.includes(kind)) {
      fired = true;
      return fail();
    }
    const at = operations.push({ kind, refusable }) - 1;
    notice(at);
    if (at !== fault?.at) return await action();
    const lasting = LASTING[fault.kind];
    if (lasting !== undefined) {
      broken = lasting;
      if (!lasting.includes(kind)) return await action();
    }
    fired = true;
    if (fault.when === "after" && (fault.kind === "kill" || !refusable)) await action();
    if (fault.kind === "kill") {
      dead = true;
      throw new Killed();
    }
    if (fault.kind === "stays") broken = [kind];
    return fail();
  }

  const full = (operation: FileError["operation"], path: string) => () => {
    throw new FileError(operation, path, errno.ENOSPC, "no space left on device");
  };
  const wrapped: Host = {
    ...host,
    async openNetgraph() {
      const refuse = () => {
        throw new NetgraphError("open", "netgraph socket", errno.ENOMEM);
      };
      return wrapSocket(await operate("message", () => host.openNetgraph(), refuse, true));
    },
    run: (argv, options) =>
      operate(
        "command",
        () => host.run(argv, options),
        () => ({ argv, status: 1, stdout: "", stderr: `${argv[0]}: injected\n` }),
        false,
      ),
    async kernel() {
      const kernel = await host.kernel?.();
      const refuse = (call: string) => () => {
        throw new KernelError(call, "of a test", errno.EIO, "injected");
      };
      return (
        kernel &&
        aroundKernel(kernel, (call, action) => operate("command", action, refuse(call), true))
      );
    },
    files: {
      read: (path) => operate("read", () => host.files.read(path), full("read", path), false),
      list: (path) => operate("read", () => host.files.list(path), full("list", path), false),
      edit: (path, edit) =>
        operate(
          // Journals are taken over by editing them.
          path.startsWith("/var/") ? "append" : "edit",
          () => host.files.edit(path, edit),
          full("write", path),
          false,
        ),
      append: (path, text) =>
        operate("append", () => host.files.append(path, text), full("write", path), false),
      remove: (path) =>
        operate("remove", () => host.files.remove(path), full("remove", path), false),
      setAside: (path) =>
        operate("append", () => host.files.setAside(path), full("write", path), false),
      // In one process a lock outlives whoever is killed while he takes it; those of files are tested by themselves.
      lock: (name) => host.files.lock(name),
      inside(root) {
        const files = host.files.inside(root);
        return {
          read: (path) => operate("read", () => files.read(path), full("read", path), false),
          edit: (path, edit) =>
            operate("edit", () => files.edit(path, edit), full("write", path), false),
          remove: (path) =>
            operate("remove", () => files.remove(path), full("remove", path), false),
        };
      },
    },
  };

  function wrapSocket(socket: NetgraphSocket): NetgraphSocket {
    return {
      name: socket.name,
      send: (path, message) =>
        operate<number>(
          "message",
          () => socket.send(path, message),
          () => errno.ENOMEM,
          true,
        ),
      receive: () => (dead ? Promise.reject(new Killed()) : socket.receive()),
      setReceiveBuffer: (bytes) => socket.setReceiveBuffer(bytes),
      openData: () => socket.openData(),
      close: () => socket.close(),
    };
  }
  return { host: wrapped, operations, fired: () => fired };
}
