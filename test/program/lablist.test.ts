/** `lab list` shows all labs of a user; one that nobody uses ends by itself, and says so. */
import { expect, test } from "bun:test";
import { join } from "node:path";
import { program } from "./program.ts";

test("labs in other directories are listed, running or not, with template, jails and times", async () => {
  await using one = program();
  await using other = program();
  const env = { XDG_STATE_HOME: join(one.lab, "..", `${one.lab.split("/").at(-1)}-state`) };
  const before = Date.now();
  await one.runWith({ env }, "lab", "start", "--template", "nat", "--jails", "1");
  await other.runWith({ env }, "lab", "start");
  await other.runWith({ env }, "lab", "stop");
  const listed = JSON.parse((await other.runWith({ env }, "lab", "list", "--json")).stdout);
  const rows = new Map(listed.labs.map((row: { path: string }) => [row.path, row]));
  expect(rows.size).toBe(2);
  expect(rows.get(one.lab)).toMatchObject({ running: true, template: "nat", jails: 1 });
  expect(rows.get(other.lab)).toMatchObject({ running: false });
  for (const row of listed.labs)
    expect(Date.parse(row.lastUsed)).toBeWithin(before - 2000, Date.now() + 2000);
  const { stdout } = await one.runWith({ env }, "lab", "list");
  expect(stdout).toMatch(
    /^\S+ +up since \d{4}-\d\d-\d\d \d\d:\d\d \(nat, \d+ nodes, 1 jail\) +used \d{4}-\S+ \d\d:\d\d /m,
  );
  expect(stdout).toContain(` ${other.lab}\n`);
});

test("a lab that is left alone ends by itself, and the next command says so", async () => {
  await using ngbuddy = program();
  const env = { NGBUDDY_LAB_IDLE: "0.2s" };
  await ngbuddy.runWith({ env }, "lab", "start");
  for (let tries = 0; tries < 200; tries++) {
    const { labs } = JSON.parse((await ngbuddy.run("lab", "list", "--json")).stdout);
    const row = labs.find(({ path }: { path: string }) => path === ngbuddy.lab);
    if (!row.running) {
      expect(row.ended).toBe("nobody has used this lab for 0.2 seconds");
      break;
    }
  }
  const next = await ngbuddy.run("lab", "exec", "dmesg");
  expect(next.stderr).toStartWith(
    `ngbuddy: the lab in ${ngbuddy.lab} had ended by itself: nobody has used this lab for 0.2 s`,
  );
  expect(next.stdout).toEndWith("it ends, and goes on when it is started again\n");
  expect((await ngbuddy.run("lab", "exec", "hostname")).stderr).toBe("");
});

test("a time that is none is refused before anything is started", async () => {
  await using ngbuddy = program();
  for (const text of ["x", "0", "-1", "2000000h"]) {
    const refused = await ngbuddy.runWith({ env: { NGBUDDY_LAB_IDLE: text } }, "lab", "start");
    expect(refused).toMatchObject({ status: 64, stdout: "" });
    expect(refused.stderr).toStartWith(`ngbuddy: NGBUDDY_LAB_IDLE: "${text}" is no time from 0`);
  }
});
