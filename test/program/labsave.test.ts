/** `lab save` and `lab restore`: a lab is taken elsewhere, and brought back. */
import { expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { program } from "./program.ts";

test("a lab that was saved comes back elsewhere with its files, interfaces and clock", async () => {
  await using ngbuddy = program();
  await using other = program();
  const file = join(other.lab, "..", `${other.lab.split("/").at(-1)}.lab`);
  await ngbuddy.run("lab", "start");
  await ngbuddy.run("lab", "shell", "-c", "ifconfig epair create; echo mine > /root/note");
  await ngbuddy.run("lab", "advance", "2h");
  expect(await ngbuddy.run("lab", "save", file)).toMatchObject({ status: 0, stderr: "" });
  await ngbuddy.run("lab", "exec", "ifconfig", "epair0a", "destroy");
  for (const lab of [other, ngbuddy]) {
    expect(await lab.run("lab", "restore", file)).toMatchObject({ status: 0, stderr: "" });
    const now = await lab.run("lab", "shell", "-c", "ifconfig -l; cat /root/note; uptime");
    expect(now.stdout).toStartWith("vtnet0 lo0 epair0a epair0b\nmine\n");
    expect(now.stdout).toContain("up 2 hrs");
  }
});

test("a saved lab that cannot be used is refused in one line, and the lab that is there stays", async () => {
  await using ngbuddy = program();
  const file = join(ngbuddy.lab, "..", `${ngbuddy.lab.split("/").at(-1)}.lab`);
  await ngbuddy.run("lab", "shell", "-c", "echo mine > /root/note");
  await ngbuddy.run("lab", "save", file);
  const saved = JSON.parse(gunzipSync(readFileSync(file)).toString());
  for (const [value, why] of [
    [{ ...saved, version: 0 }, "it is of version 0, and this ngbuddy reads version 1"],
    [{ ...saved, tree: [{ link: "/../x", to: "y" }] }, "a path in it leads elsewhere"],
  ] as const) {
    writeFileSync(file, gzipSync(JSON.stringify(value)));
    const refused = await ngbuddy.run("lab", "restore", file);
    expect(refused).toMatchObject({ status: 65, stdout: "" });
    expect(refused.stderr).toStartWith(`ngbuddy: lab restore: ${file}: ${why}`);
    expect(refused.stderr.trimEnd().split("\n").length).toBe(1);
  }
  expect((await ngbuddy.run("lab", "exec", "cat", "/root/note")).stdout).toBe("mine\n");
  expect((await ngbuddy.run("lab", "restore", "/nonexistent")).status).toBe(66);
});
