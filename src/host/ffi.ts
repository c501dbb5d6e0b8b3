/** C libraries, by what this runtime has to call them with: `bun:ffi` in the executables, `koffi` under Node. */

/** Thrown where libc cannot be called from this runtime; its message says which file, and why. */
export class LibcError extends Error {
  override readonly name = "LibcError";
}

/** Opens a library by what this runtime has of the two ways. Throws a LibcError when it cannot. */
export async function openWith<Calls>(
  library: string,
  byBun: (library: string) => Promise<Calls>,
  byKoffi: (library: string) => Promise<Calls>,
): Promise<Calls> {
  try {
    return await ("Bun" in globalThis ? byBun(library) : byKoffi(library));
  } catch (error) {
    throw new LibcError(`${library} cannot be reached: ${(error as Error).message}`);
  }
}

/** Where libc keeps errno: FreeBSD and macOS say __error, glibc __errno_location. */
export const errnoLocation = () => (process.platform === "linux" ? "__errno_location" : "__error");
