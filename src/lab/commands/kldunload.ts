/** kldunload(8): a lab's modules stay once they are loaded. */
import { errno } from "../../netgraph/errno.ts";
import { loadedModules } from "../kernel/modules.ts";
import { command, err, errx, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";

const USAGE = "usage: kldunload [-fv] -i id ...\n       kldunload [-fv] [-n] name ...";

export const kldunload = command((process) => {
  const options = getopt(process, "fi:nv", USAGE);
  if (options.has("i")) errx(1, "-i: not emulated in a lab");
  const [file] = options.operands;
  if (file === undefined) usage(USAGE);
  // The first one that stays ends the command (kldunload.c), and in a lab all stay.
  return refuse(process, file);
});

function refuse({ lab: { kernel } }: Process, file: string): never {
  const name = file.slice(file.lastIndexOf("/") + 1).replace(/\.ko$/, "");
  if (!loadedModules(kernel).includes(name)) err(1, errno.ENOENT, `can't find file ${file}`);
  const module = kernel.loaded.find((loaded) => loaded.name === name);
  const isUsed = [...kernel.vnets].some((vnet) =>
    [...vnet.graph.nodes()].some((node) => node.type === module?.type),
  );
  if (isUsed) err(1, errno.EBUSY, "can't unload file");
  errx(1, `${name}: unloading is not emulated in a lab`);
}
