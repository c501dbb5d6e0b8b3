/** pfctl(8) and pf.conf(5): what is taken, how it is shown, and what is refused (recordings 70 and 73; pfctl's own tests). */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { testLab } from "../../../test/support/lab.ts";

async function loaded(rules: string) {
  const lab = testLab();
  await lab.out("kldload pf");
  return { ...lab, load: await lab.run("pfctl -f -", { text: rules }) };
}

/** What is written, and what `pfctl -s` shows of it. */
const shown: readonly (readonly [rules: string, wanted: string, modifier?: string])[] = [
  ["block in quick proto carp", "block drop in quick proto carp all"],
  ["pass", "pass all flags S/SA keep state"],
  ["block", "block drop all"],
  ["block return in log on vtnet0", "block return in log on vtnet0 all"],
  ["pass out quick inet keep state", "pass out quick inet all flags S/SA keep state"],
  [
    "pass in on vtnet0 proto tcp from any to any port { 22 80:90 }",
    "pass in on vtnet0 proto tcp from any to any port = ssh flags S/SA keep state\npass in on vtnet0 proto tcp from any to any port 80:90 flags S/SA keep state",
  ],
  [
    "pass in proto { tcp udp } to port domain",
    "pass in proto tcp from any to any port = domain flags S/SA keep state\npass in proto udp from any to any port = domain keep state",
  ],
  [
    "pass inet proto icmp icmp-type echoreq",
    "pass inet proto icmp all icmp-type echoreq keep state",
  ],
  [
    "pass from 10.8.0.77/24 to ! 192.168/16 no state",
    "pass inet from 10.8.0.0/24 to ! 192.168.0.0/16 no state",
  ],
  ["block from vtnet0:network", "block drop inet from 10.2.70.0/24 to any"],
  ["pass to (vtnet0:0)", "pass from any to (vtnet0:0) flags S/SA keep state"],
  [
    'if = "vtnet0"\nnets = "{ 10.1.0.0/16, 10.2.0.0/16 }"\nblock on $if from $nets # no more\n',
    "block drop on vtnet0 inet from 10.1.0.0/16 to any\nblock drop on vtnet0 inet from 10.2.0.0/16 to any",
  ],
  ["block \\\n  in \\\n  quick", "block drop in quick all"],
  ["set block-policy return\nblock in", "block return in all"],
  [
    "scrub in all fragment reassemble\npass",
    "scrub in all fragment reassemble\npass all flags S/SA keep state",
  ],
  [
    "antispoof quick for vtnet0 inet",
    "block drop in quick on ! vtnet0 inet from 10.2.70.0/24 to any\nblock drop in quick inet from 10.2.70.107 to any",
  ],
  ['pass in label "web"', 'pass in all flags S/SA keep state label "web"'],
  ['anchor "jails/*"', 'anchor "jails/*" all'],
  ["pass proto tcp flags any", "pass proto tcp all flags any keep state"],
  [
    "nat on vtnet0 inet from 10.8.0.0/24 to any -> (vtnet0)",
    "nat on vtnet0 inet from 10.8.0.0/24 to any -> (vtnet0) round-robin",
    "nat",
  ],
  [
    "nat on vtnet0 from 10.8.0.0/24 to any -> vtnet0",
    "nat on vtnet0 inet from 10.8.0.0/24 to any -> 10.2.70.107",
    "nat",
  ],
  [
    'table <jails> persist\nnat on vtnet0 from <jails> to any -> (vtnet0:0)\nrdr-anchor "rdr/*"',
    'nat on vtnet0 from <jails> to any -> (vtnet0:0)\nrdr-anchor "rdr/*" all',
    "nat",
  ],
  [
    'ext_if="vtnet0"\ntable <jails> persist\nnat on $ext_if from <jails> to any -> ($ext_if:0)',
    "nat on vtnet0 from <jails> to any -> (vtnet0:0)",
    "nat",
  ],
  [
    "scrub in on vtnet0 all fragment reassemble\nset skip on lo\nblock return in all",
    "scrub in on vtnet0 all fragment reassemble\nblock return in all",
    "rules",
  ],
  [
    "rdr pass on vtnet0 inet proto tcp from any to vtnet0 port 8080 -> 10.8.0.2 port 80",
    "rdr pass on vtnet0 inet proto tcp from any to 10.2.70.107 port = 8080 -> 10.8.0.2 port 80",
    "nat",
  ],
  [
    "binat on vtnet0 from 10.8.0.2 to any -> 10.2.70.50",
    "binat on vtnet0 inet from 10.8.0.2 to any -> 10.2.70.50",
    "nat",
  ],
];

describe("pfctl shows rules as FreeBSD's does:", () => {
  test.each(shown)("%s", async (rules, wanted, modifier = "rules") => {
    const { load, out } = await loaded(rules.endsWith("\n") ? rules : `${rules}\n`);
    expect(load).toEqual({ status: 0, stdout: "", stderr: "" });
    expect(await out(`pfctl -s ${modifier}`)).toBe(`${wanted}\n`);
  });

  test("and takes what it shows", async () => {
    for (const [rules, wanted, modifier = "rules"] of shown) {
      const first = await loaded(`table <jails> persist\n${wanted}\n`);
      expect([rules, first.load.stderr]).toEqual([rules, ""]);
      expect(await first.out(`pfctl -s ${modifier}`)).toBe(`${wanted}\n`);
    }
  });
});

const refused = [
  ["pass in on", "stdin:1: syntax error"],
  ["pass in\nblok out", "stdin:2: syntax error"],
  ["block on $ext_if", "stdin:1: macro 'ext_if' not defined"],
  ["pass proto tpc", "stdin:1: unknown protocol tpc"],
  ["pass proto tcp to port ssg", "stdin:1: unknown port ssg"],
  ["pass to port 22", "stdin:1: port only applies to tcp/udp/sctp"],
  [
    "pass from nosuch.example",
    "stdin:1: could not parse host specification: no IP address found for nosuch.example",
  ],
  [
    "pass\nnat on vtnet0 -> (vtnet0)",
    "stdin:2: Rules must be in order: options, ethernet, normalization, queueing, translation, filtering",
  ],
  ["pass from inet6", "stdin:1: could not parse host specification: no IP address found for inet6"],
  ["queue std on vtnet0", "stdin:1: queue: not emulated in a lab"],
  ["pass\n\npass route-to vtnet0", "stdin:3: route-to: not emulated in a lab"],
  ["set timeout interval 10", "stdin:1: set timeout: not emulated in a lab"],
  ["pass keep state (max 10)", "stdin:1: keep state (…): not emulated in a lab"],
  ["pass out on vtnet0 nat-to (vtnet0)", "stdin:1: nat-to: not emulated in a lab"],
  ["binat on vtnet0 from 10.8.0.2 to any", "stdin:1: 'binat' rule requires '-> address'"],
  [
    "binat on vtnet0 from 10.8.0.0/24 to any -> 10.2.70.50",
    "stdin:1: 'binat' source mask and redirect mask must be the same",
  ],
  [
    "binat on vtnet0 from { 10.8.0.2 10.8.0.3 } to any -> 10.2.70.50",
    "stdin:1: multiple binat ip addresses",
  ],
  ['block in "', "stdin:1: unterminated quoted string"],
] as const;

describe("pfctl refuses with file and line, and leaves the rules that there are:", () => {
  test.each(refused)("%s", async (rules, complaint) => {
    const lab = testLab();
    await lab.out("kldload pf");
    await lab.run("pfctl -q -f -", { text: "block in\n" });
    const { status, stderr } = await lab.run("pfctl -ef -", { text: `${rules}\n` });
    expect([status, stderr.split("\n").slice(0, -1)]).toEqual([
      1,
      [complaint, "pfctl: Syntax error in config file: pf rules not loaded"],
    ]);
    expect(await lab.out("pfctl -sr")).toBe("block drop in all\n");
    expect(await lab.out("pfctl -s Running")).toBe("Disabled\n");
  });

  test("any text is taken or refused, and none ends pfctl otherwise", async () => {
    const lab = testLab();
    await lab.out("kldload pf");
    const words = fc.constantFrom(
      ...'pass block in out on vtnet0 proto tcp from to any port 22 { } ( ) < > ! = , / \n " $x nat -> rdr anchor table <t> persist 10.0.0.0/8 keep state set skip lo0 \\'.split(
        " ",
      ),
    );
    const text = fc.oneof(
      fc.string({ maxLength: 60 }),
      fc.array(words, { maxLength: 20 }).map((list) => list.join(" ")),
    );
    await fc.assert(
      fc.asyncProperty(text, async (rules) => {
        const { status, stderr } = await lab.run("pfctl -nf -", { text: rules });
        expect([0, 1]).toContain(status);
        expect(status === 0).toBe(stderr === "");
      }),
    );
  });
});

describe("pfctl", () => {
  test("says what it switches, and that it is so already", async () => {
    const { run } = await loaded("");
    const stderrOf = async (line: string) => (await run(line)).stderr;
    expect(await stderrOf("pfctl -d")).toBe("pfctl: pf not enabled\n");
    expect(await stderrOf("pfctl -e")).toBe("pf enabled\n");
    expect(await stderrOf("pfctl -e")).toBe("pfctl: pf already enabled\n");
    expect(await stderrOf("pfctl -d")).toBe("pf disabled\n");
    expect(await stderrOf("pfctl -F all")).toBe(
      "Ethernet rules cleared\nrules cleared\nnat cleared\n0 tables deleted.\nrules cleared\n0 states cleared\nsource tracking entries cleared\npf: statistics cleared\npf: interface flags reset\n",
    );
  });

  test("has nothing to speak to without the module, nor in a jail without a network of its own", async () => {
    const { lab, run, out } = testLab();
    const absent = { status: 1, stderr: "pfctl: /dev/pf: No such file or directory\n" };
    expect(await run("pfctl -sr")).toMatchObject(absent);
    await out("kldload pf");
    const jail = lab.jails.create({
      name: "j",
      path: "/",
      hostname: "j",
      vnet: false,
      parameters: [],
    });
    expect(await run("pfctl -sr", { jail })).toMatchObject(absent);
  });

  test("changes tables by hand", async () => {
    const { run, out } = await loaded("table <jails> persist { 10.8.0.2 }\nblock from <jails>\n");
    const stderrOf = async (line: string) => (await run(line)).stderr;
    expect(await stderrOf("pfctl -t jails -T add 10.8.0.3 10.8.0.2 10.9.0.0/16")).toBe(
      "2/3 addresses added.\n",
    );
    expect(await stderrOf("pfctl -t jails -T delete 10.8.0.3")).toBe("1/1 addresses deleted.\n");
    expect(await out("pfctl -t jails -T show")).toBe("   10.8.0.2\n   10.9.0.0/16\n");
    expect(await run("pfctl -t jails -T test 10.9.3.4")).toMatchObject({ status: 0 });
    expect(await run("pfctl -t jails -T test 10.7.3.4")).toMatchObject({ status: 2 });
    expect(await out("pfctl -s Tables")).toBe("jails\n");
    expect(await stderrOf("pfctl -t nosuch -T show")).toBe("pfctl: Table does not exist.\n");
  });

  test("loads rules into anchors and shows them", async () => {
    const { run, out } = await loaded('rdr-anchor "rdr/*"\nanchor "jails/*"\n');
    await run("pfctl -a rdr/web -f -", {
      text: "rdr pass on vtnet0 proto tcp to port 80 -> 10.8.0.2\n",
    });
    expect(await out("pfctl -a rdr/web -sn")).toBe(
      "rdr pass on vtnet0 inet proto tcp from any to any port = http -> 10.8.0.2\n",
    );
    expect(await out("pfctl -s Anchors")).toBe("  rdr\n");
    expect(await out("pfctl -v -s Anchors")).toBe("  rdr/web\n");
  });

  test("changes no anchor whose name begins with _, and shows it", async () => {
    const { run } = await loaded("");
    const stderr =
      "pfctl: anchor names beginning with '_' cannot be modified from the command line\n";
    for (const words of ["_a -f -", "rdr/_a -f -", "rdr/_a -nf -", "rdr/_a -F all"])
      expect(await run(`pfctl -a ${words}`, { text: "pass\n" })).toEqual({
        status: 1,
        stdout: "",
        stderr,
      });
    expect(await run("pfctl -a rdr/a_b -f -", { text: "pass\n" })).toMatchObject({ status: 0 });
  });

  test("tries a file without loading it", async () => {
    const { run, out } = await loaded("");
    const line = "pass all flags S/SA keep state\n";
    expect(await run("pfctl -nvf -", { text: "pass\n" })).toEqual({
      status: 0,
      stdout: line,
      stderr: "",
    });
    expect(await out("pfctl -sr")).toBe("");
    expect(await run("pfctl -nf -", { text: "blok\n" })).toMatchObject({
      status: 1,
      stderr: "stdin:1: syntax error\n",
    });
  });
});

test("an anchor goes with its last rule, but for one that a rule refers to", async () => {
  const { run, out } = await loaded('nat-anchor "ours/*"\n');
  const load = (anchor: string, text: string) => run(`pfctl -q -a ${anchor} -f -`, { text });
  for (const anchor of ["ours/a", "ours/b", "theirs/a/b"]) await load(anchor, "pass\n");
  expect(await out("pfctl -s Anchors -v")).toBe("  ours/a\n  ours/b\n  theirs/a/b\n");
  await run("pfctl -q -a ours/a -F all");
  await load("theirs/a/b", "");
  expect(await out("pfctl -s Anchors -v")).toBe("  ours/b\n");
  await run("pfctl -q -a ours/b -F rules");
  expect(await out("pfctl -s Anchors -v")).toBe("");
  await load("ours", "pass\n");
  await load("ours", "");
  expect(await out("pfctl -s Anchors")).toBe("  ours\n");
});
