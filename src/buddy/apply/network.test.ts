import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { labHost } from "../../lab/host.ts";
import { loadAnchor, runService, setValue, writeFile } from "./network.ts";

const PATH = "/usr/local/etc/some.d/a.conf";

test("a file is written, replaced and removed again, and doing it twice does no harm", async () => {
  const lab = buddyLab();
  const host = labHost(lab.lab);
  const write = (text: string | null, before: string | null) =>
    writeFile(host, { op: "file", path: PATH, text, before });
  for (let time = 0; time < 2; time++) await write("a\n", null);
  expect(lab.files.read(PATH)).toBe("a\n");
  await write("b\n", "a\n");
  for (let time = 0; time < 2; time++) await write(null, "b\n");
  expect(lab.files.exists(PATH)).toBe(false);
});

test.each([
  ["b\n", "a\n"],
  [null, "a\n"],
  ["b\n", null],
])("what somebody else has written in the meantime is left alone (%j)", async (text, before) => {
  const lab = buddyLab();
  const host = labHost(lab.lab);
  await host.files.append(PATH, "mine\n");
  await expect(writeFile(host, { op: "file", path: PATH, text, before })).rejects.toThrow(
    /a\.conf was changed by somebody else in the meantime/,
  );
  expect(lab.files.read(PATH)).toBe("mine\n");
});

test("rules come into their anchor and nowhere else, and go again", async () => {
  const lab = buddyLab();
  const host = labHost(lab.lab);
  await lab.out("kldload pf");
  const rules = "nat on vtnet1 inet from 10.8.0.0/24 to any -> (vtnet1) round-robin\n";
  const load = (text: string) =>
    loadAnchor(host, { op: "pfanchor", anchor: "ngbuddy/a", rules: text, before: "" });
  await load(rules);
  expect(await lab.out("pfctl -a ngbuddy/a -sn")).toBe(rules);
  expect(await lab.out("pfctl -sn")).toBe("");
  for (let time = 0; time < 2; time++) await load("");
  expect(await lab.out("pfctl -a ngbuddy/a -sn")).toBe("");
  await expect(load("nat on\n")).rejects.toThrow(/pfctl -q -a ngbuddy\/a -f -: /);
});

test("a value of the kernel is set, and a service that does not run is stopped already", async () => {
  const lab = buddyLab();
  const host = labHost(lab.lab);
  await setValue(host, { op: "sysctl", name: "net.inet.ip.forwarding", value: "1" });
  expect(await lab.out("sysctl -n net.inet.ip.forwarding")).toBe("1\n");
  lab.files.makeDirectory("/usr/local/sbin");
  lab.files.write("/usr/local/sbin/dnsmasq", "");
  await runService(host, { op: "service", name: "dnsmasq", action: "stop" });
});
