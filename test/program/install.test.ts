/** `make install`, and the service script that it installs. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { shells } from "../../src/cli/completions.ts";

const root = join(import.meta.dirname, "..", "..");
let folder: string;
let stage: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ngbuddy-install-"));
  stage = join(folder, "stage");
  writeFileSync(join(folder, "program"), '#!/bin/sh\nfor word; do printf "<%s>" "$word"; done\n');
  mkdirSync(join(folder, "completions"));
  for (const shell of shells) writeFileSync(join(folder, "completions", shell), "");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function make(program: string) {
  return spawnSync(
    program,
    [
      "install",
      `DESTDIR=${stage}`,
      "PREFIX=/opt",
      `EXECUTABLE=${join(folder, "program")}`,
      `COMPLETIONS=${join(folder, "completions")}`,
    ],
    { cwd: root, encoding: "utf8" },
  );
}

test("GNU make and BSD make install the files that the port lists", () => {
  // The ports tree compresses manual pages.
  const listed = readFileSync(join(root, "packaging", "port", "pkg-plist"), "utf8")
    .replaceAll(".gz\n", "\n")
    .trim()
    .split("\n");
  for (const program of ["make", "bmake"]) {
    rmSync(stage, { recursive: true, force: true });
    expect(make(program)).toMatchObject({ status: 0, stderr: "" });
    const installed = readdirSync(join(stage, "opt"), { recursive: true, encoding: "utf8" });
    const files = installed.filter((path) => statSync(join(stage, "opt", path)).isFile());
    expect(files.sort()).toEqual([...listed].sort());
  }
});

/** As much of rc.subr(8) as the script leans on: the word's own command is given the other words to eval. */
const subr = `
load_rc_config() { :; }
run_rc_command() { _word=$1; shift; eval "_cmd=\\$\${_word}_cmd"; eval "$_cmd $*"; }
`;

function service(...words: string[]) {
  expect(make("make").status).toBe(0);
  const script = readFileSync(join(stage, "opt", "etc", "rc.d", "ngbuddy"), "utf8");
  const file = join(folder, "rc");
  writeFileSync(join(folder, "rc.subr"), subr);
  writeFileSync(
    file,
    script.replace("/etc/rc.subr", join(folder, "rc.subr")).replaceAll("/opt/", `${stage}/opt/`),
  );
  chmodSync(file, 0o755);
  const { status, stdout, stderr } = spawnSync("sh", [file, ...words], { encoding: "utf8" });
  return { status, stdout, stderr };
}

test("the service hands its words over as they are", () => {
  for (const word of ["enable", "start", "stop", "restart", "status", "vmconf", "vmname"])
    expect(service(word)).toEqual({ status: 0, stdout: `<${word}>`, stderr: "" });
  for (const word of ["bridge", "create", "destroy", "jail", "unbridge", "unjail"])
    expect(service(word, "web1", "public").stdout).toBe(`<${word}><web1><public>`);
  expect(service("stop", "--all", "-v").stdout).toBe("<stop><--all><-v>");
});

test("what a shell would act on does not reach one", () => {
  for (const bad of ["$(id)", "a;b", "a`b`", "a&b", "a|b", "a*", "a'b", "a>b"]) {
    const { status, stdout, stderr } = service("jail", bad);
    expect([status, stdout]).toEqual([64, ""]);
    expect(stderr).toStartWith("ngbuddy: jail: names have letters");
  }
});
