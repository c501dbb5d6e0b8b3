/** The list of the lab's commands, and a made-up one in it: what a file of its own and a line in the list are enough for. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defaultHost } from "../base/description.ts";
import { about, runCommand } from "../daemon/client.ts";
import { labDirectory } from "../daemon/directory.ts";
import { type RunningLab, serveLab } from "../daemon/server.ts";
import { makeLab } from "../daemon/trust.ts";
import { command, usage } from "../process/failure.ts";
import { getopt } from "../process/getopt.ts";
import { commands } from "./index.ts";

const USAGE = "usage: polish interface";

/** One that FreeBSD has not, as its own file would have it. */
const polish = command((process) => {
  const [name, ...rest] = getopt(process, "", USAGE).operands;
  if (name === undefined || rest.length > 0) usage(USAGE);
  process.out(`${name} shines\n`);
  return 0;
});

const directory = labDirectory(join(mkdtempSync(join(tmpdir(), "commands-")), "lab"));
let running: RunningLab;

beforeAll(async () => {
  makeLab(directory);
  writeFileSync(directory.hostFile, JSON.stringify(defaultHost));
  running = await serveLab(
    directory,
    () => {},
    () => ({ polish }),
  );
});

afterAll(() => {
  running.stop();
  rmSync(join(directory.path, ".."), { recursive: true });
});

/** Runs a command as `lab exec` does. */
const exec = (...argv: readonly string[]) => runCommand(directory, argv);

test("a command that is added to the list runs by lab exec, with its usage", async () => {
  expect(await exec("polish", "vtnet0")).toEqual({
    status: 0,
    stdout: "vtnet0 shines\n",
    stderr: "",
  });
  expect(await exec("polish", "-x")).toEqual({
    status: 1,
    stdout: "",
    stderr: `polish: illegal option -- x\n${USAGE}\n`,
  });
});

test("a command that is added to the list is found by sh, on the host and in a jail", async () => {
  const path = "/usr/local/sbin/polish";
  expect((await exec("sh", "-c", "command -v polish")).stdout).toBe(`${path}\n`);
  expect((await exec("sh", "-c", "type polish")).stdout).toBe(`polish is ${path}\n`);
  expect((await exec("sh", "-c", "echo $(polish lo0)")).stdout).toBe("lo0 shines\n");
  await exec("jail", "-c", "name=web", "path=/", "vnet", "persist");
  expect((await exec("jexec", "web", path, "epair0b")).stdout).toBe("epair0b shines\n");
});

test("a command that is added to the list is told wherever the lab lists its own", async () => {
  const all = [...Object.keys(commands), "polish"].sort();
  // From these `lab shell --host` makes the scripts that stand first on its PATH.
  expect((await about(directory)).commands).toEqual(all);
  const { status, stderr } = await exec("burnish");
  expect(status).toBe(127);
  expect(stderr).toBe(
    `burnish: No such file or directory; a lab has ${all.filter((name) => name !== "[").join(" ")}\n`,
  );
  expect(missingFromDocumentation(all)).toEqual(["polish"]);
});

/** Returns the commands that docs/lab.md does not name in its table of what is emulated. */
function missingFromDocumentation(names: readonly string[]): string[] {
  const text = readFileSync(join(import.meta.dirname, "../../../docs/lab.md"), "utf8");
  const [row = ""] = /^\| commands \|.*$/m.exec(text) ?? [];
  const told = new Set(row.match(/\w+|\[/g));
  return names.filter((name) => !told.has(name));
}
