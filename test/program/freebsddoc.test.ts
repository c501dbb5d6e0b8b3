/** The lines of docs/freebsd.md and the files of the package, on a lab: what an administrator types first. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { defaultHost } from "../../src/lab/description.ts";
import { buddyLab } from "../support/buddylab.ts";

const root = join(import.meta.dirname, "..", "..");

/** The first block of the page, with addresses that the lab's network has. */
function lines(): string[] {
  const page = readFileSync(join(root, "docs", "freebsd.md"), "utf8");
  const block = /```\n([\s\S]*?)```/.exec(page)![1]!;
  return block.trim().replaceAll("192.0.2.", "10.2.70.").split("\n");
}

test("ten lines lead from a package to a jail that reaches its gateway", async () => {
  const { files, out } = buddyLab({ description: defaultHost });
  const [add, ...rest] = lines();
  expect(add).toStartWith("pkg add ");
  expect(rest.length).toBeLessThan(10);
  let said = "";
  for (const line of rest) {
    const [, text, file] = /^echo '(.*)' >> (\S+)$/.exec(line) ?? [];
    if (file === undefined) said = await out(line);
    else files.write(file, `${text}\n`);
    if (line.includes(" ping ")) expect(said).toContain(" 0.0% packet loss");
  }
  expect(said).toContain("public\n  web1: RX ");
  expect(await out("jail -r web1")).toContain("web1: removed\n");
  expect(await out("ngbuddy status")).not.toContain("web1");
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
