/** kldstat(8). The lab's modules have no address and no size: both are shown as 0. */
import { errno } from "../../netgraph/errno.ts";
import { kernelModules, loadedModules, referencesTo } from "../kernel/modules.ts";
import { command, err, usage, warn } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import type { Process } from "../process/process.ts";

const USAGE = "usage: kldstat [-dhqv] [-i id] [-n filename]\n       kldstat [-dq] [-m modname]";

interface File {
  readonly id: number;
  readonly name: string;
  readonly references: number;
}

export const kldstat = command((process) => {
  const options = getopt(process, "dhi:m:n:qv", USAGE);
  if (options.operands.length > 0) usage(USAGE);
  const quiet = options.has("q");
  const moduleName = options.value("m");
  if (moduleName !== undefined) return showModule(process, moduleName, quiet);
  const files = filesOf(process);
  const fileName = options.value("n");
  const idText = options.value("i") ?? "0";
  if (!/^\d+$/.test(idText)) usage(USAGE);
  let id = Number(idText);
  if (fileName !== undefined) {
    const name = fileName.slice(fileName.lastIndexOf("/") + 1);
    const found = files.find((file) => file.name === name || file.name === `${name}.ko`);
    if (found === undefined) {
      if (!quiet) warn(process, errno.ENOENT, `can't find file ${fileName}`);
      return 1;
    }
    if (quiet) return 0;
    id = found.id;
  }
  const sizeWidth = options.has("h") ? 5 : 8;
  process.out(`Id Refs Address${" ".repeat(12)}${"Size".padStart(sizeWidth)} Name\n`);
  const wanted = id === 0 ? files : files.filter((file) => file.id === id);
  if (wanted.length === 0) err(1, errno.ENOENT, `can't stat file id ${id}`);
  for (const file of wanted) {
    const numbers = `${String(file.id).padStart(2)} ${String(file.references).padStart(4)}`;
    process.out(`${numbers} ${"0".padStart(18)} ${"0".padStart(sizeWidth)} ${file.name}`);
    process.out(options.has("v") ? ` (/boot/kernel/${file.name})\n${contents(file)}` : "\n");
  }
  return 0;
});

/** The kernel, and the modules in the order they were loaded. */
function filesOf({ lab }: Process): File[] {
  const names = loadedModules(lab.kernel);
  const kernel = { id: 1, name: "kernel", references: names.length + 1 };
  const loaded = names.map((name, index) => ({
    id: index + 2,
    name: `${name}.ko`,
    references: referencesTo(lab.kernel, name),
  }));
  return [kernel, ...loaded];
}

function contents({ id, name }: File): string {
  const module = name === "kernel" ? [] : [`\t\t${String(id).padStart(3)} ${name.slice(0, -3)}\n`];
  return `\tContains modules:\n\t\t Id Name\n${module.join("")}`;
}

function showModule(process: Process, name: string, quiet: boolean): number {
  const at = loadedModules(process.lab.kernel).indexOf(name);
  const id = at >= 0 ? at + 2 : 1;
  if (at < 0 && !kernelModules.has(name)) {
    if (!quiet) warn(process, errno.ENOENT, `can't find module ${name}`);
    return 1;
  }
  if (!quiet) process.out(`Id  Refs Name\n${String(id).padStart(3)} ${"1".padStart(4)} ${name}\n`);
  return 0;
}
