/** Names of hosts, as /etc/hosts has them. */
import { expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { hostAddress } from "./hosts.ts";
import type { Process } from "./process.ts";

function askingWith(text?: string) {
  const { lab } = testLab();
  if (text !== undefined) lab.files.write("/etc/hosts", text);
  else if (lab.files.exists("/etc/hosts")) lab.files.remove("/etc/hosts");
  const process = { lab, directory: "/" } as Partial<Process> as Process;
  return (name: string, family: "inet" | "inet6" = "inet") => hostAddress(process, name, family);
}

test("a name has the first address of its family, whatever its case, and by each of its names", () => {
  const ask = askingWith("fd00::1 web\n10.0.0.1\tweb.example  WEB # db\n10.0.0.2 web\n");
  expect([ask("web"), ask("Web.Example"), ask("web", "inet6")]).toEqual([
    "10.0.0.1",
    "10.0.0.1",
    "fd00::1",
  ]);
  expect([ask("db"), ask("10.0.0.1"), ask("nosuch")]).toEqual([undefined, undefined, undefined]);
});

test("a line without an address is passed over", () => {
  expect(askingWith("nonsense web\n10.0.0.3 web\n")("web")).toBe("10.0.0.3");
});

test("without a file localhost is known", () => {
  const ask = askingWith();
  expect([ask("localhost"), ask("localhost", "inet6")]).toEqual(["127.0.0.1", "::1"]);
});
