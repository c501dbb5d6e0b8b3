/** A lab is asked by calls, as a host is: no process for what the kernel tells by itself. */
import { expect, test } from "bun:test";
import { program } from "./program.ts";

/** What -v tells that is no message of netgraph. */
const besides = (stderr: string) =>
  stderr
    .trimEnd()
    .split("\n")
    .map((line) => line.replace(/^ *\d+\.\d ms {2}/, ""))
    .filter((line) => !line.startsWith("message "));

test("jail and unjail start no process in a lab, and with NGBUDDY_HOST=commands they do", async () => {
  await using ngbuddy = program();
  await ngbuddy.run("enable", "--no-seed");
  await ngbuddy.run("start");
  const jail = await ngbuddy.run("jail", "web1", "public", "-v");
  expect(jail.status).toBe(0);
  expect(besides(jail.stderr)).toEqual([
    expect.stringMatching(/^kernel changeInterface ngeth\d+ name web1$/),
  ]);
  const unjail = await ngbuddy.run("unjail", "web1", "-v");
  expect(unjail.status).toBe(0);
  expect(besides(unjail.stderr).filter((line) => !line.startsWith("kernel "))).toEqual([]);
  const env = { NGBUDDY_HOST: "commands" };
  const other = await ngbuddy.runWith({ env }, "jail", "web1", "public", "-v");
  expect(besides(other.stderr)).toEqual([expect.stringMatching(/^ifconfig ngeth\d+ name web1$/)]);
  const wrong = await ngbuddy.runWith({ env: { NGBUDDY_HOST: "nosuch" } }, "status");
  expect(wrong).toEqual({
    status: 78,
    stdout: "",
    stderr: "ngbuddy: NGBUDDY_HOST=nosuch: give kernel or commands\n",
  });
});

test("a lab takes prices from NGBUDDY_LAB_COST, and what says none is told in a line", async () => {
  await using ngbuddy = program();
  const cost = { NGBUDDY_LAB_COST: "call:5h" };
  for (const words of [["status"], ["lab", "start"], ["lab", "exec", "hostname"]])
    expect(await ngbuddy.runWith({ env: cost }, ...words)).toEqual({
      status: 64,
      stdout: "",
      stderr:
        'ngbuddy: NGBUDDY_LAB_COST: "call:5h" is no price; give process:150ms,call:1ms,message:1ms, or some of them\n',
    });
  const priced = { NGBUDDY_LAB_COST: "process:2ms,call:1ms,message:1us" };
  expect((await ngbuddy.runWith({ env: priced }, "status")).status).toBe(0);
});
