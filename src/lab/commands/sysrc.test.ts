// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** sysrc(8) beyond the recordings: usr.sbin/sysrc/sysrc, sysrc.subr, and what usr.sbin/sysrc/tests expects. */
import { expect, test } from "bun:test";
import { makeJail, type TestLab, testLab } from "../../../test/support/lab.ts";

type Step = readonly [line: string, stdout: string, more?: { status?: number; stderr?: string }];

/** Runs one command line after the other on /tmp/c and compares all that comes back. */
async function steps({ lab }: TestLab, list: readonly Step[]): Promise<void> {
  for (const [line, stdout, { status = 0, stderr = "" } = {}] of list) {
    const argv = line.split("|").flatMap((part, at) => (at % 2 === 0 ? part.split(" ") : [part]));
    const result = await lab.capture(argv.filter((word) => word !== ""));
    expect([line, result]).toEqual([line, { status, stdout, stderr }]);
  }
}

function labWith(text: string): TestLab {
  const made = testLab();
  made.lab.files.write("/tmp/c", text);
  return made;
}

test("shows, sets, checks and lists as FreeBSD's own tests expect", async () => {
  const unknown = (name: string) => ({ status: 1, stderr: `sysrc: unknown variable '${name}'\n` });
  await steps(labWith('t="NO"\nlist="item1 item2"\n'), [
    ["sysrc -f /tmp/c t no", "t: NO\n", unknown("no")],
    ["sysrc -f /tmp/c -c t list", ""],
    ["sysrc -f /tmp/c -c no", "", unknown("no")],
    ["sysrc -f /tmp/c -c list+=item1", ""],
    ["sysrc -f /tmp/c -c list+=item3", "", { status: 1 }],
    ["sysrc -f /tmp/c -c list-=item3", ""],
    ["sysrc -f /tmp/c -c no-=item1", "", { status: 1 }],
    ["sysrc -f /tmp/c -F t list", "t: /tmp/c\nlist: /tmp/c\n"],
    ["sysrc -f /tmp/c -x t list", ""],
    ["cat /tmp/c", ""],
    ["sysrc -f /tmp/c empty=", "empty:  -> \n"],
    ["cat /tmp/c", 'empty=""\n'],
    ["sysrc -f /tmp/none -x no", "", unknown("no")],
  ]);
});

test("shows what is asked for in the form that is asked for", async () => {
  await steps(labWith('a="1"\n'), [
    ["sysrc -f /tmp/c -e a", 'a="1"\n'],
    ["sysrc -f /tmp/c -ne a", "1\n"],
    ["sysrc -f /tmp/c -N a", "a\n"],
    ["sysrc -f /tmp/c -v a", "/tmp/c: a: 1\n"],
    ["sysrc -f /tmp/c -ve a", ': /tmp/c; a="1"\n'],
    ["sysrc -f /tmp/c -nF a", "/tmp/c\n"],
    ["sysrc -f /tmp/c -e a=2", 'a="1" # -> "2"\n'],
    ["sysrc -f /tmp/c -n a=3", "2 -> 3\n"],
    ["sysrc -f /tmp/c -N a=4", "a\n"],
    ["sysrc -f /tmp/c -q a=5", "a: 4 -> 5\n"],
    ["sysrc -f /tmp/c -v a=6", "/tmp/c: a: 5 -> 6\n"],
    [
      "sysrc -f /tmp/c -vc a=6 a=7",
      "/tmp/c: a: already set to `6'\n/tmp/c: a: would change from `6' to `7'\n",
      { status: 1 },
    ],
    ["sysrc -f /tmp/c -vc b=6", "b: not currently set\n", { status: 1 }],
    ["sysrc -f /tmp/c -q nosuch", "", { status: 1 }],
    ["sysrc -l", "/etc/rc.conf /etc/rc.conf.local\n"],
    ["sysrc -f /tmp/c -l", "/tmp/c\n"],
  ]);
});

test("knows what FreeBSD sets when nobody does, and writes to the first file", async () => {
  const made = testLab();
  await steps(made, [
    ["sysrc jail_enable", "jail_enable: NO\n"],
    ["sysrc -F jail_enable", "jail_enable: /etc/defaults/rc.conf\n"],
    ["sysrc -v jail_enable=YES", "/etc/rc.conf: jail_enable: NO -> YES\n"],
    ["sysrc -F jail_enable", "jail_enable: /etc/rc.conf\n"],
    ["sysrc -D jail_enable", "jail_enable: NO\n"],
    ["sysrc cloned_interfaces+=bridge0", "cloned_interfaces:  -> bridge0\n"],
    ["sysrc -x gateway_enable", ""],
    ["sysrc -x hostname", ""],
    ["sysrc hostname", "hostname: \n"],
  ]);
  expect(made.lab.files.read("/etc/rc.conf")).toEndWith(
    'jail_enable="YES"\ncloned_interfaces="bridge0"\n',
  );
  await made.lab.files.write("/etc/rc.conf.local", "jail_enable=NO\n");
  await steps(made, [["sysrc jail_enable=YES", "jail_enable: NO -> YES\n"]]);
  expect(made.lab.files.read("/etc/rc.conf.local")).toBe('jail_enable="YES"\n');
});

test("edits lines, not what sh makes of them", async () => {
  const made = labWith(
    'empty=\nblank= # why\ncmd=$HOME\nesc="a \\"b\\" c"\nsingle=\'x\' # y\nbare=x;two=2\n',
  );
  await steps(made, [
    ["sysrc -f /tmp/c empty=e", "empty:  -> e\n"],
    ["sysrc -f /tmp/c blank=b", "blank:  -> b\n"],
    ["sysrc -f /tmp/c cmd=c", "cmd:  -> c\n"],
    ["sysrc -f /tmp/c single=s", "single: x -> s\n"],
    ["sysrc -f /tmp/c |single=back\\\\slash|", "single: s -> back\\slash\n"],
    ["sysrc -f /tmp/c |cmd=tab\\there|", "cmd: c -> tab\there\n"],
    ["sysrc -f /tmp/c bare=9", "bare: x -> 9\n"],
  ]);
  expect(made.lab.files.read("/tmp/c")).toBe(
    'empty=e\nblank="b" # why\ncmd=$HOME\nesc="a \\"b\\" c"\nsingle=\'back\\slash\' # y\nbare="9"\ncmd="tab\there"\n',
  );
  await steps(made, [
    [
      "sysrc -f /tmp/c esc=x",
      "",
      {
        status: 1,
        stderr:
          "/tmp/sysrc.lab: 7: Syntax error: Unterminated quoted string\nsysrc: Not overwriting `/tmp/c' due to previous syntax errors\n",
      },
    ],
  ]);
});

test("takes lists apart at the mark that the new words begin with", async () => {
  await steps(labWith('path="/a:/b"\nlist="a  b"\n'), [
    ["sysrc -f /tmp/c path+=:/c:/a", "path: /a:/b -> /a:/b:/c\n"],
    ["sysrc -f /tmp/c path-=:/a", "path: /a:/b:/c -> /b:/c\n"],
    ["sysrc -f /tmp/c |list+=c a|", "list: a  b -> a  b c\n"],
    ["sysrc -f /tmp/c list-=b", "list: a  b c -> a c\n"],
  ]);
});

test("takes names as sh takes them between braces", async () => {
  await steps(labWith("a=host.example.org\n"), [
    ["sysrc -f /tmp/c |a%.org|", "a%.org: host.example\n"],
    ["sysrc -f /tmp/c b-none", "b-none: none\n"],
    ["sysrc -f /tmp/c 1a=x", "1a:  -> \n"],
    ["sysrc -f /tmp/c 1a", "", { status: 1, stderr: "sysrc: unknown variable '1a'\n" }],
  ]);
});

test("refuses wrong use in sh's words and its own", async () => {
  const usage = (await testLab().run("sysrc")).stderr;
  const wrong = (stderr: string) => ({ status: 1, stderr });
  await steps(labWith("a=1\n"), [
    ["sysrc -z", "", wrong(`Illegal option -z\n${usage}`)],
    ["sysrc -f", "", wrong(`No arg for -f option\n${usage}`)],
    ["sysrc -h", "", wrong(usage)],
    ["sysrc -f /tmp/c", "", wrong(usage)],
    ["sysrc -ac", "", wrong("sysrc: `-c' option incompatible with `-a'/`-A' options\n")],
    [
      "sysrc -ax",
      "",
      wrong("sysrc: `-x' option incompatible with `-a'/`-A' options (use `-X' to override)\n"),
    ],
  ]);
});

test("works on a jail's files", async () => {
  const made = testLab();
  makeJail(made.lab, "j");
  await steps(made, [
    ["sysrc -j j hostname", "hostname: belltower\n"],
    ["sysrc -nj j hostname", "belltower\n"],
    ["sysrc -j nosuch hostname", "", { status: 1, stderr: 'jexec: jail "nosuch" not found\n' }],
  ]);
});

test("describes what FreeBSD has no comment on, deletes all with -X, helps", async () => {
  await steps(labWith("ngbuddy_a=1\nngbuddy_b=2\n"), [
    ["sysrc -f /tmp/c -d ngbuddy_a", "ngbuddy_a: \n"],
    ["sysrc -f /tmp/c -d ngbuddy_a=3", "ngbuddy_a: \nngbuddy_a: 1 -> 3\n"],
    [
      "sysrc -f /tmp/c -d nosuch",
      "nosuch: \n",
      { status: 1, stderr: "sysrc: unknown variable 'nosuch'\n" },
    ],
    ["sysrc -f /tmp/c -ad", "ngbuddy_a: \nngbuddy_b: \n"],
    ["sysrc -f /tmp/c -aX", ""],
    ["cat /tmp/c", ""],
    ["sysrc -d hostname", "", { status: 1, stderr: "sysrc: -d hostname: not emulated in a lab\n" }],
  ]);
  const { status, stderr } = await testLab().run("sysrc --help");
  expect(status).toBe(1);
  expect(stderr.split("\n").slice(2, 6)).toEqual([
    "Usage: sysrc [OPTIONS] -l | -L [name ...]",
    "OPTIONS:",
    "\t-a         Dump a list of all non-default configuration variables.",
    "\t-A         Dump a list of all configuration variables (incl. defaults).",
  ]);
});

test("shows what sh makes of a file: sums, commands, conditions, functions, other files", async () => {
  const made = labWith(
    [
      'sum="$((6 * 7 / (1 + 1)))" octal=$((010))',
      'said="$(echo from  "a  command")" back=`echo back`',
      'if [ -f /tmp/other ]; then there="yes"; else there="no"; fi',
      "case $sum in 2?) kind=twenties ;; esac",
      'set_it() { by_function="$1"; }',
      "set_it called",
      'for one in a b; do list="$list $one"; done',
      ". /tmp/other",
      "unset gone",
      "echo nobody sees this",
      "no-such-command",
      "lines='x\n\n'",
      "",
    ].join("\n"),
  );
  made.lab.files.write("/tmp/other", 'gone=1; other="$sum"\n');
  await steps(made, [
    [
      "sysrc -f /tmp/c -e sum octal said back there kind by_function list other lines",
      'sum="21"\noctal="8"\nsaid="from a  command"\nback="back"\nthere="yes"\nkind="twenties"\n' +
        'by_function="called"\nlist=" a b"\nother="21"\nlines="x"\n',
    ],
    ["sysrc -f /tmp/c gone", "", { status: 1, stderr: "sysrc: unknown variable 'gone'\n" }],
    ["sysrc -f /tmp/c -n |other%1|", "2\n"],
    ["sysrc -f /tmp/c -n rc_conf_files", "/etc/rc.conf /etc/rc.conf.local\n"],
  ]);
  expect(await made.run("sysrc -f /tmp/c -aN")).toEqual({
    status: 0,
    stdout: `nobody sees this\n${"back by_function kind lines list octal one other said sum there".replaceAll(" ", "\n")}\n`,
    stderr: "/tmp/c: no-such-command: not found\n",
  });
});

test("has no PATH for what a file runs, and no other variables of whoever asks", async () => {
  await steps(labWith('name="$(hostname)" home="$HOME" built="$(printf %s in)"\n'), [
    ["sysrc -f /tmp/c name home built", "name: \nhome: \nbuilt: in\n"],
  ]);
});

test("knows nothing of a file that ends sh, and says what a lab has not", async () => {
  await steps(labWith("a=1\nexit 3\n"), [
    ["sysrc -f /tmp/c a", "", { status: 1, stderr: "sysrc: unknown variable 'a'\n" }],
    ["sysrc -f /tmp/c -a", ""],
  ]);
  await steps(labWith("readonly a=1\na=2\n"), [
    ["sysrc -f /tmp/c -a", "", { stderr: "/tmp/c: a: is read only\n" }],
  ]);
  const stderr = "sysrc: /tmp/c:2: ulimit: not emulated in a lab\n";
  await steps(labWith("a=1\nulimit -n 5\n"), [["sysrc -f /tmp/c a", "", { status: 1, stderr }]]);
});

test("shows what its own changes made of a file", async () => {
  const made = labWith('a="1"\nb="${a}2"\n');
  await steps(made, [
    ["sysrc -f /tmp/c a=3 b", "a: 1 -> 3\nb: 32\n"],
    ["sysrc -f /tmp/c -x a", ""],
    ["sysrc -f /tmp/c b", "b: 2\n"],
  ]);
});
