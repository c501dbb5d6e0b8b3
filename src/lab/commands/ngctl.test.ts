/** ngctl as it is used by hand: prompt, asynchronous messages, data, files. */
import { expect, test } from "bun:test";
import { bridgeWith, testLab } from "../../../test/support/lab.ts";
import { openSocket } from "../kernel/socket.ts";
import type { Input } from "../process/process.ts";

/** A terminal on which these lines are typed; each may do something first. */
function typed(...lines: (string | (() => void))[]): Input {
  return {
    isTerminal: true,
    async line() {
      for (;;) {
        const next = lines.shift();
        if (typeof next !== "function") return next;
        next();
        // What it caused is shown before the next line is typed.
        await new Promise((resolve) => setImmediate(resolve));
      }
    },
    all: async () => "",
    piece: async () => undefined,
  };
}

test("prompts, and goes when told to", async () => {
  const { status, stdout } = await testLab().lab.capture(["ngctl", "-n", "me"], {
    stdin: typed("list", "bogus", "", "quit"),
  });
  expect(status).toBe(0);
  expect(stdout).toStartWith("Available commands:\n");
  expect(stdout).toContain("+ There are 1 total nodes:\n  Name: me ");
  expect(stdout).toEndWith("+ + + ");
});

test("ends with its input, on a line of its own", async () => {
  const { status, stdout } = await testLab().lab.capture(["ngctl"], { stdin: typed("types") });
  expect(status).toBe(0);
  expect(stdout).toEndWith("+ \n");
});

test("shows messages and data that come while one thinks", async () => {
  const { lab } = testLab();
  const other = openSocket(lab.host.graph, "other");
  const message = new Uint8Array(60);
  message[0] = 8;
  message[4] = 4;
  message.set([9, 9, 9, 9], 20);
  message.set([0x41, 0x42, 0, 0xff], 56);
  const { stdout } = await lab.capture(["ngctl", "-n", "me"], {
    stdin: typed(
      () => other.send("me:", message),
      "mkpeer echo out any",
      () => undefined,
      "write out 0x41 0x42 0x43",
      () => undefined,
      "quit",
    ),
  });
  expect(stdout).toContain('+ Rec\'d command 0 from "[1]:":\n0000:  41 42 00 ff ');
  expect(stdout).toContain('+ Rec\'d data packet on hook "out":\n0000:  41 42 43 ');
});

test("reads commands from a file of the lab, and names the line that fails", async () => {
  const { lab } = testLab();
  lab.files.write("/tmp/commands", "# first\nlist\n\nshow nothere:\nlist\n");
  const { status, stdout, stderr } = await lab.capture(["ngctl", "read", "/tmp/commands"]);
  expect(status).toBe(71);
  expect(stdout.match(/There are/g)).toHaveLength(1);
  expect(stderr).toBe("ngctl: send msg: No such file or directory\nngctl: line 4: error in file\n");
  expect(await lab.capture(["ngctl", "read", "/nonexistent"])).toEqual({
    status: 71,
    stdout: "",
    stderr: "ngctl: /nonexistent: No such file or directory\n",
  });
});

test("takes prefixes and aliases, and -j a jail's netgraph", async () => {
  const { lab } = testLab();
  await lab.capture(["jail", "-c", "name=j", "path=/", "vnet", "persist"]);
  expect((await lab.capture(["ngctl", "-j", "j", "ls"])).stdout).toContain(
    "There are 1 total nodes:",
  );
  for (const word of ["kill", "rmnode", "shutd"]) {
    expect((await lab.capture(["ngctl", word, "nothere:"])).stderr).toBe(
      "ngctl: shutdown: No such file or directory\n",
    );
  }
  expect((await lab.capture(["ngctl", "c"])).stderr).toBe('ngctl: "c": ambiguous command\n');
  expect((await lab.capture(["ngctl", "write", "a", "-f", "/nonexistent"])).stderr).toContain(
    'can\'t read file "/nonexistent"',
  );
});

test("puts a message's words together before it takes them apart, as libnetgraph does", async () => {
  const { lab, run } = testLab();
  await lab.capture(["ngctl", "mkpeer", "eiface", "ether", "ether"]);
  const quoted = await lab.capture(["ngctl", "msg", "ngeth0:", " set  02:00:00:00:00:09"]);
  expect(quoted).toEqual({ status: 0, stdout: "", stderr: "" });
  expect((await run("ifconfig ngeth0")).stdout).toContain("ether 02:00:00:00:00:09");
});

test("has no debugging level below nothing", async () => {
  const { lab } = testLab();
  const text = "debug -\ndebug\ndebug 3x\ndebug +\ndebug\ndebug -1\n";
  expect(await lab.capture(["ngctl", "-f", "-"], { text })).toEqual({
    status: 64,
    stdout: "Current debug level is 0\nCurrent debug level is 4\n",
    stderr: "ngctl: usage: debug [level]\nngctl: line 6: error in file\n",
  });
});

test("ends a list with hooks at the node that it cannot show", async () => {
  const { lab, run } = testLab();
  const eifaces = Array.from({ length: 160 }, (_, index) => `e${index}`);
  bridgeWith(lab, eifaces);
  const { status, stderr } = await run("ngctl list -l");
  expect([status, stderr]).toEqual([71, "ngctl: send msg: No buffer space available\n"]);
});

test("says which jail there is not, by name and by number", async () => {
  const { lab } = testLab();
  for (const [jail, status, text] of [
    ["nosuch", 68, 'jail "nosuch" not found'],
    ["77", 68, "jail 77 not found"],
    ["", 64, "invalid jail name"],
  ] as const) {
    const { stderr, ...rest } = await lab.capture(["ngctl", "-j", jail, "list"]);
    expect([jail, rest.status, stderr.split("\n")[0]]).toEqual([jail, status, `ngctl: ${text}`]);
  }
});

test("says with -d what the kernel refuses, before what comes of it", async () => {
  const { run } = testLab();
  expect(await run("ngctl -d show nosuch:")).toMatchObject({
    status: 71,
    stderr:
      "ngctl: sendto(nosuch:): No such file or directory\nngctl: send msg: No such file or directory\n",
  });
  expect(await run("ngctl -d -n a.b list")).toMatchObject({
    status: 71,
    stderr: "ngctl: bind(a.b): Invalid argument\nngctl: can't create node: Invalid argument\n",
  });
});
