/** kldunload(8): a lab's modules stay once they are loaded. */
import { errno } from "../../netgraph/errno.ts";
import { loadedModules } from "../modules.ts";
import type { Process } from "../process.ts";
import { command, usage, warn, warnx } from "./failure.ts";
import { getopt } from "./getopt.ts";

const USAGE = "usage: kldunload [-fv] -i id ...\n       kldunload [-fv] [-n] name ...";

export const kldunload = command((process) => {
  const options = getopt(process, "fi:nv", USAGE);
  if (options.has("i")) {
    warnx(process, "-i: not emulated in a lab");
    return 1;
  }
  if (options.operands.length === 0) usage(USAGE);
  for (const name of options.operands) refuse(process, name.replace(/\.ko$/, ""));
  return 1;
});

function refuse(process: Process, name: string): void {
  const { kernel } = process.lab;
  const module = kernel.loaded.find((loaded) => loaded.name === name);
  if (!loadedModules(kernel).includes(name)) {
    warn(process, errno.ENOENT, `can't find file ${name}`);
    return;
  }
  const isUsed = [...kernel.vnets].some((vnet) =>
    [...vnet.graph.nodes()].some((node) => node.type === module?.type),
  );
  if (isUsed) warn(process, errno.EBUSY, "can't unload file");
  else warnx(process, `${name}: unloading is not emulated in a lab`);
}
