import { expect, test } from "bun:test";
import { Refusal } from "../refusal.ts";
import { editedJailRc, jailRcBack, nameInside } from "./jailrc.ts";

const vnet0 = { from: "e0b_web", to: "web", keepsName: true };

test("a name that rc.conf gives an interface goes on under the new one, comments and quotes kept", () => {
  const text = "# net\nifconfig_e0b_web_name='vnet0' # inside\nifconfig_vnet0=\"SYNCDHCP\"\n";
  expect(editedJailRc(text, [vnet0], "rc.conf")).toBe(text.replace("e0b_web", "web"));
});

test("an interface without another name is called as before, by a line of its own", () => {
  const text = 'ifconfig_e0b_web="inet 10.2.70.31/24"\n';
  const after = editedJailRc(text, [vnet0], "rc.conf");
  expect(after).toStartWith(text);
  expect(nameInside(after, "web")).toBe("e0b_web");
});

test("nothing is written for an interface that jail.conf names, or that keeps its name", () => {
  const text = 'sshd_enable="YES"';
  expect(editedJailRc(text, [{ ...vnet0, keepsName: false }], "rc.conf")).toBe(text);
  expect(editedJailRc(text, [{ ...vnet0, to: "e0b_web" }], "rc.conf")).toBe(text);
});

test("names with dashes and dots are variables with underscores", () => {
  const text = 'ifconfig_e0b_a_b_name="vnet0"\n';
  const after = editedJailRc(text, [{ from: "e0b_a-b", to: "a.b", keepsName: true }], "rc.conf");
  expect(after).toBe('ifconfig_a_b_name="vnet0"\n');
});

test("every line that names it is rewritten when there are several", () => {
  const text = 'ifconfig_e0b_web_name="a"\nifconfig_e0b_web_name="b"\n';
  const after = editedJailRc(text, [vnet0], "rc.conf");
  expect(after).toBe(text.replaceAll("e0b_web", "web"));
  expect(nameInside(after, "web")).toBe("b");
});

test("a file that is no rc.conf is refused with its place", () => {
  const edit = () => editedJailRc('hostname="web\n', [vnet0], "/jails/web/etc/rc.conf");
  expect(edit).toThrow(Refusal);
  expect(edit).toThrow(/^\/jails\/web\/etc\/rc\.conf: /);
});

test.each([
  ["a name that was written goes", 'a="1"\n', 'a="1"\nifconfig_web_name="e0b_web"\n', 'a="1"\n'],
  [
    "a name that was there is the old one's again",
    'ifconfig_e0b_web_name="vnet0"\n',
    'ifconfig_web_name="vnet0"\n',
    'ifconfig_e0b_web_name="vnet0"\n',
  ],
  [
    "an address and a router that were written go",
    null,
    'ifconfig_web="inet 10.2.70.31/24"\ndefaultrouter="10.2.70.1"\n',
    "",
  ],
  [
    "a value that was another comes back",
    'defaultrouter="10.0.0.1"\n',
    'defaultrouter="10.2.70.1"\n',
    'defaultrouter="10.0.0.1"\n',
  ],
])("of a jail's rc.conf that has a new line since, %s", (_, before, after, left) => {
  const mine = 'sshd_enable="YES"\n';
  const back = (text: string) =>
    jailRcBack(text, { before, after }, [{ from: "e0b_web", to: "web" }], "rc.conf");
  expect(back(`${after}${mine}`)).toBe(`${left}${mine}`);
  expect(back(mine)).toBe(mine);
});

test("a value that somebody has changed since is theirs", () => {
  const after = 'defaultrouter="10.2.70.1"\n';
  const mine = 'defaultrouter="10.2.70.254"\n';
  expect(jailRcBack(mine, { before: "", after }, [], "rc.conf")).toBe(mine);
});

test("a file that adopt made goes when nothing else is in it, and stays away when it is gone", () => {
  const kept = { before: null, after: 'ifconfig_web="DHCP"\n' };
  expect(jailRcBack("ifconfig_web='DHCP'\n", kept, [], "rc.conf")).toBeNull();
  expect(jailRcBack("", kept, [], "rc.conf")).toBeNull();
});
