/** Values of the kernel in bytes. */
import { expect, test } from "bun:test";
import { makeJail, testLab } from "../../../test/support/lab.ts";
import type { Process } from "../process/process.ts";
import { valueNamed } from "./sysctl.ts";

const { lab } = testLab();
const host = { lab, vnet: lab.host } as unknown as Process;
const hex = (name: string, process = host) => {
  const bytes = valueNamed(name, process);
  return bytes && Buffer.from(bytes).toString("hex");
};

test("a text has its NUL, a number the size of its type", () => {
  expect(hex("kern.ostype")).toBe(Buffer.from("FreeBSD\0").toString("hex"));
  expect(hex("security.jail.jailed")).toBe("00000000");
  expect(valueNamed("kern.ipc.maxsockbuf", host)).toHaveLength(8);
});

test("the boot time is a struct timeval", () => {
  expect(valueNamed("kern.boottime", host)).toHaveLength(16);
});

test("a jail has its own values", () => {
  const jail = makeJail(lab, "j");
  expect(hex("security.jail.jailed", { lab, jail, vnet: jail.vnet! } as unknown as Process)).toBe(
    "01000000",
  );
});

test("a value that is not there is none", () => {
  expect(hex("kern.nosuch")).toBeUndefined();
});
