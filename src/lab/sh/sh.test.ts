// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** The lab's sh on scripts of all kinds: it does what the sh of this machine does, or says what it cannot. */
import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { buddyLab } from "../../../test/support/buddylab.ts";

async function labSh(text: string, ...parameters: string[]) {
  return await buddyLab().lab.capture(["sh", "-c", text, "sh", ...parameters]);
}

/** What both must do alike: text by text. */
const scripts = [
  "echo a; echo b && echo c || echo d",
  "false && echo no; echo $?",
  "a=1; echo $a ${c-none} ${a:+yes} ${#a} ${d:=new} $d",
  "x='a  b   c'; echo $x; echo \"$x\"; for i in $x; do echo [$i]; done",
  'set -- "a b" c; for i in "$@"; do echo [$i]; done; echo "$*" $# $1; shift; echo $1',
  'set --; for i in "$@"; do echo never; done; echo "[$*]" $#',
  'f() { echo f $1 $#; return 3; }; f x y; echo $?; f "$(echo z)" || echo failed',
  "v=out; g() { local v; v=in; echo $v; }; g; echo $v",
  "p=/usr/local/etc/rc.conf; echo ${p##*/} ${p%/*} ${p#/*/} ${p%%l*} ${p#nothing}",
  "p=aXbXc; echo ${p%%X*} ${p##*X} ${p#?} ${p%[a-c]} ${p#[!a]}",
  "case hello in h[aeiou]l*) echo vowel;; *) echo other;; esac",
  "case '*' in '*') echo star;; esac; case x in a|x) echo or;; esac",
  "for i in 1 2 3 4; do [ $i = 2 ] && continue; [ $i -eq 4 ] && break; echo $i; done",
  "i=0; while [ $i -lt 3 ]; do i=$((i+1)); echo $i; done; until false; do break; done; echo $?",
  "echo $((1+2*3)) $(( (1+2)*3 )) $((7/2)) $((7%3)) $((1<<4)) $((5>3&&2)) $((0x1f)) $((010)) $((!0))",
  "a=5; echo $((a+1)) $((a*=2)) $a $((a>3?1:2))",
  "echo `echo back \\`echo quoted\\``; echo \"$(echo 'a  b')\" $(echo 'a  b')",
  "cat <<E\n$((1+1)) $HOMEX `echo x` \"q\"\nE\ncat <<'E'\n$a `b`\nE\ncat <<-E\n\tindented\n\tE\n",
  'x=1; cat <<E\n"q" \\"q\\" \\\\"q" \'q\' \\$x $x ${x:-"d"}$(echo "a  b")`echo "c  d"` \\\\ \\a\nE\n',
  'cat <<E\n${n:=new} $((1 + 1)) "${n}"\nE\necho $n',
  "echo a | { read x; echo got $x; }; printf 'x y z\\n' | while read a b; do echo $b $a; done",
  "{ echo one; echo two >&2; } 2>/dev/null; (echo sub; exit 4); echo $?",
  "if false; then echo a; elif true; then echo b; else echo c; fi; if false; then :; fi; echo $?",
  "! true; echo $?; ! false | true; echo $?; true | false; echo $?",
  "x=1; (x=2; echo $x); echo $x; x=3 true; echo $x",
  "IFS=:; x=a:b::c; for i in $x; do echo [$i]; done; set -- $x; echo $#",
  "eval 'a=1; echo $a'; b=a; eval echo \\$$b",
  "printf '%s-%03d|%-4s|%x\\n' a 7 b 255 c 8 d 16; printf 'no newline'",
  "[ a = a -a -n x ] && echo both; [ ! a = b ] && echo not; [ -z '' -o x = y ] && echo or; test 3 -gt 2; echo $?",
  "unset a; echo ${a-unset}; a=; echo ${a-set}${a:-empty}; : ${a:=filled}; echo $a",
  "echo a#b # comment\necho 'it'\"'\"'s' a\\ b \"\\$x\"",
  "exit 7; echo never",
  "command -v echo >/dev/null && echo there; command -v no-such-program || echo absent",
  "f() { echo $0 $1; }; f a; set a b; echo $2",
  "readonly r=1; echo $r; export e=2; echo $e",
  'while read l; do echo "<$l>"; done <<E\n a b \n\\c\nE\n',
  'x="a b"; y=$x; echo "$y"; z=${x:+$x c}; echo "$z"; for i in ${x:-q}; do echo $i; done',
  "echo ${a:-${b:-deep}} ${c+'no'}end; echo \"${a:-a  b}\"",
  "for i in a - b ] ! x7; do case $i in [a'-'c]) echo 1 $i;; ['!'q]) echo 2 $i;; [\\]r]) echo 3 $i;; x[[:digit:]]) echo 4 $i;; [!a-z]) echo 5;; *) echo 6 $i;; esac; done",
  "case a/b in */*) echo slash;; esac; case abc in a*c) echo ends; esac",
  "set -e; false || echo on; if false; then :; fi; ! true; echo still; (exit 3); echo never",
  "set -e; f() { false; echo inside; }; f || echo handled; false; echo never",
  "set -u; echo ${x-unset}; echo $x; echo never",
  "set -f; echo /et*; set +f; set -- -a b; echo $1 $-",
  "while getopts ab:c o; do echo $o $OPTARG; done <<E\nE\necho $OPTIND",
  'set -- -ab x -c -- y; while getopts ab:c o; do echo "$o [$OPTARG]"; done; echo $OPTIND; shift $((OPTIND-1)); echo $*',
  'set -- -x -b; while getopts :b: o; do echo "$o [$OPTARG]"; done',
  "cd /; pwd; cd /nosuch 2>/dev/null || echo no; cd etc; pwd; cd -; echo $PWD $OLDPWD",
  "cd /; (cd /etc; pwd); cd ..; pwd",
  "trap 'echo bye $?' EXIT; echo on; exit 3",
  "trap 'echo never' EXIT; trap - EXIT; trap '' INT; echo on",
  "exec 3>&1; echo a >&3; exec 4<<E\none\ntwo\nE\nread x <&4; read y <&4; echo $y $x; exec 3>&- 4<&-",
  "{ echo out; echo err >&2; } 2>&1 >/dev/null; { echo a >&3; } 3>&1",
  "printf '1\\n2\\n3\\n' | { read a; read b; echo $b $a; cat; }",
  "(exit 4) & wait $!; echo $?; { echo job; } & wait; echo done",
  "printf ' a  b:c \\n' | while IFS=: read x y; do echo \"[$x][$y]\"; done; echo 'a\\ b c' | { read x y; echo \"[$x][$y]\"; }",
  "export a='x y'; export -p | while read l; do case $l in *' a='*) echo \"$l\";; esac; done",
  "i=0; while :; do i=$((i+1)); [ $i -gt 5 ] && break; done | cat; echo $i",
  "echo 'no such' | . /dev/stdin; echo 'y=7; echo $y' | { . /dev/stdin; echo $y; }",
];

test("scripts do in a lab what they do in the sh of this machine", async () => {
  for (const text of scripts) {
    const { status, stdout } = spawnSync("sh", ["-c", text, "sh"], { encoding: "utf8" });
    const answer = await labSh(text);
    expect({ text, stdout: answer.stdout, status: answer.status }).toEqual({
      text,
      stdout,
      status: status!,
    });
  }
});

test("all of a command's assignments are expanded before one is set, as FreeBSD's sh does it", async () => {
  expect((await labSh("a=1 b=$a; echo [$a$b]")).stdout).toBe("[1]\n");
});

test("what sh refuses is said in its words, and ends the script", async () => {
  const cases: [string, number, string][] = [
    ["no-such-command; echo on", 0, "sh: no-such-command: not found\n"],
    ["if true", 2, 'sh: Syntax error: end of file unexpected (expecting "then")\n'],
    ["echo $((1/0)); echo never", 2, 'sh: arithmetic expression: division by zero: "1/0"\n'],
    [": ${x:?must be set}; echo never", 2, "sh: x: must be set\n"],
    [
      "echo a > /no/such/dir/f; echo $?",
      0,
      "sh: cannot create /no/such/dir/f: No such file or directory\n",
    ],
    [
      ". /no/such/file; echo never",
      2,
      "sh: cannot open /no/such/file: No such file or directory\n",
    ],
    ["readonly a=1; a=2; echo never", 2, "sh: a: is read only\n"],
  ];
  for (const [text, status, stderr] of cases) {
    const answer = await labSh(text);
    expect({ text, status: answer.status, stderr: answer.stderr }).toEqual({
      text,
      status,
      stderr,
    });
    expect(answer.stdout).not.toContain("never");
  }
});

test("what a lab cannot do ends the script with a line that says where, wherever its output goes", async () => {
  const { lab, files } = buddyLab();
  files.write(
    "/root/s",
    "#!/bin/sh\necho begun\nx=$(ifconfig -l | tar x 2>/dev/null)\necho never\n",
  );
  expect(await lab.capture(["sh", "/root/s"])).toEqual({
    status: 69,
    stdout: "begun\n",
    stderr: "/root/s: /root/s:3: tar: not emulated in a lab\n",
  });
  expect(await labSh("ulimit -n 5")).toMatchObject({
    status: 69,
    stderr: "sh: line 1: ulimit: not emulated in a lab\n",
  });
});

test("a script that never ends is ended, and so is one that grows without bounds", async () => {
  for (const text of [
    "while :; do :; done",
    "f() { f; }; f",
    "x=aaaaaaaaaa; while :; do x=$x$x; done",
    "eval 'e() { eval e; }; e'",
  ]) {
    const { status, stderr } = await labSh(text);
    expect({ text, status }).toEqual({ text, status: 69 });
    expect(stderr).toEndWith(": not emulated in a lab\n");
  }
});

test("a script in the lab's files runs as a program once it may, in a hook too", async () => {
  const { lab, files, out, run } = buddyLab();
  files.makeDirectory("/usr/local/bin");
  files.write("/usr/local/bin/hook", '#!/bin/sh\necho "$0 $#: $1" >> /var/log/hook\nhostname\n');
  expect(await run("/usr/local/bin/hook a")).toMatchObject({
    status: 127,
    stderr: expect.stringContaining("/usr/local/bin/hook: Permission denied"),
  });
  await out("chmod 755 /usr/local/bin/hook");
  expect(await out("hook a b")).toBe("ngvm\n");
  const made = await lab.capture([
    "jail",
    "-c",
    "name=j",
    "path=/",
    "persist",
    "exec.created=/usr/local/bin/hook up now",
  ]);
  expect(made).toMatchObject({ status: 0, stdout: expect.stringContaining("ngvm\n") });
  expect(files.read("/var/log/hook")).toBe("hook 2: a\n/usr/local/bin/hook 2: up\n");
  files.write("/usr/local/bin/perl-hook", "#!/usr/local/bin/perl\n", 0o755);
  expect(await run("perl-hook")).toMatchObject({
    status: 69,
    stderr: "perl-hook: /usr/local/bin/perl: not emulated in a lab\n",
  });
});

test("arithmetic that stands in itself without end is refused in sh's way", async () => {
  for (const [opening, closing] of [
    ["(", ")"],
    ["- ", ""],
    ["1?", ":1"],
    ["0?1:", ""],
    ["a=", ""],
  ] as const) {
    const text = `echo $((${opening.repeat(20_000)}1${closing.repeat(20_000)})); echo never`;
    const { status, stdout, stderr } = await labSh(text);
    expect({ opening, status, stdout }).toEqual({ opening, status: 2, stdout: "" });
    expect(stderr).toStartWith("sh: arithmetic expression: nested more than 100 deep");
  }
});

test("what goes wrong in a file that is read by `.` is said in that file's name", async () => {
  const { lab, files } = buddyLab();
  files.write("/tmp/f", "no-such-command\n");
  files.write("/tmp/g", "a=1\nif\n");
  files.write("/tmp/s", ". /tmp/f\nno-other\n. /tmp/g\necho never\n");
  expect(await lab.capture(["sh", "/tmp/s"])).toEqual({
    status: 2,
    stdout: "",
    stderr:
      "/tmp/f: no-such-command: not found\n/tmp/s: no-other: not found\n" +
      "/tmp/g: 3: Syntax error: end of file unexpected\n",
  });
});

test("programs are found where PATH says, and nowhere without one", async () => {
  const { lab, files } = buddyLab();
  const answer = async (text: string) => await lab.capture(["sh", "-c", text, "sh"]);
  files.makeDirectory("/root/bin");
  files.write("/root/bin/mine", '#!/bin/sh\necho "$0"\n', 0o755);
  files.write("/root/bin/closed", "#!/bin/sh\n", 0o644);
  for (const [text, status, stdout, stderr] of [
    ["mine", 127, "", "sh: mine: not found\n"],
    ["PATH=/root/bin:$PATH; mine; hostname", 0, "/root/bin/mine\nngvm\n", ""],
    ["PATH=/root/bin mine; command -v mine || echo gone", 0, "/root/bin/mine\ngone\n", ""],
    ["PATH=/root/bin:/bin; closed", 126, "", "sh: closed: Permission denied\n"],
    ["unset PATH; echo on; hostname; /bin/hostname", 0, "on\nngvm\n", "sh: hostname: not found\n"],
  ] as const) {
    expect({ text, ...(await answer(text)) }).toEqual({ text, status, stdout, stderr });
  }
});
