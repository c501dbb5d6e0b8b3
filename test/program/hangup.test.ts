/** The terminal goes, or whoever reads, while a command changes the host: as when an SSH session is lost. */
import { expect, test } from "bun:test";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { executable } from "../support/executable.ts";
import { program } from "./program.ts";

const INTERFACES = 400;

/** Starts so many interfaces, and gives the process once it has made a bridge for them. */
async function starting(lab: string) {
  const list = Array.from({ length: INTERFACES }, (_, index) => `e${index}`).join(" ");
  appendFileSync(
    join(lab, "root/etc/rc.conf"),
    `ngbuddy_priv_if="nghost0"\nngbuddy_priv_list="${list}"\n`,
  );
  const child = Bun.spawn([executable, "start"], {
    env: { ...process.env, NGBUDDY_LAB: lab },
    stdout: "pipe",
    stderr: "pipe",
  });
  const reader = child.stdout.getReader();
  for (let said = ""; !said.includes("Creating bridge priv"); ) {
    const { value, done } = await reader.read();
    if (done) throw new Error(`it ended too soon: ${said}`);
    said += new TextDecoder().decode(value);
  }
  return { child, reader };
}

test("a lost terminal does not stop what changes the host", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const { child, reader } = await starting(ngbuddy.lab);
  child.kill("SIGHUP");
  await reader.cancel();
  expect(await child.exited).toBe(0);
  expect((await ngbuddy.run("recover", "-n")).stdout).toBe("Nothing was left behind.\n");
  const { stdout } = await ngbuddy.run("status");
  expect(stdout.trim().split("\n").length).toBe(INTERFACES + 2);
});

test("SIGTERM takes back what was done, as Control-C does", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("lab", "start");
  const { child } = await starting(ngbuddy.lab);
  child.kill("SIGTERM");
  expect(await child.exited).toBe(75);
  expect(await new Response(child.stderr).text()).toMatch(/^ngbuddy: interrupted; undone: /);
  expect((await ngbuddy.run("status")).stdout).toBe("");
});
