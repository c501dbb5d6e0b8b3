/** `lab preload`: a program in C, written as one for libnetgraph(3), talks to a lab. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Program, program } from "./program.ts";

let ngbuddy: Program;
let place: string;
let binary: string;

beforeAll(async () => {
  ngbuddy = program();
  place = mkdtempSync(join(tmpdir(), "ngbuddy-preload-"));
  binary = join(place, "program");
  const source = join(import.meta.dirname, "..", "support", "ngprogram.c");
  const compiler = Bun.spawnSync(["gcc", "-Wall", "-Wextra", "-Werror", "-o", binary, source]);
  expect(compiler.stderr.toString()).toBe("");
  expect((await ngbuddy.run("lab", "start")).status).toBe(0);
});
afterAll(async () => {
  await ngbuddy[Symbol.asyncDispose]();
  rmSync(place, { recursive: true, force: true });
});

const DIALOGUE = `a socket of no protocol: Protocol not supported
bind: done
connect: done
getsockname: done
called program
getsockopt: done
room for 20480
setsockopt: done
mkpeer bridge: done
name: done
connect b: done
list: done
answer to 30000008 from family 32, an address
node program of type socket
node lan of type bridge
mkpeer again: File exists
a type that there is not: No such file or directory
a node that there is not: No such file or directory
a name that is taken: Address already in use
close: done
send without an address: Destination address required
before: 0 to read
send a frame: done
after: 1 to read, a frame
select: 1, the data socket
64 bytes by b: hi
a second frame: Resource temporarily unavailable
send to no hook: No route to host
shutdown: done
shutdown of its own node: done
at the end: 0 bytes
close data: done
close control: done
`;

test("a program written for libnetgraph lists nodes, makes a bridge, gets answers, frames and FreeBSD's refusals", async () => {
  const ran = await ngbuddy.run("lab", "preload", "--", binary);
  expect(ran.stderr).toBe("");
  expect(ran.stdout).toBe(DIALOGUE);
  // The program's own.
  expect(ran.status).toBe(3);
});

test("the library is built once, and programs that run at the same time build it whole", async () => {
  const made = join(ngbuddy.lab, "shim");
  rmSync(made, { recursive: true, force: true });
  const ran = await Promise.all([1, 2].map(() => ngbuddy.run("lab", "preload", "--", "true")));
  expect(ran.map(({ status, stderr }) => [status, stderr])).toEqual([
    [0, ""],
    [0, ""],
  ]);
  const [library, ...others] = readdirSync(made);
  expect([library, others]).toEqual([expect.stringMatching(/^netgraph-.*\.so$/), []]);
});

test("a program in a jail's graph sees that one only", async () => {
  await ngbuddy.run("lab", "exec", "jail", "-c", "name=inside", "vnet", "persist");
  await ngbuddy.run("lab", "exec", "ngctl", "mkpeer", "vtnet0:", "tee", "lower", "left");
  const ran = await ngbuddy.run("lab", "preload", "--jail", "inside", "--", binary);
  // From within a jail no module is loaded.
  const refused = "a type that there is not: Operation not permitted";
  expect(ran.stdout).toBe(DIALOGUE.replace(/^a type that there is not: .*$/m, refused));
  const nowhere = await ngbuddy.run("lab", "preload", "--jail", "nowhere", "--", binary);
  expect(nowhere.stdout).toBe("socket: No such file or directory\n");
});

test("a program that is not there is said in one line", async () => {
  const ran = await ngbuddy.run("lab", "preload", "--", "./no-such-program");
  expect([ran.status, ran.stderr]).toEqual([
    66,
    "ngbuddy: lab preload: cannot run ./no-such-program: there is no such program\n",
  ]);
});

test("where there is no compiler, that is said in one line", async () => {
  rmSync(join(ngbuddy.lab, "shim"), { recursive: true, force: true });
  const ran = await ngbuddy.runWith({ env: { PATH: place } }, "lab", "preload", "--", binary);
  expect([ran.status, ran.stdout]).toEqual([69, ""]);
  expect(ran.stderr).toMatch(/^ngbuddy: lab preload: no C compiler \(cc, gcc, clang\).*\n$/);
});
