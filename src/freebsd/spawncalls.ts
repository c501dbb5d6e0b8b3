/** The calls of libc that start a process and wait for its end: `bun:ffi` in the executables, `koffi` under Node. */
import { errnoLocation, openWith } from "../host/ffi.ts";
import { FREEBSD_LIBC } from "./libc.ts";

/**
 * Each call returns what the C function returns. posix_spawn's own return an errno, the others -1 on failure, with the
 * reason in `errno()`. A pointer to pointers is an array of addresses that ends with a 0.
 */
export interface SpawnCalls {
  posix_spawn(
    pid: Int32Array,
    path: Uint8Array,
    actions: Uint8Array,
    attributes: Uint8Array,
    argv: BigUint64Array,
    env: BigUint64Array,
  ): number;
  posix_spawn_file_actions_init(actions: Uint8Array): number;
  posix_spawn_file_actions_adddup2(actions: Uint8Array, from: number, to: number): number;
  posix_spawn_file_actions_destroy(actions: Uint8Array): number;
  posix_spawnattr_init(attributes: Uint8Array): number;
  posix_spawnattr_setflags(attributes: Uint8Array, flags: number): number;
  posix_spawnattr_setsigdefault(attributes: Uint8Array, signals: Uint8Array): number;
  posix_spawnattr_setsigmask(attributes: Uint8Array, signals: Uint8Array): number;
  posix_spawnattr_destroy(attributes: Uint8Array): number;
  pipe2(ends: Int32Array, flags: number): number;
  waitpid(pid: number, status: Int32Array, options: number): number;
  /** `fds` is an array of struct pollfd, eight bytes each. */
  poll(fds: Uint8Array, count: number, milliseconds: number): number;
  /** The place of bytes in memory, for as long as somebody holds them. */
  address(bytes: Uint8Array): bigint;
  /** The reason of the last failure, straight after it. */
  errno(): number;
}

/** Opens libc with whatever FFI this runtime has. Throws a LibcError when there is none, or when libc lacks one of the calls. */
export async function openSpawnCalls(library: string = FREEBSD_LIBC): Promise<SpawnCalls> {
  return await openWith(library, withBun, withKoffi);
}

async function withBun(library: string): Promise<SpawnCalls> {
  const { dlopen, ptr, read } = await import("bun:ffi");
  const location = errnoLocation();
  const { symbols } = dlopen(library, {
    posix_spawn: { args: ["ptr", "ptr", "ptr", "ptr", "ptr", "ptr"], returns: "i32" },
    posix_spawn_file_actions_init: { args: ["ptr"], returns: "i32" },
    posix_spawn_file_actions_adddup2: { args: ["ptr", "i32", "i32"], returns: "i32" },
    posix_spawn_file_actions_destroy: { args: ["ptr"], returns: "i32" },
    posix_spawnattr_init: { args: ["ptr"], returns: "i32" },
    posix_spawnattr_setflags: { args: ["ptr", "i16"], returns: "i32" },
    posix_spawnattr_setsigdefault: { args: ["ptr", "ptr"], returns: "i32" },
    posix_spawnattr_setsigmask: { args: ["ptr", "ptr"], returns: "i32" },
    posix_spawnattr_destroy: { args: ["ptr"], returns: "i32" },
    pipe2: { args: ["ptr", "i32"], returns: "i32" },
    waitpid: { args: ["i32", "ptr", "i32"], returns: "i32" },
    poll: { args: ["ptr", "u32", "i32"], returns: "i32" },
    [location]: { args: [], returns: "ptr" },
  } as const);
  const at = symbols[location]!;
  return {
    ...symbols,
    address: (bytes) => BigInt(ptr(bytes)),
    errno: () => read.i32(at()!, 0),
  };
}

async function withKoffi(library: string): Promise<SpawnCalls> {
  const { default: koffi } = await import("koffi");
  const lib = koffi.load(library);
  const call = (signature: string) => lib.func(signature);
  const own = "_Inout_ uint8_t *";
  return {
    posix_spawn: call(
      `int posix_spawn(_Out_ int *, const uint8_t *, ${own}, ${own}, const uint64_t *, const uint64_t *)`,
    ),
    posix_spawn_file_actions_init: call(`int posix_spawn_file_actions_init(${own})`),
    posix_spawn_file_actions_adddup2: call(
      `int posix_spawn_file_actions_adddup2(${own}, int, int)`,
    ),
    posix_spawn_file_actions_destroy: call(`int posix_spawn_file_actions_destroy(${own})`),
    posix_spawnattr_init: call(`int posix_spawnattr_init(${own})`),
    posix_spawnattr_setflags: call(`int posix_spawnattr_setflags(${own}, short)`),
    posix_spawnattr_setsigdefault: call(
      `int posix_spawnattr_setsigdefault(${own}, const uint8_t *)`,
    ),
    posix_spawnattr_setsigmask: call(`int posix_spawnattr_setsigmask(${own}, const uint8_t *)`),
    posix_spawnattr_destroy: call(`int posix_spawnattr_destroy(${own})`),
    pipe2: call("int pipe2(_Out_ int *, int)"),
    waitpid: call("int waitpid(int, _Out_ int *, int)"),
    poll: call("int poll(_Inout_ uint8_t *, uint32_t, int)"),
    address: (bytes) => koffi.address(bytes),
    errno: () => koffi.errno(),
  };
}
