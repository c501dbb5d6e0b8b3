/** pkg(8), as far as a lab has packages: installing, removing, listing. Nothing is downloaded. */

import { directoryOf } from "../files/files.ts";
import { filesOf, type Package, packages } from "../freebsd/ports.ts";
import { command, errx, usage } from "../process/failure.ts";
import { type Options, readOptions } from "../process/getopt.ts";
import { placeOf } from "../process/paths.ts";
import type { Process } from "../process/process.ts";
import { EX_UNAVAILABLE } from "../process/sysexits.ts";

const USAGE =
  "usage: pkg install [-y] name ...\n       pkg delete [-y] name ...\n       pkg info [-e] [name]";
/** What pkg-info(8) says of a package that is not there. */
const EX_NONE = 70;

export const pkg = command(async (process) => {
  const [verb = "", ...words] = process.argv.slice(1);
  const options = readOptions(words, "efqy");
  if (options.fault !== undefined) usage(USAGE);
  if (verb === "install" || verb === "add") return await change(process, options, "install");
  if (verb === "delete" || verb === "remove") return await change(process, options, "delete");
  if (verb === "info") return info(process, options);
  if (verb === "") usage(USAGE);
  return errx(EX_UNAVAILABLE, `${verb}: not emulated in a lab`);
});

async function change(
  process: Process,
  { has, operands }: Options,
  verb: "install" | "delete",
): Promise<number> {
  if (operands.length === 0) usage(USAGE);
  const wanted = operands.map((name) => known(name.replace(/^.*\//, "")));
  const installs = verb === "install";
  const left = wanted.filter(({ own }) => isInstalled(process, own) !== installs);
  if (left.length === 0) {
    process.out(
      installs
        ? "The most recent versions of packages are already installed\n"
        : `No packages matched for pattern '${operands.join(" ")}'\n`,
    );
    return installs ? 0 : 1;
  }
  const isSure =
    has("y") || /^(?:yes|true|1)$/i.test(process.environment["ASSUME_ALWAYS_YES"] ?? "");
  if (!isSure) {
    process.out(
      `Number of packages to be ${installs ? "installed" : "removed"}: ${left.length}\n\n`,
    );
    process.out(`Proceed with this action? [y/N]: `);
    if (!/^y(?:es)?$/i.test((await process.stdin.line())?.trim() ?? "")) return 1;
  }
  for (const [index, { name, own }] of left.entries()) {
    const what = installs ? "Installing" : "Deinstalling";
    process.out(`[${index + 1}/${left.length}] ${what} ${name}-${own.version}...\n`);
    if (installs) install(process, own);
    else remove(process, own);
  }
  return 0;
}

function known(name: string): { readonly name: string; readonly own: Package } {
  const own = Object.hasOwn(packages, name) ? packages[name] : undefined;
  if (own !== undefined) return { name, own };
  const all = Object.keys(packages).join(", ");
  return errx(EX_UNAVAILABLE, `${name}: not emulated in a lab, whose packages are: ${all}`);
}

function isInstalled({ lab, ...viewer }: Process, { programs }: Package): boolean {
  return Object.keys(programs).every((path) => lab.files.isExecutable(placeOf(viewer, path)));
}

function install({ lab, ...viewer }: Process, own: Package): void {
  for (const [path, text] of Object.entries(filesOf(own))) {
    const place = placeOf(viewer, path);
    if (lab.files.exists(place)) continue;
    lab.files.makeDirectory(directoryOf(place));
    lab.files.write(place, text);
    if (path in own.programs) lab.files.setExecutable(place, true);
  }
}

/** Settings that somebody has changed stay, as with pkg(8). */
function remove(process: Process, { programs, files }: Package): void {
  const { files: tree } = process.lab;
  for (const path of Object.keys(programs)) tree.remove(placeOf(process, path));
  for (const [path, text] of Object.entries(files)) {
    const place = placeOf(process, path);
    if (tree.exists(place) && tree.read(place) === text) tree.remove(place);
  }
}

function info(process: Process, { has, operands }: Options): number {
  const all = Object.entries(packages).filter(([, own]) => isInstalled(process, own));
  const found = all.filter(([name]) => operands.length === 0 || operands.includes(name));
  if (has("e")) return found.length > 0 ? 0 : 1;
  for (const [name, { version, comment }] of found)
    process.out(`${`${name}-${version}`.padEnd(30)} ${comment}\n`);
  if (found.length > 0 || operands.length === 0) return 0;
  return errx(EX_NONE, `No package(s) matching ${operands.join(" ")}`);
}
