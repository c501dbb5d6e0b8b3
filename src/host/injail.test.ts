/** Commands on the network of a jail, from outside. */
import { expect, test } from "bun:test";
import { CommandError } from "./commanderror.ts";
import type { Host, RunOptions } from "./host.ts";
import { isJailGone, mustRunIn, operand, runIn } from "./injail.ts";

function recordingHost(status = 0, stderr = "") {
  const ran: [string, RunOptions | undefined][] = [];
  const host = {
    run: async (argv: readonly string[], options?: RunOptions) => {
      ran.push([argv.join(" "), options]);
      return { argv, status, stdout: "", stderr };
    },
  } as unknown as Host;
  return { host, ran };
}

test("a command goes into a jail by -j and has little time there; on the host it has as much as any", async () => {
  const { host, ran } = recordingHost();
  await runIn(host, "web", ["ifconfig", "a"]);
  await runIn(host, undefined, ["ifconfig", "a"]);
  expect(ran).toEqual([
    ["ifconfig -j web a", { timeLimit: 2000 }],
    ["ifconfig a", undefined],
  ]);
});

test("one that must succeed is an error with its words when it does not", async () => {
  const { host } = recordingHost(1, "ifconfig: permission denied\n");
  await expect(mustRunIn(host, "web", ["ifconfig", "a"])).rejects.toThrow(CommandError);
  await expect(mustRunIn(host, "web", ["ifconfig", "a"])).rejects.toThrow(
    "ifconfig -j web a: ifconfig: permission denied",
  );
  expect((await mustRunIn(recordingHost().host, "web", ["ifconfig", "a"])).status).toBe(0);
});

test("an interface that is called as an option is none", () => {
  expect(operand("a-b")).toEqual(["a-b"]);
  expect(operand("-a")).toEqual(["--", "-a"]);
});

test.each([
  ['ifconfig: jail "web" not found', true],
  ["ifconfig: Jail not found: No such file or directory", true],
  ["route: jail 5 not found", true],
  ["netstat: cannot attach to jail: Invalid argument", true],
  ["ifconfig: interface web not found", false],
  ["ifconfig: cannot attach to jail: Operation not permitted", false],
])("%p says that a jail has gone: %p", (stderr, gone) => {
  expect(isJailGone({ argv: [], status: 1, stdout: "", stderr })).toBe(gone);
});
