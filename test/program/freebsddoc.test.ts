/** The lines of docs/freebsd.md and the files of the package, on a lab: what an administrator types first. */
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultHost, type HostDescription } from "../../src/lab/base/description.ts";
import { buddyLab } from "../support/buddylab.ts";
import { program } from "./program.ts";

const root = join(import.meta.dirname, "..", "..");

/** The blocks of commands of the page, line by line, as they stand there. */
function blocks(): string[][] {
  const page = readFileSync(join(root, "docs", "freebsd.md"), "utf8");
  return [...page.matchAll(/```\n([\s\S]*?)```/g)].map(([, block]) => block!.trim().split("\n"));
}

/** The network that the page takes as its example. */
const exampleNetwork: HostDescription = {
  ...defaultHost,
  interfaces: [
    { ...defaultHost.interfaces[0]!, inet: ["192.0.2.107/24"], lan: [{ inet: "192.0.2.1" }] },
  ],
  routes: [{ destination: "default", gateway: "192.0.2.1", interface: "vtnet0" }],
};

test("ten lines lead from a package to a jail that reaches its gateway", async () => {
  const { lab, out } = buddyLab({ description: exampleNetwork });
  const [add, ...rest] = blocks()[0]!;
  expect(add).toStartWith("pkg add ");
  expect(rest.length).toBeLessThan(10);
  let said = "";
  for (const line of rest) {
    const { status, stdout, stderr } = await lab.capture(["sh", "-c", line]);
    expect({ line, status, stderr }).toMatchObject({ line, status: 0 });
    said = stdout;
    if (line.includes(" ping ")) expect(said).toContain(" 0.0% packet loss");
  }
  expect(said).toContain("public\n  web1: RX ");
  expect(await out("jail -r web1")).toContain("web1: removed\n");
  expect(await out("ngbuddy status")).not.toContain("web1");
});

test("the lines for a lab, typed in a lab shell, work there and touch no file of the machine", async () => {
  await using ngbuddy = program();
  const typed = blocks()[1]!;
  const machines = existsSync("/etc/jail.conf") && readFileSync("/etc/jail.conf", "utf8");
  const { status, stdout, stderr } = await ngbuddy.runWith(
    { stdin: `set -e\n${typed.join("\n")}\n` },
    "lab",
    "shell",
  );
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: expect.stringContaining("started the lab"),
  });
  expect(stdout).toContain(" 0.0% packet loss");
  expect(stdout).toContain("public\n  web1: RX ");
  expect(readFileSync(join(ngbuddy.lab, "root", "etc", "jail.conf"), "utf8")).toContain("web1");
  expect(existsSync("/etc/jail.conf") && readFileSync("/etc/jail.conf", "utf8")).toBe(machines);
});

test("the jails of the example start, each with its interface on the bridge", async () => {
  const { files, out } = buddyLab({ description: defaultHost });
  files.write(
    "/etc/jail.conf",
    readFileSync(join(root, "packaging", "examples", "jail.conf"), "utf8"),
  );
  for (const number of [1, 2, 3, 4, 5]) await out(`mkdir -p /jails/jail0${number}/etc`);
  await out("service ngbuddy enable");
  await out("service ngbuddy start");
  await out("service jail onestart");
  const status = await out("ngbuddy status");
  for (const number of [1, 2, 3, 4, 5]) expect(status).toContain(`  jail0${number}: RX `);
  await out("service jail onestop");
  expect(await out("ngbuddy status")).not.toContain("jail0");
});
