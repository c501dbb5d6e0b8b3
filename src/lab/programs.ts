/** Which program a name stands for: a command of the lab, a script in its files, one that FreeBSD has and a lab has not, or none. */
import type { Files } from "./files/files.ts";
import { baseDirectoryOf } from "./freebsd/commands.ts";
import { portNamed } from "./freebsd/ports.ts";
import { placeOf, seenPath } from "./process/paths.ts";
import type { Command, Program, Viewer } from "./process/process.ts";
import { runScriptFile } from "./sh/script.ts";

/** Where programs come from: the files, and the lab's own commands. */
export interface ProgramSource {
  readonly files: Files;
  command(name: string): Command | undefined;
  /** The program of a port, for the file that stands for it. */
  port(name: string): Command | undefined;
}

/** Where programs are looked for. */
const PATH = ["/sbin", "/bin", "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
const SERVICE = /^(?:\/usr\/local)?\/etc\/rc\.d\/([\w-]+)$/;

/** Programs that packages put among those for everybody. */
const IN_BIN = ["jng"];

function packagesDirectoryOf(name: string): string {
  return IN_BIN.includes(name) ? "/usr/local/bin" : "/usr/local/sbin";
}

/** The program that a name or a path stands for, as somebody sees it. */
export function findProgram(lab: ProgramSource, name: string, viewer: Viewer): Program {
  return name.includes("/") ? byPath(lab, name, viewer) : byName(lab, name, viewer);
}

function byName(lab: ProgramSource, name: string, viewer: Viewer): Program {
  const own = lab.command(name);
  const directory = baseDirectoryOf(name);
  if (own !== undefined) {
    const path = `${directory ?? packagesDirectoryOf(name)}/${name}`;
    // What somebody put in the place of a package's is what is run.
    return directory === undefined && lab.files.isExecutable(placeOf(viewer, path))
      ? byPath(lab, path, viewer)
      : { kind: "command", path, run: own };
  }
  for (const above of PATH) {
    const path = `${above}/${name}`;
    if (lab.files.isExecutable(placeOf(viewer, path))) return byPath(lab, path, viewer);
  }
  if (directory === undefined) return { kind: "absent" };
  return { kind: "elsewhere", path: `${directory}/${name}` };
}

function byPath(lab: ProgramSource, given: string, viewer: Viewer): Program {
  const place = placeOf(viewer, given);
  if (lab.files.isExecutable(place)) {
    const port = portAt(lab, place);
    if (port !== undefined) return { kind: "command", path: given, run: port };
    const run: Command = (process) => runScriptFile(process, place);
    return { kind: "command", path: given, run, script: place };
  }
  if (lab.files.exists(place)) return { kind: "forbidden" };
  const path = seenPath(viewer, given);
  const service = SERVICE.exec(path)?.[1];
  if (service !== undefined) {
    return {
      kind: "command",
      path,
      run: (process) => process.run(["service", service, ...process.argv.slice(1)]),
    };
  }
  const slash = path.lastIndexOf("/");
  const base = path.slice(slash + 1);
  const above = path.slice(0, slash);
  if (!PATH.includes(above) && above !== "/rescue") {
    const isRc = path === "/etc/rc" || path === "/etc/rc.shutdown";
    if (!isRc) return { kind: "absent" };
    return {
      kind: "command",
      path,
      run: (process) => process.run(["sh", path, ...process.argv.slice(1)]),
    };
  }
  const found = byName(lab, base, viewer);
  const isElsewhere = "path" in found && found.path !== path && above !== "/rescue";
  return isElsewhere ? { kind: "absent" } : found;
}

/** The port's program that a file stands for; undefined for any other file. */
function portAt(lab: ProgramSource, place: string): Command | undefined {
  const name = portNamed(lab.files.read(place));
  return name === undefined ? undefined : lab.port(name);
}
