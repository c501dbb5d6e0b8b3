/** The check as its user types it, on a host and on files. */
import { expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { reportSchema } from "../../src/buddy/lint/reportschema.ts";
import { defaultHost } from "../../src/lab/base/description.ts";
import { buddyLab } from "../support/buddylab.ts";

const RC = 'ngbuddy_enable="YES"\nngbuddy_lan_if="vtnet0"\n';
const JAIL = `web1 {
  path = /jails/web1; vnet; mount.devfs;
  vnet.interface = web1;
  exec.prestart = "service ngbuddy jail web1 lan";
  exec.start = "/bin/sh /etc/rc";
  exec.prestop = "service ngbuddy unjail web1 web1";
}
`;

function host(files: { readonly [path: string]: string }) {
  const lab = buddyLab({
    description: { ...defaultHost, files: { ...defaultHost.files, "/etc/rc.conf": "", ...files } },
  });
  const typed = (line: string, options: { text?: string; directory?: string } = {}) =>
    lab.lab.capture(line.split(" "), options);
  return { ...lab, typed };
}

test("without a file all of the host's are looked through, and a jail's own rc.conf", async () => {
  const { typed, files } = host({
    "/etc/rc.conf": RC,
    "/etc/jail.conf.d/web1.conf": JAIL,
    "/jails/web1/etc/rc.conf": 'ifconfig_web1_name="vnet0"\nifconfig_vnet0="inet 10.0.0.2/24"\n',
  });
  expect(await typed("ngbuddy check")).toMatchObject({
    status: 0,
    stdout: "2 files checked: nothing is wrong.\n",
  });
  files.write("/jails/web1/etc/rc.conf", 'ifconfig_vnet0="SYNCDHCP"\n');
  files.makeDirectory("/etc/rc.conf.d");
  files.write("/etc/rc.conf.d/ngbuddy", 'ngbuddy_lan_lst="a"\n');
  expect(await typed("ngbuddy check")).toMatchObject({
    status: 78,
    stderr: "",
    stdout: `/etc/rc.conf.d/ngbuddy:1:1: error: ngbuddy_lan_lst is no variable of ngbuddy(8), and has no effect; did you mean ngbuddy_lan_list? [unknown-variable]
/etc/jail.conf.d/web1.conf:1:1: error: jail web1: ifconfig_vnet0="SYNCDHCP" (/jails/web1/etc/rc.conf:1) needs bpf(4), which its /dev does not show, since it has no devfs_ruleset and gets number 4; add the rules of /usr/local/share/examples/ngbuddy/devfs.rules to /etc/devfs.rules, and devfs_ruleset = 11; to the jail [jail-dhcp]
/jails/web1/etc/rc.conf:1: warning: jail web1 has no interface vnet0, and ifconfig_vnet0 does nothing: it has web1; add ifconfig_web1_name="vnet0" [jail-rc]
3 files checked: 2 errors, 1 warning.
`,
  });
});

test("a jail whose /dev would show the host's disks is found, and one by FreeBSD's own sets or our example is none", async () => {
  const example = readFileSync(
    join(import.meta.dirname, "..", "..", "packaging", "examples", "devfs.rules"),
    "utf8",
  );
  const { typed, files } = host({ "/etc/rc.conf": RC, "/etc/jail.conf.d/web1.conf": JAIL });
  const withRuleset = async (number: number, rules: string) => {
    const jail = JAIL.replace("mount.devfs;", `mount.devfs; devfs_ruleset = ${number};`);
    files.write("/etc/jail.conf.d/web1.conf", jail);
    files.write("/etc/devfs.rules", rules);
    return (await typed("ngbuddy check")).stdout;
  };
  expect(
    await withRuleset(12, "[mine=12]\nadd include $devfsrules_jail_vnet\nadd path 'bpf*' unhide\n"),
  ).toContain(
    "error: jail web1: devfs_ruleset 12 shows it all devices of the host: what a set that is included includes itself does nothing;",
  );
  for (const number of [4, 5, 11])
    expect(await withRuleset(number, example)).toBe("2 files checked: nothing is wrong.\n");
});

test("what only sh can tell is asked of it on a host, and of nobody for a file", async () => {
  const { typed } = host({
    "/etc/rc.conf": 'ngbuddy_enable="YES"\nngbuddy_lan_if="$(echo vlan9)"\n',
  });
  const onHost = await typed("ngbuddy check");
  expect(onHost.stdout).toContain(
    "/etc/rc.conf:2:1: error: ngbuddy_lan_if: nothing in rc.conf makes vlan9",
  );
  const ofFile = await typed("ngbuddy check /etc/rc.conf");
  expect(ofFile).toMatchObject({
    status: 0,
    stdout: expect.stringContaining("/etc/rc.conf:2:1: note: ngbuddy_lan_if is not checked"),
  });
});

test("files are named from where one is, and a directory of them by its name", async () => {
  const { typed } = host({
    "/repo/rc.conf": `${RC}ngbuddy_lan_mtu=huge\n`,
    "/repo/jail.conf.d/web1.conf": JAIL.replace("web1 lan", "web1 lna"),
    "/repo/jail.conf.d/README": "nothing",
    "/repo/empty/README": "nothing",
  });
  const { status, stdout } = await typed("ngbuddy check rc.conf jail.conf.d/", {
    directory: "/repo",
  });
  expect([status, stdout.split("\n")]).toEqual([
    78,
    [
      'rc.conf:3:1: error: ngbuddy_lan_mtu: "huge" is no MTU; give a number from 72 to 9018 [value]',
      "jail.conf.d/web1.conf:4:3: error: jail web1: rc.conf has no bridge lna; did you mean lan? [jail-bridge]",
      "2 files checked: 2 errors.",
      "",
    ],
  ]);
  expect(await typed("ngbuddy check /repo/empty")).toMatchObject({
    status: 66,
    stdout: "",
    stderr:
      "ngbuddy: check: /repo/empty is a directory without rc.conf or jail.conf; name the files\n",
  });
});

test("standard input is told apart by its text, or by --as", async () => {
  const { typed } = host({});
  const conf = await typed("ngbuddy check -", { text: JAIL.replace("vnet;", "") });
  expect([conf.status, conf.stdout]).toEqual([
    78,
    "-:3:3: error: jail web1: vnet.interface does nothing without vnet; add vnet; [jail-parameter]\n1 file checked: 1 error.\n",
  ]);
  const unclear = await typed("ngbuddy check -", { text: "Hello\n" });
  expect([unclear.status, unclear.stderr]).toEqual([
    64,
    "ngbuddy: check: is standard input an rc.conf or a jail.conf? say so: --as rc.conf or --as jail.conf\n",
  ]);
  const asked = await typed("ngbuddy check - --as rc.conf", { text: "Hello\n" });
  expect([asked.status, asked.stdout]).toEqual([0, "1 file checked: nothing is wrong.\n"]);
});

test("a file that is not there, and options that exclude each other, are refused in a line", async () => {
  const { typed } = host({});
  for (const [line, status, stderr] of [
    ["check /nosuch/rc.conf", 66, "check: there is no file /nosuch/rc.conf"],
    ["check --json --sarif", 64, "check: --json and --sarif: give one of them"],
    ["check --as rcconf /etc/rc.conf", 64, "check: --as rcconf: give rc.conf or jail.conf"],
    [
      "check --as rc.conf",
      64,
      "check: --as says what FILE is; give a FILE, or - for standard input",
    ],
  ] as const)
    expect(await typed(`ngbuddy ${line}`)).toMatchObject({
      status,
      stderr: `ngbuddy: ${stderr}\n`,
    });
});

test("programs get the same as one value, which the shipped schema describes", async () => {
  const { typed } = host({ "/etc/rc.conf": `${RC}ngbuddy_lan_mtu=huge\n. /x\n` });
  const { status, stdout } = await typed("ngbuddy check --json /etc/rc.conf");
  expect(status).toBe(78);
  expect(v.parse(reportSchema, JSON.parse(stdout))).toEqual({
    version: 1,
    files: ["/etc/rc.conf"],
    findings: [
      {
        ...{ file: "/etc/rc.conf", line: 3, column: 1, rule: "value", severity: "error" },
        message: 'ngbuddy_lan_mtu: "huge" is no MTU; give a number from 72 to 9018',
      },
      {
        ...{ file: "/etc/rc.conf", line: 4, rule: "only-sh", severity: "note" },
        message: 'what this sets is not checked: ". /x" may set any variable',
      },
    ],
    ...{ errors: 1, warnings: 0, notes: 1 },
  });
  const sarif = JSON.parse((await typed("ngbuddy check --sarif /etc/rc.conf")).stdout);
  expect([sarif.version, sarif.runs[0].results.length]).toEqual(["2.1.0", 2]);
});

test("control characters of a file's name or text are shown as what they are", async () => {
  const lab = buddyLab();
  lab.files.write("/tmp/\x1b[31m\nrc.conf", 'ngbuddy_lan_mtu="\u009b5"\nngbuddy_lan_if="em0"\n');
  const { stdout } = await lab.lab.capture(["ngbuddy", "check", "/tmp/\x1b[31m\nrc.conf"]);
  expect(stdout).toBe(
    '/tmp/\\x1b[31m\\x0arc.conf:1:1: error: ngbuddy_lan_mtu: "\\x9b5" is no MTU; give a number from 72 to 9018 [value]\n1 file checked: 1 error.\n',
  );
});

test("a host whose files cannot be read as they are gets a line for each", async () => {
  const { typed } = host({
    "/etc/rc.conf": "\x7fELF\0",
    "/etc/jail.conf": '.include "/etc/rc.conf";\n.include "/nosuch.conf";\n',
  });
  expect(await typed("ngbuddy check")).toMatchObject({
    status: 78,
    stdout: `/etc/rc.conf:1:1: error: has the control character 0x7f: it is no text file, or was damaged [syntax]
2 files checked: 1 error.
`,
  });
});

test("start and self-test say where rc.conf is looked through, when something is wrong with it", async () => {
  const { typed } = host({ "/etc/rc.conf": `${RC}ngbuddy_lan_lst="a"\n` });
  const line = "ngbuddy check looks through all of rc.conf and jail.conf\n";
  expect((await typed("ngbuddy start")).stderr).toContain(line);
  expect((await typed("ngbuddy jail b lan")).stderr).not.toContain(line);
  expect((await typed("ngbuddy self-test")).stdout).toEndWith(
    " failed.\nLine by line, with jail.conf: ngbuddy check\n",
  );
});

test("a port of a guest whose name is misspelt is told, and not one of a guest that may come", async () => {
  const { typed } = host({
    "/etc/rc.conf": `${RC}ngbuddy_port_wbe1="isolate"\nngbuddy_mac_web2="02:00:00:00:00:01"\nngbuddy_mac_zz="02:00:00:00:00:02"\n`,
    "/etc/jail.conf": JAIL,
  });
  expect(await typed("ngbuddy check")).toMatchObject({
    status: 0,
    stdout: `/etc/rc.conf:3:1: warning: ngbuddy_port_wbe1: no guest is called wbe1; did you mean ngbuddy_port_web1? [guest]
2 files checked: 1 warning.
`,
  });
});

test("a forwarding to a guest whose name is misspelt is told, and not one to a guest that may come", async () => {
  const { typed } = host({
    "/etc/rc.conf": `${RC}ngbuddy_lan_rdr="tcp 80 -> wbe1:80; tcp 81 -> web2; tcp 82 -> 10.0.0.9; tcp 83 -> web1"\n`,
    "/etc/jail.conf": JAIL,
  });
  expect(await typed("ngbuddy check")).toMatchObject({
    status: 0,
    stdout: `/etc/rc.conf:3:1: warning: ngbuddy_lan_rdr: no guest is called wbe1; did you mean web1? [guest]
2 files checked: 1 warning.
`,
  });
});

test("on a machine of any kind files and directories of its own are read, and no device is", async () => {
  const root = mkdtempSync(join(tmpdir(), "ngbuddy-check-"));
  try {
    mkdirSync(join(root, "jail.conf.d"));
    writeFileSync(join(root, "jail.conf.d", "web1.conf"), JAIL.replace("vnet;", ""));
    const { ngbuddy } = buddyLab();
    const refused = async () => Promise.reject(new Error("no host is asked"));
    const typed = (line: string) => ngbuddy(line, refused as never);
    expect(await typed(`check ${root}/jail.conf.d`)).toMatchObject({
      status: 78,
      stdout: `${root}/jail.conf.d/web1.conf:3:3: error: jail web1: vnet.interface does nothing without vnet; add vnet; [jail-parameter]
1 file checked: 1 error.
`,
    });
    expect(await typed("check /dev/zero")).toMatchObject({
      status: 74,
      stdout: "",
      stderr: "ngbuddy: cannot read /dev/zero: it is a device, not a file\n",
    });
    expect(await typed("check -")).toMatchObject({
      status: 66,
      stderr: "ngbuddy: check: there is no standard input here; name a FILE\n",
    });
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
});
