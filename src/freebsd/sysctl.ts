/** sysctl(3) by the kernel's own call: what would otherwise cost a process each time. */
import { FREEBSD_LIBC, LibcError } from "./libc.ts";

/** Reads values of the kernel. */
export interface Sysctl {
  /** Returns the bytes of a value, at most so many, by its name or its numbers; undefined when there is none. */
  read(name: string | readonly number[], most: number): Uint8Array | undefined;
}

/** The two calls of libc: each returns -1 on failure. */
interface Calls {
  byNumbers(name: Int32Array, count: number, out: Uint8Array, size: BigUint64Array): number;
  byName(name: Uint8Array, out: Uint8Array, size: BigUint64Array): number;
}

/** Opens libc with whatever FFI this runtime has. Throws a LibcError when there is none. */
export async function openSysctl(library: string = FREEBSD_LIBC): Promise<Sysctl> {
  try {
    return reading("Bun" in globalThis ? await withBun(library) : await withKoffi(library));
  } catch (error) {
    throw new LibcError(`${library} cannot be reached: ${(error as Error).message}`);
  }
}

function reading(calls: Calls): Sysctl {
  return {
    read(name, most) {
      const out = new Uint8Array(most);
      const size = new BigUint64Array([BigInt(most)]);
      const result =
        typeof name === "string"
          ? calls.byName(Buffer.from(`${name}\0`), out, size)
          : calls.byNumbers(new Int32Array(name), name.length, out, size);
      return result === 0 ? out.subarray(0, Number(size[0])) : undefined;
    },
  };
}

async function withBun(library: string): Promise<Calls> {
  const { dlopen } = await import("bun:ffi");
  const { symbols } = dlopen(library, {
    sysctl: { args: ["ptr", "u32", "ptr", "ptr", "ptr", "u64"], returns: "i32" },
    sysctlbyname: { args: ["ptr", "ptr", "ptr", "ptr", "u64"], returns: "i32" },
  } as const);
  return {
    byNumbers: (name, count, out, size) => symbols.sysctl(name, count, out, size, null, 0),
    byName: (name, out, size) => symbols.sysctlbyname(name, out, size, null, 0),
  };
}

async function withKoffi(library: string): Promise<Calls> {
  const { default: koffi } = await import("koffi");
  const lib = koffi.load(library);
  const sysctl = lib.func(
    "int sysctl(const int *, uint32_t, _Out_ uint8_t *, _Inout_ uint64_t *, const void *, size_t)",
  );
  const sysctlbyname = lib.func(
    "int sysctlbyname(const uint8_t *, _Out_ uint8_t *, _Inout_ uint64_t *, const void *, size_t)",
  );
  return {
    byNumbers: (name, count, out, size) => sysctl(name, count, out, size, null, 0),
    byName: (name, out, size) => sysctlbyname(name, out, size, null, 0),
  };
}
