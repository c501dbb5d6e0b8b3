/** Subcommands that make or remove bridges at the same moment: each finds what the one before has left. */
import { beforeEach, expect, test } from "bun:test";
import { NotAllowed } from "../../src/freebsd/permissions.ts";
import { FileError } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { errno } from "../../src/netgraph/errno.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

let lab: BuddyLab;
beforeEach(async () => {
  lab = buddyLab();
  await lab.out("ngbuddy enable");
});

const together = (...words: string[]) =>
  Promise.all(words.map((line) => lab.run(`ngbuddy ${line}`)));

test("three starts all succeed", async () => {
  const results = await together("start", "start", "start");
  expect(results.map(({ status, stderr }) => ({ status, stderr }))).toEqual(
    Array(3).fill({ status: 0, stderr: "" }),
  );
});

test("what is stopped and started is up", async () => {
  await lab.out("ngbuddy start");
  const before = snapshot(lab);
  for (const { status } of await together("stop", "start", "restart", "start"))
    expect(status).toBe(0);
  expect(snapshot(lab)).toEqual(before);
});

test("of two bridges for one nic the second is refused, and the nic of the first stays promiscuous", async () => {
  const [first, second] = await together("bridge a vtnet0", "bridge b vtnet0");
  expect(first?.status).toBe(0);
  expect(second).toMatchObject({
    status: 65,
    stderr: "ngbuddy: vtnet0 is the interface of bridge a already\n",
  });
  expect(snapshot(lab).interfaces).toContain("vtnet0 true 1");
});

test("who is not allowed is told why, and not that there is no lock to be had", async () => {
  const host = labHost(lab.lab);
  const { status, stderr } = await lab.ngbuddy("start", {
    ...host,
    openNetgraph: () => Promise.reject(new NotAllowed("netgraph is for root")),
    files: {
      ...host.files,
      lock: () => Promise.reject(new FileError("lock", "/x", errno.EACCES, "permission denied")),
    },
  });
  expect({ status, stderr }).toEqual({ status: 77, stderr: "ngbuddy: netgraph is for root\n" });
});
