// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** The text tools: they do what those of this machine do, where FreeBSD's do so too; and they come to an end. */
import { expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { testLab } from "../../../test/support/lab.ts";

const TEXT = "one two three\nTwo  three\n\nthree:3:x\nfour 4\n10 ten\n9 nine\nthree:3:x\n";

/** Lines that both must answer alike; `F` has TEXT. */
const lines = [
  "grep three F",
  "grep -n three F; grep -c three F; grep -v three F; grep -i two F; grep -w two F",
  "grep -E '^(one|four)' F; grep -E 'e{2}' F; grep 'e\\{2\\}' F; grep '[[:digit:]]\\{1,\\}' F",
  "grep -o 't[a-z]*' F; grep -on 'e' F; grep -F '3:x' F; grep -x 'four 4' F",
  "grep nosuch F; echo $?; grep -q one F; echo $?; grep -l one F; grep -L one F; echo $?",
  "grep -e one -e ten F; grep -A1 one F; grep -B1 four F; grep -C1 ten F; grep -m2 three F",
  "cat F | grep -H one | sed 's/.*://'; grep one F F; grep -h one F F; egrep 'one|ten' F; fgrep . F",
  "grep '' F | wc -l | tr -d ' '; grep -v '^$' F | wc -l | tr -d ' '; grep -E '\\bten\\b' F; grep '\\<t' F; grep -ci THREE F",
  "sed s/three/3/ F; sed -n 2p F; sed 1,3d F; sed -n '/one/,/four/p' F; sed '$d' F; sed -n '$=' F",
  "sed 's/\\([a-z]*\\) \\([a-z]*\\)/\\2 \\1/' F; sed -E 's/(t)(.)/\\2\\1/g' F; sed 's/e/E/2' F; sed 's|:|/|g' F",
  "sed -n 's/two/2/p' F; sed -e '/^$/d' -e 's/^/> /' F; sed 2q F; sed '/one/!d' F; sed 's/x*/-/g' F",
  "sed 'y/abc/xyz/' F; sed -n '/ten/{s/10/X/;p;}' F; sed ':a;s/e/_/;ta' F; sed 'N;s/\\n/+/' F; sed -n 'H;${x;s/\\n/,/g;p;}' F",
  "sed '2a\\\nadded\n' F; sed '1i\\\nfirst\n' F; sed '3c\\\nnew\n' F; sed 's/.*/[&]/' F; sed '2,+1d' F; sed -n '4,2p' F; sed 's/e$//;s/^o//' F",
  "head -n 2 F; head -2 F; tail -n 2 F; tail -2 F; tail -n +7 F; head -c 5 F; tail -c 4 F",
  "cut -d: -f1 F; cut -d: -f2- F; cut -d : -s -f 1,3 F; cut -c1-3 F; cut -c 2,4- F; cut -d' ' -f2 F",
  "sort F; sort -r F; sort -n F; sort -u F; sort -t: -k2 F; sort -k2 F | head -3; sort -k1,1n -k2r F; sort -rn F",
  "sort F | uniq; sort F | uniq -d; sort F | uniq -u; printf 'a b\\nc b\\nd e\\n' | uniq -f1; printf 'aX\\nax\\n' | uniq -i",
  "tr a-z A-Z <F; tr -d aeiou <F; tr -s ' e' <F; tr -cd '0-9\\n' <F; echo a:b | tr : '\\n'; tr '[:lower:]' '[:upper:]' <F; tr abc x <F",
  "awk '{print $1, $NF}' F; awk -F: '{print $2}' F; awk 'NR==2' F; awk '/three/{print NR\": \"$0}' F; awk 'END{print NR}' F",
  "awk '{s+=$1} END{print s}' F; awk -v x=5 'BEGIN{print x+1, x \"y\"}'; awk '$1 ~ /^t/ {print length($1)}' F; awk 'NF>1{print $(NF-1)}' F",
  "awk '{$1=\"X\"; print}' F; awk -F'[: ]' '{print $2}' F; awk '$1==9||$2==\"ten\"{printf \"%s-%d\\n\",$2,$1}' F; awk 'NR%2' F; awk '!/e/' F",
  "awk 'BEGIN{OFS=\"-\"}{print $1,$2}' F; awk '{if (NF>2) print \"many\"; else print \"few\"}' F; awk 'NR>2{exit 3}{print}' F; echo $?; awk '{print substr($0,2,3) toupper($1)}' F",
  "awk 'BEGIN{print 1/3, 100000*10, -3%2, 1==1.0, \"a\"<\"b\"}'; echo '3 10' | awk '{print $1<$2, ($1\"\")<$2}'",
  "seq 3; seq 2 4; seq 10 -3 1; seq -w 8 10; seq 3 | xargs; seq 5 | xargs -n2; seq 2 | xargs -I{} echo 'a{}b'; printf 'a\\0b c\\0' | xargs -0 -n1",
  "printf '\"a b\" c\\\\ d\\n' | xargs -n1; basename /a/b.c .c; basename /; basename a/; dirname /a/b; dirname a; dirname /; dirname a/b/",
  "env -i A=1 B=2 env; A=1 sh -c 'echo $A'; env A=2 sh -c 'echo $A'; env -i A=1 printenv A; A=x env -u A printenv A; echo $?",
  "yes | head -3; yes a b | head -n 1; yes | sed 2q; seq 100 | head -50 | tail -1; mkdir d; rmdir d; ls d 2>/dev/null || echo gone",
  "ln -s F L; cat L | head -1; ln -s nosuch D; cat D 2>/dev/null; echo $?; rm L D; ls; mkdir -p a/b; rmdir -p a/b; ls",
  "date -u -r 0 +%Y-%m-%d_%H:%M:%S 2>/dev/null || echo 1970-01-01_00:00:00; printf '%5.1f|%e|%g|%+d|%05d\\n' 3.14159 12345 0.0001 5 -42",
  "wc -l <F | tr -d ' '; wc -w <F | tr -d ' '; wc -c <F | tr -d ' '; wc -l F F | awk '{print $1, $2}'",
];

/** Runs all lines in the sh of this machine, each in a directory with F. */
function onThisMachine(): string[] {
  const each = lines.map(
    (line) => `(mkdir x; cd x; cp ../F F; { ${line}\n}; echo "=$?"); rm -rf x`,
  );
  const { stdout } = spawnSync("sh", {
    input: `d=$(mktemp -d); cd "$d"; printf '%s' "$TEXT" > F\n${each.join("; printf '\\001'\n")}\nrm -rf "$d"\n`,
    encoding: "utf8",
    env: { ...process.env, TEXT, LC_ALL: "C.UTF-8", POSIXLY_CORRECT: "1" },
  });
  return stdout.split("\x01");
}

test("the text tools do in a lab what they do on this machine", async () => {
  const machine = onThisMachine();
  for (const [index, line] of lines.entries()) {
    const { lab } = testLab();
    lab.files.write("/tmp/F", TEXT);
    const answer = await lab.capture(["sh", "-c", `cd /tmp; { ${line}\n}; echo "=$?"`]);
    expect({ line, said: answer.stdout }).toEqual({ line, said: machine[index]! });
  }
});

test("FreeBSD's own forms and words", async () => {
  const { lab } = testLab();
  lab.files.write("/tmp/F", "a\nb\na\n");
  for (const [line, stdout, stderr, status = 0] of [
    ["sort /tmp/F | uniq -c", "   2 a\n   1 b\n", ""],
    ["wc /tmp/F", "       3       3       6 /tmp/F\n", ""],
    [
      "sed -i '' s/a/x/ /tmp/F; cat /tmp/F; sed -i .bak s/x/y/ /tmp/F; ls /tmp",
      "x\nb\nx\nF\nF.bak\n",
      "",
    ],
    ["sed 'a foo' /tmp/F", "", 'sed: 1: "a foo": command a expects \\ followed by text\n', 1],
    ["sed 's/a' /tmp/F", "", 'sed: 1: "s/a": unterminated regular expression\n', 1],
    ["sed k", "", 'sed: 1: "k": invalid command code k\n', 1],
    ["grep '[' /tmp/F", "", "grep: brackets ([ ]) not balanced\n", 2],
    ["grep x /nosuch", "", "grep: /nosuch: No such file or directory\n", 2],
    ["grep -P x /tmp/F", "", "grep: -P: not emulated in a lab\n", 69],
    ["grep '\\(a\\)\\1' /tmp/F", "", "grep: \\1: not emulated in a lab\n", 2],
    ["awk 'BEGIN{while(1);}'", "", "awk: while: not emulated in a lab\n", 69],
    ["awk '{a[$1]=1}'", "", "awk: an array: not emulated in a lab\n", 69],
    ["awk 'BEGIN{system(\"x\")}'", "", "awk: system: not emulated in a lab\n", 69],
    ['awk \'BEGIN{print "x" > "/tmp/y"}\'', "", "awk: print >: not emulated in a lab\n", 69],
    ["cut -f 0 /tmp/F", "", "cut: [-bcf] list: values may not include zero\n", 1],
    ["seq -s , 3; seq 0 .5 1", "1,2,3,0\n0.5\n1\n", ""],
    [
      "id; id -u; id -un; whoami",
      "uid=0(root) gid=0(wheel) groups=0(wheel),5(operator)\n0\nroot\nroot\n",
      "",
    ],
    ["date; date +%s; date -r 86400 +%F", "Thu Jan  1 00:00:00 UTC 1970\n0\n1970-01-02\n", ""],
    [
      "sleep 5400; uptime; date +%T",
      " 1:30AM  up 1:30, 0 users, load averages: 0.00, 0.00, 0.00\n01:30:00\n",
      "",
    ],
    ["which ifconfig sh nosuch tar", "/sbin/ifconfig\n/bin/sh\n/usr/bin/tar\n", "", 1],
    ["echo nosuch x | xargs nosuch", "", "xargs: nosuch: No such file or directory\n", 127],
    [
      "rmdir /tmp /nosuch",
      "",
      "rmdir: /tmp: Directory not empty\nrmdir: /nosuch: No such file or directory\n",
      1,
    ],
    ["tail -n x /tmp/F", "", "tail: illegal offset -- x\n", 1],
    ["head -n 0 /tmp/F", "", "head: illegal line count -- 0\n", 1],
  ] as const) {
    expect({ line, ...(await lab.capture(["sh", "-c", line])) }).toEqual({
      line,
      stdout,
      stderr,
      status,
    });
  }
});

test("a text or a pattern that was made to hang a tool does not", async () => {
  const { lab } = testLab();
  lab.files.write("/tmp/long", `${"a".repeat(100_000)}\n`);
  for (const [line, status] of [
    ["grep -E '(a*)*b' /tmp/long", 1],
    ["grep -E '(a|aa)+$' /tmp/long | wc -c | tr -d ' '", 0],
    ["grep -E '((a{0,200}){0,200}){0,200}' /tmp/long", 2],
    ["sed -E 's/(a+)+b/x/' /tmp/long | wc -c", 0],
    ["sed ':a;ba' /tmp/long", 69],
    ["sed ':a;s/a/aa/g;ba' /tmp/long", 69],
    ["awk '{print length($0)}' /tmp/long", 0],
    ["yes | sort | head -1", 0],
    ["cut -c1-3 /tmp/long; tr -s a < /tmp/long", 0],
    ["seq 100000000 | head -1", 0],
    [`printf '${"%s".repeat(10)}%99999999d' x`, 1],
  ] as const) {
    const answer = await lab.capture(["sh", "-c", line]);
    expect({ line, status: answer.status, said: answer.stderr }).toMatchObject({ line, status });
  }
}, 60_000);
