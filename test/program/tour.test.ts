/** `npm start`'s tour does what it says. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

test("the tour brings five jails up, pictures them, and leaves nothing behind", async () => {
  const root = join(import.meta.dirname, "..", "..");
  const child = Bun.spawn([process.execPath, "run", join(root, "tools", "tour.ts")], {
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr] = await Promise.all([
    new Response(child.stdout).text(),
    new Response(child.stderr).text(),
  ]);
  expect(stderr).toBe("");
  expect(await child.exited).toBe(0);
  for (const jail of ["jail01", "jail02", "jail03", "jail04", "jail05"])
    expect(stdout).toContain(`${jail}: created\n`);
  expect(stdout).toContain("2 packets transmitted, 2 packets received, 0.0% packet loss");
  expect(stdout).toContain("Removing jail05 from public\n.\njail05: removed\n");
  expect(stdout).toMatch(/jail01: RX \d+B, TX \d/);
  const svg = readFileSync(join(root, "out", "netgraph.svg"), "utf8");
  for (const text of ["public", "private", "jail03", "10.2.70.53", "nghost0"])
    expect(svg).toContain(`>${text}</text>`);
  expect(readFileSync(join(root, "out", "netgraph.dot"), "utf8")).toStartWith("graph netgraph {\n");
});
