/** Jails with names that a shell, a path or a terminal would take for something else. */
import { expect, test } from "bun:test";
import { labOf, type Setup } from "./move.ts";
import { IF_BRIDGE } from "./setups/parts.ts";

const setupFor = (name: string): Setup => ({
  name,
  before: IF_BRIDGE,
  files: {
    "/etc/jail.conf": `"${name.replace(/["\\$]/g, "\\$&")}" {
  path = "/jails/w";
  vnet;
  vnet.interface = "epair0b";
  exec.prestart = "ifconfig epair0 create up", "ifconfig bridge0 addm epair0a";
  exec.poststop = "ifconfig epair0a destroy";
  persist;
}
`,
    "/jails/w/etc/rc.conf": "",
  },
  jails: {},
  adopt: "--all public",
});

test.each([
  "a;id",
  "my jail",
  "$(id)",
  "`id`",
  "a'b",
  'a"b',
  "a|b",
  "a\\nb",
  "ünï",
  "constructor",
  "__proto__",
])("jail %j is adopted, starts, stops and is released as any other", async (name) => {
  const setup = setupFor(name);
  const lab = await labOf(setup);
  const before = lab.files.read("/etc/jail.conf");
  expect(await lab.ngbuddy(`adopt ${setup.adopt}`)).toMatchObject({ status: 0 });
  const jail = (option: string) =>
    lab.lab.capture(["jail", "-q", "-f", "/etc/jail.conf", option, name]);
  expect(await jail("-c")).toMatchObject({ status: 0, stderr: "" });
  expect(await jail("-r")).toMatchObject({
    status: 0,
    stdout: expect.not.stringContaining("uid="),
    stderr: "",
  });
  expect(await lab.ngbuddy("release --all")).toMatchObject({ status: 0 });
  expect(lab.files.read("/etc/jail.conf")).toBe(before);
});

test.each(["-x", "x/../../../etc/motd", "a\u001b[31m"])(
  "jail %j is refused in one line without what a terminal would obey",
  async (name) => {
    const setup = setupFor(name);
    const lab = await labOf(setup);
    const before = lab.files.read("/etc/jail.conf");
    const { status, stderr } = await lab.ngbuddy(`adopt ${setup.adopt}`);
    expect(status).toBe(78);
    expect(stderr).toStartWith("ngbuddy: a jail cannot be adopted under the name ");
    expect(stderr.trimEnd()).not.toContain("\n");
    expect(stderr).not.toContain("\u001b");
    expect(lab.files.read("/etc/jail.conf")).toBe(before);
  },
);
