/** Under Node, the calls go by koffi. How commands end by them is in commands.test.ts. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { linuxSpawnNumbers } from "../../test/support/spawnnumbers.ts";
import { freebsdSpawnNumbers } from "./posixspawn.ts";

const directory = mkdtempSync(join(tmpdir(), "ngbuddy-spawn-"));
symlinkSync(
  resolve(import.meta.dirname, "..", "..", "node_modules"),
  join(directory, "node_modules"),
);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const linux = process.platform === "linux";
const script = `
import { readdirSync } from "node:fs";
import { startBy } from "./posixspawn.js";
import { openSpawnCalls } from "./spawncalls.js";
const calls = await openSpawnCalls("${linux ? "libc.so.6" : "libc.so.7"}");
const start = startBy(calls, ${JSON.stringify(linux ? linuxSpawnNumbers : freebsdSpawnNumbers)});
const run = (path, ...args) =>
  start({ path, args, env: { A: "b" }, stdin: "in", limit: 20_000, maxOutput: 1000 });
const open = () => readdirSync("/dev/fd").length;
const before = open();
const all = [
  await run("/bin/sh", "-c", 'cat; echo "$A $1" >&2; exit 3', "sh", "a b"),
  await run("/nonexistent"),
  await run("/bin/sh", "-c", "kill -9 $$"),
  await run("/bin/ls", "/dev/fd/"),
];
console.log(JSON.stringify([...all, open() - before]));
`;

test("koffi starts processes under Node, which get no descriptor of ours", async () => {
  const built = await Bun.build({
    entrypoints: ["posixspawn.ts", "spawncalls.ts"].map((file) => join(import.meta.dirname, file)),
    outdir: directory,
    target: "node",
    external: ["koffi", "bun:ffi"],
  });
  expect(built.success).toBe(true);
  await Bun.write(join(directory, "script.mjs"), script);
  const child = Bun.spawn(["node", join(directory, "script.mjs")], { stderr: "pipe" });
  expect(await new Response(child.stderr).text()).toBe("");
  expect(JSON.parse(await new Response(child.stdout).text())).toEqual([
    { end: { how: "exited", status: 3 }, stdout: "in", stderr: "b a b\n" },
    { end: { how: "not found" }, stdout: "", stderr: "" },
    { end: { how: "signalled", signal: 9 }, stdout: "", stderr: "" },
    // 3 is the directory that ls reads: of ours it gets none.
    { end: { how: "exited", status: 0 }, stdout: "0\n1\n2\n3\n", stderr: "" },
    // Nor is any left open.
    0,
  ]);
});
