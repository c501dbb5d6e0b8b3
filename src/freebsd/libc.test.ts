/** The system calls themselves, on the machine that the tests run on: datagrams between two sockets of a directory. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const directory = mkdtempSync(join(tmpdir(), "ngbuddy-libc-"));
symlinkSync(
  resolve(import.meta.dirname, "..", "..", "node_modules"),
  join(directory, "node_modules"),
);
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Sends "hello" from one socket to another through `libc`, and fails at sending to nobody. Prints what came of it. */
const exchange = `
const { openLibc } = await import(process.argv[2]);
const [directory, runtime] = process.argv.slice(3);
const linux = process.platform === "linux";
const libc = await openLibc(linux ? "libc.so.6" : "libc.so.7");
const address = (name) => {
  const path = Buffer.from(directory + "/" + runtime + name + "\\0");
  return Buffer.concat([linux ? Buffer.from([1, 0]) : Buffer.from([path.length + 2, 1]), path]);
};
const open = (name) => {
  const fd = libc.socket(1, 2, 0);
  const at = address(name);
  if (libc.bind(fd, at, at.length) !== 0) throw new Error("bind " + libc.errno());
  return fd;
};
const [a, b] = [open("a"), open("b")];
const to = address("b");
const hello = new TextEncoder().encode("hello");
const sent = libc.sendto(a, hello, hello.length, 0, to, to.length);
const fds = new Uint8Array(8);
new DataView(fds.buffer).setInt32(0, b, true);
fds[4] = 1;
const ready = libc.poll(fds, 1, 1000);
const buffer = new Uint8Array(100);
const from = new Uint8Array(200);
const length = new Uint32Array([200]);
const received = libc.recvfrom(b, buffer, 100, 0, from, length);
const nowhere = address("nobody");
const failed = libc.sendto(a, hello, 5, 0, nowhere, nowhere.length);
const reason = libc.errno();
const size = libc.setsockopt(a, linux ? 1 : 0xffff, linux ? 8 : 0x1002, new Int32Array([65536]), 4);
libc.close(a);
libc.close(b);
console.log(JSON.stringify({
  sent, ready, received, text: Buffer.from(buffer.subarray(0, 5)).toString(),
  from: Buffer.from(from.subarray(2, length[0])).toString().split("/").at(-1).replace("\\0", ""),
  failed, reason, size, closed: libc.close(a),
}));
`;

const wanted = (runtime: string) => ({
  sent: 5,
  ready: 1,
  received: 5,
  text: "hello",
  from: `${runtime}a`,
  failed: -1,
  // ENOENT: nobody is bound to that path.
  reason: 2,
  size: 0,
  closed: -1,
});

async function run(runtime: "bun" | "node"): Promise<unknown> {
  const script = join(directory, `${runtime}.mjs`);
  await Bun.write(script, exchange);
  const built = await Bun.build({
    entrypoints: [join(import.meta.dirname, "libc.ts")],
    outdir: join(directory, runtime),
    target: runtime,
    external: ["koffi", "bun:ffi"],
  });
  expect(built.success).toBe(true);
  const command = runtime === "bun" ? process.execPath : "node";
  const child = Bun.spawn(
    [command, script, join(directory, runtime, "libc.js"), directory, runtime],
    {
      stdout: "pipe",
      stderr: "pipe",
    },
  );
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  expect(stderr).toBe("");
  return JSON.parse(stdout);
}

test("bun:ffi calls libc, and tells why a call failed", async () => {
  expect(await run("bun")).toEqual(wanted("bun"));
});

test("koffi calls libc under Node, and tells why a call failed", async () => {
  expect(await run("node")).toEqual(wanted("node"));
});
