/** logger(1) in a lab: what it writes where, and what it refuses. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";

const MESSAGES = "/var/log/messages";

test("a message stands in the log with its tag, and one that is only for debugging does not", async () => {
  const { run, files } = buddyLab();
  for (const line of [
    "logger one",
    "logger -t ngbuddy -p daemon.warning two words",
    "logger -p user.debug three",
    "logger -i -t x four",
  ])
    expect(await run(line)).toMatchObject({ status: 0, stdout: "", stderr: "" });
  const lines = files.read(MESSAGES).trim().split("\n");
  expect(lines.map((line) => line.replace(/^\w{3} [ \d]\d [\d:]{8} \S+ /, ""))).toEqual([
    "root: one",
    "ngbuddy: two words",
    expect.stringMatching(/^x\[\d+\]: four$/),
  ]);
});

test("of standard input and of a file each line is a message", async () => {
  const { out, files, lab } = buddyLab();
  await lab.capture(["logger", "-t", "a"], { text: "one\n\ntwo\n" });
  files.write("/tmp/x", "three\n");
  await out("logger -t a -f /tmp/x");
  const lines = files.read(MESSAGES).trim().split("\n");
  expect(lines.map((line) => line.slice(line.indexOf(" a: ")))).toEqual([
    " a: one",
    " a: two",
    " a: three",
  ]);
});

test.each([
  ["logger -p nosuch.notice x", "logger: unknown facility name: nosuch\n"],
  ["logger -p daemon.loud x", "logger: unknown priority name: daemon.loud\n"],
  ["logger -f /nonexistent", "logger: /nonexistent: No such file or directory\n"],
])("%s is refused", async (line, stderr) => {
  expect(await buddyLab().run(line)).toEqual({ status: 1, stdout: "", stderr });
});

test("a jail's log is not the host's", async () => {
  const { out, files } = buddyLab();
  await out("jail -c name=j path=/ persist");
  await out("jexec j logger x");
  expect(files.exists(MESSAGES) && files.read(MESSAGES).includes(": x")).toBe(false);
});
