/** Giving back the memory that nobody uses: by themselves the runtimes take more for as long as the machine has any. */

/** Returns what gives it back, where the runtime can be asked to. */
export async function memoryTidier(): Promise<() => void> {
  const { Bun: bun } = globalThis as { Bun?: { gc(force: boolean): unknown } };
  if (bun !== undefined) return () => void bun.gc(true);
  const [{ setFlagsFromString }, { runInNewContext }] = await Promise.all([
    import("node:v8"),
    import("node:vm"),
  ]);
  setFlagsFromString("--expose-gc");
  const gc: unknown = runInNewContext("gc");
  return typeof gc === "function" ? () => void gc() : () => {};
}
