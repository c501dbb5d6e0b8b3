/** The three pipes to a process, with the test in the process's place. */
import { expect, test } from "bun:test";
import { readSync, writeSync } from "node:fs";
import { ProcessPipes } from "./processpipes.ts";
import { openSpawnCalls } from "./spawncalls.ts";

const calls = await openSpawnCalls(process.platform === "linux" ? "libc.so.6" : "libc.so.7");

function open(stdin: string, maxOutput = 100) {
  const pipes = new ProcessPipes(calls, { stdin, maxOutput });
  expect(pipes.open(0)).toBe(0);
  return pipes;
}

/** What the process reads, with what it is given by then. */
function given(fd: number): string {
  const room = new Uint8Array(4096);
  return Buffer.from(room.subarray(0, readSync(fd, room))).toString();
}

test("what a process is given it reads to the end, in pieces that never block", () => {
  const pipes = open("a".repeat(700));
  pipes.exchange(0);
  pipes.exchange(0);
  pipes.exchange(0);
  const [stdin] = pipes.theirs as [number];
  expect(given(stdin)).toHaveLength(700);
  // At its end there is none to write any more.
  expect(given(stdin)).toBe("");
  pipes.end();
});

test("what a process prints is told apart, and read up to its end", () => {
  const pipes = open("");
  const [, stdout, stderr] = pipes.theirs as [number, number, number];
  writeSync(stdout, "one ");
  writeSync(stderr, "no\n");
  pipes.exchange(0);
  writeSync(stdout, "two\n");
  expect(pipes.areRead).toBe(false);
  pipes.closeTheirs();
  for (let rounds = 0; rounds < 3; rounds++) pipes.exchange(0);
  expect(pipes.areRead).toBe(true);
  expect(pipes.end()).toEqual({ stdout: "one two\n", stderr: "no\n" });
});

test("one that prints too much is found out, by either of its outputs, and what was read before stays", () => {
  for (const index of [1, 2]) {
    const pipes = open("", 8);
    writeSync(pipes.theirs[index]!, "12345678");
    pipes.exchange(0);
    expect(pipes.hasTooMuch).toBe(false);
    writeSync(pipes.theirs[index]!, "9");
    pipes.exchange(0);
    expect(pipes.hasTooMuch).toBe(true);
    expect(Object.values(pipes.end())[index - 1]).toBe("12345678");
  }
});

test("one that closes what it should read stops nobody", () => {
  const pipes = open("never read");
  pipes.closeTheirs();
  for (let rounds = 0; rounds < 3; rounds++) pipes.exchange(0);
  expect(pipes.areRead).toBe(true);
  expect(pipes.end()).toEqual({ stdout: "", stderr: "" });
});

test("a system that has no pipes left says why", () => {
  const none = { pipe2: () => -1, poll: () => 0, errno: () => 24 };
  expect(new ProcessPipes(none, { stdin: "", maxOutput: 1 }).open(0)).toBe(24);
});
