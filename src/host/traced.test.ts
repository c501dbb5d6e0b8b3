import { expect, test } from "bun:test";
import { errno } from "../netgraph/errno.ts";
import { encodeMessage } from "../netgraph/message.ts";
import type { Host } from "./host.ts";
import { tracedHost } from "./traced.ts";

test("messages, commands, calls of the kernel and edits are told with their times, and what became of them", async () => {
  const lines: string[] = [];
  let now = 0;
  const host = {
    openNetgraph: async () => ({
      name: "",
      send: (path: string) => (path === "x:" ? errno.ENOENT : 0),
    }),
    run: async (argv: readonly string[]) => ({
      argv,
      status: argv.length - 1,
      stdout: "",
      stderr: "no\n",
    }),
    kernel: async () => ({ changeInterface: async () => {} }),
    files: { edit: async () => {} },
  } as unknown as Host;
  const traced = tracedHost(
    host,
    (line) => lines.push(line),
    () => {
      now += 0.25;
      return now;
    },
  );
  const socket = await traced.openNetgraph();
  const message = encodeMessage({ token: 1, cookie: 2, command: 3, commandName: "mkpeer" });
  expect(await socket.send("a:", message)).toBe(0);
  expect(await socket.send("x:", message)).toBe(errno.ENOENT);
  await traced.run(["true"]);
  expect((await traced.run(["ifconfig", "nosuch"])).status).toBe(1);
  const kernel = await traced.kernel?.();
  await kernel?.changeInterface("ngeth0", { set: "name", to: "web1" });
  await traced.files.edit("/etc/rc.conf", () => undefined);
  expect(lines).toEqual([
    "    0.3 ms  message mkpeer to a:",
    "    0.3 ms  message mkpeer to x:: No such file or directory",
    "    0.3 ms  true",
    "    0.3 ms  ifconfig nosuch: exit status 1, no",
    "    0.3 ms  kernel changeInterface ngeth0 name web1",
    "    0.3 ms  edit /etc/rc.conf",
  ]);
});
