/** kldload(2) and modfind(2). */
import { errno } from "../../netgraph/errno.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { kernelModules, loadedModules } from "../kernel/modules.ts";

/** Is a module in the kernel, or loaded? */
export function isThere(kernel: Kernel, name: string): boolean {
  return kernelModules.has(name) || loadedModules(kernel).includes(name);
}

/** Loads a module. Returns an errno. */
export function loadModule(kernel: Kernel, name: string): number {
  if (isThere(kernel, name)) return errno.EEXIST;
  return kernel.load(name) ? 0 : errno.ENOENT;
}
