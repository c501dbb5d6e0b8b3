/** Which program a name stands for: a command of the lab, a script in its files, one that FreeBSD has and a lab has not, or none. */
import type { Files } from "./files/files.ts";
import { baseDirectoryOf } from "./freebsd/commands.ts";
import type { Jail } from "./jails/jail.ts";
import { placeOf } from "./process/paths.ts";
import type { Command, Program } from "./process/process.ts";
import { runScriptFile } from "./sh/script.ts";

/** Where programs come from: the files, and the lab's own commands. */
export interface ProgramSource {
  readonly files: Files;
  command(name: string): Command | undefined;
}

/** Where programs are looked for. */
const PATH = ["/sbin", "/bin", "/usr/sbin", "/usr/bin", "/usr/local/sbin", "/usr/local/bin"];
const SERVICE = /^(?:\/usr\/local)?\/etc\/rc\.d\/([\w-]+)$/;

/** The program that a name or a path stands for, in a jail or on the host. */
export function findProgram(lab: ProgramSource, name: string, jail: Jail | undefined): Program {
  return name.includes("/") ? byPath(lab, name, jail) : byName(lab, name, jail);
}

function byName(lab: ProgramSource, name: string, jail: Jail | undefined): Program {
  const own = lab.command(name);
  const directory = baseDirectoryOf(name);
  if (own !== undefined) {
    return { kind: "command", path: `${directory ?? "/usr/local/sbin"}/${name}`, run: own };
  }
  for (const above of PATH) {
    const path = `${above}/${name}`;
    if (lab.files.isExecutable(placeOf({ jail }, path))) return byPath(lab, path, jail);
  }
  if (directory === undefined) return { kind: "absent" };
  return { kind: "elsewhere", path: `${directory}/${name}` };
}

function byPath(lab: ProgramSource, path: string, jail: Jail | undefined): Program {
  const place = placeOf({ jail }, path);
  if (lab.files.isExecutable(place)) {
    return { kind: "command", path, run: (process) => runScriptFile(process, place) };
  }
  if (lab.files.exists(place)) return { kind: "forbidden" };
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
  return byName(lab, base, jail);
}
