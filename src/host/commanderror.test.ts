/** What is said of a command that failed. */
import { expect, test } from "bun:test";
import { CommandError } from "./commanderror.ts";

const said = (stderr: string, stdout = "", argv = ["service", "netif"]) =>
  new CommandError({ argv, status: 7, stdout, stderr }).message;

test("its words, and the last line of what it said on standard error", () => {
  expect(said("warning: x\nnetif: no such interface\n")).toBe(
    "service netif: netif: no such interface",
  );
});

test("what it said on standard output, in one line, where that is all; else its status", () => {
  expect(said("", "cannot\nstart\n")).toBe("service netif: cannot start");
  expect(said("\n", "")).toBe("service netif: exit status 7");
});

test("no more of it than anybody reads", () => {
  expect(said(`x: ${"!".repeat(5000)}`).length).toBeLessThan(330);
  expect(said("", "!".repeat(5000))).toEndWith("!…");
});

test("a release whose ifconfig does not go into jails is told so, and other options are not taken for that", () => {
  const usage = "ifconfig: illegal option -- j\nusage: ifconfig …\n";
  expect(said(usage, "", ["ifconfig", "-j", "5"])).toContain(
    "cannot look into a jail from outside",
  );
  expect(said(usage, "", ["ifconfig", "-x"])).toBe("ifconfig -x: usage: ifconfig …");
});
