/** jib: epairs of a jail on an if_bridge a NIC. */
import { expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";
import { defaultHost } from "../base/description.ts";
import { portProgram } from "../freebsd/ports.ts";

const files = { ...defaultHost.files, "/usr/local/bin/jib": portProgram("jib") };
const lab = () => testLab({ ...defaultHost, files });

test("pairs come and go with their jail, the bridge of the NIC stays", async () => {
  const { out } = lab();
  expect(await out("jib addm web1 vtnet0")).toBe("vtnet0bridge\ne0a_web1\ne0b_web1\n");
  expect(await out("jib addm web2 vtnet0 vtnet0")).toBe("e0a_web2\ne0b_web2\ne1a_web2\ne1b_web2\n");
  expect(await out("jib addm web1 vtnet0")).toBe("");
  expect(await out("jib show")).toBe("web1\nweb2\n");
  expect(await out("jib show web2")).toBe("e0a_web2\ne1a_web2\n");
  expect(await out("ifconfig vtnet0bridge")).toMatch(/member: e1a_web2[\s\S]*member: vtnet0 /);
  await out("jib destroy web2");
  expect(await out("ifconfig -l")).toBe("vtnet0 lo0 vtnet0bridge e0a_web1 e0b_web1\n");
});

test("the jail's end has an address of the NIC's and the jail's name, unless told otherwise", async () => {
  const { out } = lab();
  await out("jib addm web1 vtnet0 !vtnet0");
  expect(await out("ifconfig e0b_web1")).toContain("ether 0e:20:8a:00:2a:01");
  expect(await out("ifconfig e1b_web1")).toContain("ether 58:9c:fc:10:");
});

test.each([
  ["jib", "Usage: jib action [arguments]"],
  ["jib addm web1", "Usage: jib addm"],
  ["jib addm we.b vtnet0", "Usage: jib addm"],
  ["jib destroy", "Usage: jib destroy NAME"],
  ["jib addm web1 em7", "ifconfig: interface em7 does not exist"],
])("`%s` is answered by %s", async (line, says) => {
  const { run } = lab();
  const { status, stderr } = await run(line);
  expect(stderr).toStartWith(says);
  expect(status).toBe(1);
});
