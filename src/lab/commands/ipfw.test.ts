/** ipfw(8): what is taken, how it is shown, and what is refused (recording 73; sbin/ipfw). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { makeJail, testLab } from "../../../test/support/lab.ts";

const DEFAULT = `65535 count ip from any to any not // orphaned dynamic states counter
65535 deny ip from any to any
`;

async function withIpfw() {
  const lab = testLab();
  await lab.out("kldload ipfw_nat");
  return lab;
}

test.each([
  ["allow ip from any to any", "allow ip from any to any"],
  ["pass all from any to any via lo0", "allow ip from any to any via lo0"],
  ["count ip from any to 10.0.3.15 in via vtnet1", "count ip from any to 10.0.3.15 in via vtnet1"],
  ["drop ip from 10.8.0.7/24 to any out", "deny ip from 10.8.0.0/24 to any out"],
  ["nat 7 ip4 from any to me in via vtnet0", "nat 7 ip4 from any to me in via vtnet0"],
  [
    "permit tcp from not me to any 22,80-90 setup // web and ssh",
    "allow tcp from not me to any 22,80-90 setup // web and ssh",
  ],
  ["deny 112 from any to any", "deny carp from any to any"],
  ["reject udp from any 53 to me", "reject udp from any 53 to me"],
  ["allow icmp from any to any icmptypes 0,8", "allow icmp from any to any icmptypes 0,8"],
  ["allow ip from fd00::7/64 to any", "allow ip from fd00::/64 to any"],
  ["skipto 900 ip from any to any", "skipto 900 ip from any to any"],
])("a rule is shown as FreeBSD shows it: %s", async (typed, shown) => {
  const { out } = await withIpfw();
  expect(await out(`ipfw add 300 ${typed}`)).toBe(`00300 ${shown}\n`);
  expect(await out("ipfw list")).toBe(`00300 ${shown}\n${DEFAULT}`);
  // What is shown can be typed again.
  await out("ipfw -q flush");
  expect(await out(`ipfw add 300 ${shown}`)).toBe(`00300 ${shown}\n`);
});

test("any rule that is shown is taken again, and shown alike", async () => {
  const { out } = await withIpfw();
  const end = fc.tuple(
    fc.constantFrom("any", "me", "10.0.0.0/8", "192.0.2.1,192.0.2.2", "not fd00::/64"),
    fc.constantFrom("", " 53", " 1-5,9"),
  );
  const rule = fc
    .tuple(
      fc.constantFrom("allow", "deny", "count", "reject", "nat 3", "skipto 9"),
      fc.constantFrom("ip", "ip4", "ip6", "tcp", "carp"),
      ...[end, end],
      fc.constantFrom("", " in", " out via em0", " established", " in recv em*"),
      fc.constantFrom("", " // what for"),
    )
    .map(
      ([action, proto, from, to, option, comment]) =>
        `${action} ${proto} from ${from.join("")} to ${to.join("")}${option}${comment}`,
    );
  await fc.assert(
    fc.asyncProperty(rule, async (text) => {
      expect(await out(`ipfw add 5 ${text}`)).toBe(`00005 ${text}\n`);
    }),
    { numRuns: 60 },
  );
});

describe("rules", () => {
  test("have their places, are counted, and go by number, by set and all at once", async () => {
    const { out, run } = await withIpfw();
    await out("ipfw -q add 100 allow ip from any to any via lo0");
    await out("ipfw -q add 50 set 31 allow ip from any to any // ours");
    await out("ipfw -q add 50 deny ip from any to any");
    expect(await out("ipfw add allow udp from any to any")).toBe(
      "00200 allow udp from any to any\n",
    );
    expect(await out("ipfw -S list 50-100")).toBe(`00050 set 31 allow ip from any to any // ours
00050 set 0 deny ip from any to any
00100 set 0 allow ip from any to any via lo0
`);
    await out("ping -c 1 127.0.0.1");
    expect(await out("ipfw show 50 100")).toBe(`00050 4 336 allow ip from any to any // ours
00050 0   0 deny ip from any to any
00100 0   0 allow ip from any to any via lo0
`);
    await out("ipfw set disable 0");
    expect(await out("ipfw list 50")).toBe("00050 allow ip from any to any // ours\n");
    await out("ipfw set enable 0");
    // The last set is not flushed.
    expect(await out("ipfw -f flush")).toBe("Flushed all rules.\n");
    expect(await out("ipfw list")).toBe(`00050 allow ip from any to any // ours\n${DEFAULT}`);
    await out("ipfw -q add 50 deny ip from any to any");
    await out("ipfw -q set 31 delete 50");
    expect(await out("ipfw list")).toBe(`00050 deny ip from any to any\n${DEFAULT}`);
    await out("ipfw delete 50");
    expect(await run("ipfw delete 50")).toEqual({
      ...{ status: 69, stdout: "" },
      stderr: "ipfw: rule 50 not found\n",
    });
    expect(await run("ipfw -q delete 50")).toEqual({ status: 69, stdout: "", stderr: "" });
    expect((await run("ipfw list 50")).stderr).toBe("ipfw: rule 50 does not exist\n");
  });

  test("of a file are added one after the other", async () => {
    const { lab, out } = await withIpfw();
    lab.files.write(
      "/etc/ipfw.rules",
      "# mine\nadd 10 allow ip from any to any # all\n\nadd 20 count ip from any to any\n",
    );
    await out("ipfw -q /etc/ipfw.rules");
    expect((await out("ipfw list")).split("\n").slice(0, 2)).toEqual([
      "00010 allow ip from any to any",
      "00020 count ip from any to any",
    ]);
  });
});

test.each([
  ["ipfw add 5 allow ip to any", "ipfw: missing ``from''\n"],
  ["ipfw add 5 permitt ip from any to any", "ipfw: invalid action permitt\n"],
  ["ipfw add 70000 allow ip from any to any", "ipfw: invalid rule number 70000\n"],
  ["ipfw add 5 allow nosuch from any to any", "ipfw: invalid protocol nosuch\n"],
  ["ipfw add 5 allow ip from 10.0.0.0/33 to any", "ipfw: bad width ``33''\n"],
  ["ipfw add 5 netgraph 61 ip from any to any", "ipfw: netgraph: not emulated in a lab\n"],
  ["ipfw add 5 allow tcp from any to any keep-state", "ipfw: keep-state: not emulated in a lab\n"],
  ["ipfw nosuch", "ipfw: bad command `nosuch'\n"],
  ["ipfw nat 0 config if vtnet0", "ipfw: illegal nat id: 0\n"],
  ["ipfw nat 3 config if nosuch", "ipfw: unknown interface name nosuch\n"],
  ["ipfw nat 3 config nosuch", "ipfw: unrecognised option ``nosuch''\n"],
  ["ipfw nat 3 delete", "ipfw: nat 3 not available\n"],
])("what cannot be is refused: %s", async (line, said) => {
  const { run } = await withIpfw();
  const { status, stdout, stderr } = await run(line);
  expect(stderr).toBe(said);
  expect(stdout).toBe("");
  expect(status).not.toBe(0);
});

test("NAT instances are configured, shown, and deleted", async () => {
  const { out, run } = await withIpfw();
  const config = "ipfw nat 123 config if vtnet0 same_ports";
  expect(await out(config)).toBe(`${config}\n`);
  const redirects = "redirect_port tcp 10.8.0.5:80 8080 redirect_port udp 10.8.0.6:53 53";
  await out(`ipfw -q nat 123 config if vtnet0 same_ports ${redirects}`);
  // The kernel has them the other way round.
  expect(await out("ipfw nat show config")).toBe(
    `${config} redirect_port udp 10.8.0.6:53 53 redirect_port tcp 10.8.0.5:80 8080\n`,
  );
  await out("ipfw nat 123 delete");
  expect(await out("ipfw nat show config")).toBe("");
  const { run: runBare, out: outBare } = testLab();
  await outBare("kldload ipfw");
  expect((await runBare("ipfw nat 1 config if vtnet0")).status).toBe(69);
  expect((await run("ipfw nat 9 config if lo0")).status).toBe(0);
});

describe("the module", () => {
  test("denies everything from the moment that it is loaded, in jails too", async () => {
    const { lab, out, run } = testLab();
    expect((await run("ipfw list")).stderr).toBe(
      "ipfw: retrieving config failed: Protocol not available\n",
    );
    const jail = makeJail(lab, "j");
    expect((await run("ping -c 1 10.2.70.20")).status).toBe(0);
    await out("kldload ipfw");
    expect((await run("ping -c 1 10.2.70.20")).stderr).toBe("ping: sendto: Permission denied\n");
    expect(await out("ipfw list", { jail })).toBe(DEFAULT);
    await out("sysctl net.inet.ip.fw.enable=0");
    expect((await run("ping -c 1 10.2.70.20")).status).toBe(0);
  });

  test("lets everything pass where loader.conf says so", async () => {
    const { lab, run, out } = testLab();
    lab.files.makeDirectory("/boot");
    lab.files.write("/boot/loader.conf", 'ipfw_load="YES"\nnet.inet.ip.fw.default_to_accept=1\n');
    await run("reboot");
    expect(await out("ipfw list 65535")).toBe(DEFAULT.replace("deny", "allow"));
    expect(await out("sysctl net.inet.ip.fw.default_to_accept")).toBe(
      "net.inet.ip.fw.default_to_accept: 1\n",
    );
  });
});

describe("service ipfw", () => {
  test("opens the host, closes it, and says how it is", async () => {
    const { out, run } = testLab();
    expect((await run("service ipfw status")).stdout).toBe("ipfw is not enabled\n");
    await out("sysrc firewall_enable=YES firewall_type=open firewall_quiet=YES");
    expect(await out("service ipfw start")).toBe("Firewall rules loaded.\n");
    const rules = (await out("ipfw list")).split("\n");
    expect(rules[0]).toBe("00100 allow ip from any to any via lo0");
    expect(rules).toContain("65000 allow ip from any to any");
    expect((await run("ping -c 1 10.2.70.20")).status).toBe(0);
    await out("sysrc firewall_type=closed");
    expect(await out("service ipfw restart")).toBe("Firewall rules loaded.\n");
    expect((await run("ping -c 1 10.2.70.20")).status).not.toBe(0);
    expect(await out("service ipfw status")).toBe("ipfw is enabled\n");
    await out("service ipfw stop");
    expect((await run("ping -c 1 10.2.70.20")).status).toBe(0);
  });

  test("runs the user's script, and says of what it does not know that it does not", async () => {
    const { lab, out, run } = testLab();
    lab.files.write("/etc/my.fw", "ipfw -q -f flush\nipfw -q add 10 allow ip from any to any\n");
    await out("sysrc firewall_enable=YES firewall_script=/etc/my.fw");
    await out("service ipfw start");
    expect((await out("ipfw list 10")).trim()).toBe("00010 allow ip from any to any");
    await out("sysrc -x firewall_script");
    await out("sysrc firewall_type=workstation");
    expect(await run("service ipfw restart")).toMatchObject({
      stderr: 'service: ipfw: firewall_type="workstation": not emulated in a lab\n',
    });
  });
});
