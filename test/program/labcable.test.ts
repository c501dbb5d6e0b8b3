/** `lab cable`: labs in processes of their own, joined as their users join them. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Program, program } from "./program.ts";

let state: string;
/** Where labs are that are called by their names. */
const labOf = (name: string) => join(state, "ngbuddy", "labs", name);

let runner: Program;

async function ngbuddy(lab: string, ...args: string[]) {
  return await runner.runWith(
    { env: { NGBUDDY_LAB: labOf(lab), XDG_STATE_HOME: state } },
    "lab",
    ...args,
  );
}

async function well(lab: string, ...args: string[]): Promise<string> {
  const { status, stdout, stderr } = await ngbuddy(lab, ...args);
  expect([args, status, stderr]).toEqual([args, 0, ""]);
  return stdout;
}

async function start(name: string, last: number): Promise<void> {
  const file = join(state, `${name}.json`);
  const nics = [{ name: "vtnet0" }, { name: "vtnet1", inet: [`10.9.0.${last}/24`] }];
  writeFileSync(file, JSON.stringify({ hostname: name, interfaces: nics }));
  await well(name, "start", "--host", file);
}

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), "ngbuddy-cable-"));
  runner = program();
});
afterEach(async () => {
  await Promise.all(["east", "west"].map((name) => ngbuddy(name, "stop")));
  await runner[Symbol.asyncDispose]();
  rmSync(state, { recursive: true, force: true });
});

test("labs are joined by their names, find each other when one was killed, and are parted when none runs", async () => {
  await Promise.all([start("east", 1), start("west", 2)]);
  expect(await well("east", "cable", "east:vtnet1", "west:vtnet1")).toBe(
    "east:vtnet1 and west:vtnet1 are joined; to part them: ngbuddy lab uncable east:vtnet1\n",
  );
  expect(await well("west", "cable")).toBe("east:vtnet1  west:vtnet1  up\n");
  expect(await well("east", "list")).toContain("cable at vtnet1");
  const ping = (lab: string, address: string) =>
    well(lab, "exec", "ping", "-c", "1", "-t", "2", address);
  expect(await ping("east", "10.9.0.2")).toContain(" 1 packets received");
  // Its own directory says by what number it runs.
  process.kill(Number(readFileSync(join(labOf("west"), "pid"), "utf8")), "SIGKILL");
  let shown = "";
  while (!shown.includes("no carrier")) shown = await well("east", "exec", "ifconfig", "vtnet1");
  expect(await well("east", "cable")).toBe(
    "east:vtnet1  west:vtnet1  down: not both of them run\n",
  );
  await well("west", "start");
  expect(await ping("west", "10.9.0.1")).toContain(" 1 packets received");
  await well("west", "stop");
  await well("east", "stop");
  expect(await well("east", "uncable", "west:vtnet1")).toContain("are apart.\n");
  expect(await well("east", "cable")).toStartWith("There are no cables. Plug one in: ");
});

test("ends that there are not, that are taken or in one lab, and labs that are not ours alone are refused in one line", async () => {
  await Promise.all([start("east", 1), start("west", 2)]);
  await well("east", "cable", "east:vtnet1", "west:vtnet1");
  const refusals: readonly (readonly [string[], number, string])[] = [
    [["cable", "east:vtnet0"], 64, "a cable has two ends; for example"],
    [["cable", "east", "west:vtnet0"], 64, '"east" is no end of a cable; give a lab, a colon'],
    [["cable", "east:vtnet0", "east:vtnet1"], 64, "a cable joins two labs"],
    [["cable", "esat:vtnet0", "west:vtnet0"], 68, 'there is no lab "esat"; did you mean east?'],
    [["cable", "/nowhere:vtnet0", "west:vtnet0"], 68, "/nowhere is no lab; start it"],
    [["cable", "east:em0", "west:vtnet0"], 68, "has no NIC em0; it has vtnet0, vtnet1"],
    [["cable", "east:vtnet0", "west:vtnet1"], 69, "west:vtnet1 has a cable already, to vtnet1 in"],
    [["uncable", "east:vtnet0"], 68, "has no cable; those with one: vtnet1"],
  ];
  for (const [args, status, says] of refusals) {
    const refused = await ngbuddy("east", ...args);
    expect([args, refused.status, refused.stderr, refused.stdout]).toEqual([
      args,
      status,
      expect.stringMatching(/^ngbuddy: lab (?:un)?cable: .*\n$/),
      "",
    ]);
    expect(refused.stderr).toContain(says);
  }
  chmodSync(labOf("west"), 0o777);
  const open = await ngbuddy("east", "cable", "east:vtnet0", "west:vtnet0");
  chmodSync(labOf("west"), 0o700);
  expect([open.status, open.stderr]).toEqual([77, expect.stringContaining("others may write")]);
});

test("who joins hosts that have the same addresses is told", async () => {
  await Promise.all(["east", "west"].map((name) => well(name, "start")));
  const joined = await ngbuddy("east", "cable", "east:vtnet0", "west:vtnet0");
  expect([joined.status, joined.stderr]).toEqual([
    0,
    expect.stringMatching(
      /^ngbuddy: both NICs have the Ethernet address 58:\S+,.*\nngbuddy: both hosts are called belltower, .*\n$/,
    ),
  ]);
});
