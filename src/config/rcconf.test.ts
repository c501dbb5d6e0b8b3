// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { recording } from "../../test/support/lab.ts";
import { names, rcSoups, rcTexts } from "../../test/support/rctexts.ts";
import { evaluate, RcSyntaxError } from "./rcconf.ts";

/** The value of a variable in a text; its obstacle in angle brackets. */
function valueIn(text: string, name: string): string | undefined {
  const variable = evaluate([{ path: "rc.conf", text }]).get(name);
  return variable?.value ?? (variable && `<${variable.needsSh}>`);
}

function refusal(text: string): string {
  try {
    evaluate([{ path: "/etc/rc.conf", text }]);
  } catch (error) {
    if (error instanceof RcSyntaxError) return error.message;
    throw error;
  }
  return "";
}

/** What `sysrc -a` shows, name by name. */
function shown(stdout: string): Map<string, string> {
  const found = stdout.matchAll(/^(\w+): ([\s\S]*?)\n(?=\w+: |$(?![\s\S]))/gm);
  return new Map([...found].map(([, name, value]) => [name!, value!]));
}

describe("rc.conf is read as sh on FreeBSD reads it (recording 11)", () => {
  const session = recording("11-rc-conf");
  const written = (path: string) => session.find(({ run }) => run === `tee ${path}`)!.stdin!;

  test("every way to write a value", () => {
    const recorded = shown(session.find(({ run }) => run === "sysrc -f /tmp/r1 -a")!.stdout);
    const variables = evaluate([{ path: "/tmp/r1", text: written("/tmp/r1") }]);
    expect([...variables.keys()].sort()).toEqual([...recorded.keys()].sort());
    const forSh = new Set(["ngbuddy_cmd", "ngbuddy_arith", "ngbuddy_if"]);
    for (const [name, value] of recorded) {
      if (!forSh.has(name)) expect([name, variables.get(name)?.value]).toEqual([name, value]);
    }
  });

  test("what only sh can evaluate is named, with its line", () => {
    const variables = evaluate([{ path: "/tmp/r1", text: written("/tmp/r1") }]);
    expect(variables.get("ngbuddy_cmd")).toEqual({
      value: undefined,
      needsSh: "it has a command substitution ($(…))",
      file: "/tmp/r1",
      line: 15,
    });
    expect(variables.get("ngbuddy_arith")).toMatchObject({
      needsSh: "it has arithmetic ($((…)))",
      line: 16,
    });
    expect(variables.get("ngbuddy_if")).toMatchObject({
      needsSh: 'it is set inside "if"',
      line: 26,
    });
  });

  test("a quote that is never closed", () => {
    const [line] = session.find(({ run }) => run === "sysrc -f /tmp/r2 -a")!.stderr.split("\n");
    expect(() => evaluate([{ path: "/tmp/r2", text: written("/tmp/r2") }])).toThrow(
      new RcSyntaxError("/tmp/r2", 1, line!.replace("/tmp/r2: 1: ", "")),
    );
  });

  test("a word too many makes a command, and no value", () => {
    const file = { path: "/tmp/r3", text: written("/tmp/r3") };
    expect([...evaluate([file])].map(([name, { value }]) => [name, value])).toEqual([
      ["ngbuddy_a", "windows"],
    ]);
  });
});

describe("words", () => {
  const cases: readonly (readonly [text: string, value: string])[] = [
    ["a=b\\\nc", "bc"],
    ["a=$'b'", "<it has C's escapes ($'…')>"],
    ["a=b\r\n", "b\r"],
    ["a=b\\", "b\\"],
    ["a='b\\'", "b\\"],
    ['a="b\\c"', "b\\c"],
    ["a=$", "$"],
    ["a=$.", "$."],
    ["a=x#y # z", "x#y"],
    ["a=*?[x]", "*?[x]"],
    ["a={b,c}", "{b,c}"],
    ["a=~", "<it has a home directory (~)>"],
    ["a=x:~y", "<it has a home directory (~)>"],
    ["a=x~y", "x~y"],
    ["a='~'", "~"],
    ["a=`b`", "<it has a command substitution (`…`)>"],
    ["a=$(case x in x) ;; esac)b", "<it has a command substitution ($(…))>"],
    ["a=$1", "<it has the parameter $1>"],
    ["a=$LINENO", "<it has the parameter $LINENO>"],
    ["a=${#b}", "<it has the expansion ${#b}>"],
    ["b=1 c=2; a=$b$c", "12"],
    ["b=old; b=new a=$b", "old"],
    ["a=${b-c}", "c"],
    ["b=; a=${b-c}", ""],
    ["b=; a=${b:-c}", "c"],
    ["b=x; a=${b:+c d}", "c d"],
    ["b=; a=${b:+c}", ""],
    ["b=; a=${b+c}", "c"],
    ["a=${b=c}$b", "cc"],
    [": ${a:=YES}", "YES"],
    ["b=x; a=${b?none}", "x"],
    ["a=${b?none}", "<it has ${b?…}, and b is not set>"],
    ["b=em0.7; a=${b%.7}", "em0"],
    ["b=em0.7; a=${b##em}", "0.7"],
    ["b=em0.7; a=${b%.*}", "<it has a pattern (${…%…})>"],
    ['a="${b:-"c}d"}"', "c}d"],
    ["a=\"${b:-'c'}\"", "'c'"],
    ["a=${b:-'c}'}", "c}"],
    ['a="${b:-\\}}"', "}"],
    ["a=${b:-${c:-d}}", "d"],
    ["b=$(x); a=$b", "<it has ${b}, which only sh can tell>"],
    ["n\\\name=x; a=$n\\\name", "x"],
  ];
  test.each(cases)("%j", (text, value) => {
    expect(valueIn(text, "a")).toBe(value);
  });
});

describe("a value that depends on what runs is not guessed", () => {
  const cases: readonly (readonly [text: string, value: string | undefined])[] = [
    ["a=1\nif x; then a=2; fi", '<it is set inside "if">'],
    ["if x; then a=2; fi\na=1", "1"],
    ["x && a=1", '<it is set after "&&">'],
    ["for a in b c; do :; done", '<it is set inside "for">'],
    ["case $x in y) a=1;; esac", '<it is set inside "case">'],
    ["while x; do a=1; done", '<it is set inside "while">'],
    ["{ a=1; }", "1"],
    ["a=1; (a=2)", "1"],
    ["a=1; a=2 | x", "1"],
    ["a=1; a=2 & ", "1"],
    ["a=1; a=2 x", "1"],
    ["a=1; a=2 :", '<it is set for ":">'],
    ["a=1; f() { a=2; }", "1"],
    ["a=1; f() { a=2; }; f", "<the function f may set it>"],
    ["a=1; unset a", undefined],
    ["a=1; x || unset a", '<it is set after "||">'],
    ["a=1; read a", '<"read a" sets it>'],
    ["a=1; . /etc/other.conf", '<". /etc/other.conf" may set any variable>'],
    [". /etc/other.conf", '<". /etc/other.conf" may set any variable>'],
    [". /etc/other.conf; a=1", "1"],
    ["a=1; eval $x", '<"eval $x" may set any variable>'],
    ["a=1; $x", '<"$x" may set any variable>'],
    ["[ -r /etc/defaults/vendor.conf ] && . /etc/defaults/vendor.conf; a=1", "1"],
    ["x || return\na=1", '<it comes after "return">'],
    ["b=1; : $((a=b+1))", "<arithmetic ($((…))) sets it>"],
    ["readonly a=1; a=2", "<it is read-only by then, where sh stops>"],
    ["cat <<E >/dev/null\na=2\nE\nb=1", undefined],
    ["a=1; a=2 <x", "<it is set with a redirection>"],
    ["a=1; { a=2; } >x", "<it is set with a redirection>"],
    ["cat <<-'E' | x; a=1\n\ta=2\n\tE\nb=1", "1"],
  ];
  test.each(cases)("%j", (text, value) => {
    expect(valueIn(text, "a")).toBe(value);
  });
});

describe("text that sh refuses is refused in its words, with the line", () => {
  const cases: readonly (readonly [text: string, message: string])[] = [
    ["a=1\nb='x\n", "2: Syntax error: Unterminated quoted string"],
    ["a=1\n\nb=${c", "3: Syntax error: Missing '}'"],
    ["a=`x", "1: Syntax error: EOF in backquote substitution"],
    ["a=$((1+", "1: Syntax error: Missing '))'"],
    ["a=$(x", '1: Syntax error: end of file unexpected (expecting ")")'],
    ["if x; then\na=1\n", '3: Syntax error: end of file unexpected (expecting "fi")'],
    ["a=1\nfi", '2: Syntax error: "fi" unexpected'],
    ["a=1;;", '1: Syntax error: ";;" unexpected'],
    ["a=(b)", '1: Syntax error: word unexpected (expecting ")")'],
    ["a=1 &&", "1: Syntax error: end of file unexpected"],
    ["; a=1", '1: Syntax error: ";" unexpected'],
    ["for 1 in x; do :; done", "1: Syntax error: Bad for loop variable"],
  ];
  test.each(cases)("%j", (text, message) => {
    expect(refusal(text)).toBe(`/etc/rc.conf: ${message}`);
  });
});

test("the later of several files wins, and can use what the earlier set", () => {
  const variables = evaluate([
    { path: "/etc/rc.conf", text: "a=1\nb=2\n" },
    { path: "/etc/rc.conf.local", text: "\nb=${a}3\n" },
  ]);
  expect(variables.get("a")).toMatchObject({ value: "1", file: "/etc/rc.conf", line: 1 });
  expect(variables.get("b")).toMatchObject({ value: "13", file: "/etc/rc.conf.local", line: 2 });
  expect(variables.obscured).toBeUndefined();
});

test("any text is read or refused, never crashed on", () => {
  const piece = fc.constantFrom(
    ..."a=b$(){}`'\"\\\n;&|<>#~ ",
    "if ",
    "fi",
    "case x in ",
    "esac",
    "<<E",
    "${a:-",
    "$((",
  );
  fc.assert(
    fc.property(fc.array(piece), (pieces) => {
      refusal(pieces.join(""));
    }),
    { seed: 1, numRuns: 2000 },
  );
});

test("the sh of this machine reads the same values", () => {
  const texts = [
    ...fc.sample(rcTexts(), { seed: 7, numRuns: 300 }),
    ...fc.sample(rcSoups(), { seed: 7, numRuns: 500 }),
  ];
  let known = 0;
  for (const [index, values] of readBySh(texts).entries()) {
    const text = texts[index]!;
    const variables = evaluable(text);
    // What only one of them refuses has no values to compare.
    if (values === undefined || variables === undefined) continue;
    for (const [which, name] of names.entries()) {
      const variable = variables.get(name);
      if (variable?.needsSh !== undefined) continue;
      known++;
      expect([text, name, variable?.value ?? "unset"]).toEqual([text, name, values[which]!]);
    }
  }
  expect(known).toBeGreaterThan(texts.length);
});

function evaluable(text: string) {
  return refusal(text) === "" ? evaluate([{ path: "rc.conf", text }]) : undefined;
}

/** The values that /bin/sh gives the variables in each text, `unset` where it gives none; undefined for a text that it refuses. */
function readBySh(texts: readonly string[]): (readonly string[] | undefined)[] {
  const directory = mkdtempSync(join(tmpdir(), "rcconf-"));
  try {
    for (const [index, text] of texts.entries())
      writeFileSync(join(directory, String(index)), text);
    const show = names.map((name) => `"\${${name}-unset}"`).join(" ");
    const read = `. "./$n" >/dev/null 2>&1 </dev/null; printf '%s\\0' ${show}`;
    const script = `cd "$1"; shift; for n; do sh -n "./$n" && (${read}) >"values.$n"; done 2>/dev/null`;
    const argv = ["-c", script, "sh", directory, ...texts.keys()].map(String);
    spawnSync("/bin/sh", argv, { env: { PATH: "/bin" } });
    return texts.map((_, index) => {
      const file = join(directory, `values.${index}`);
      // One that has stopped the shell has no values either.
      const values = existsSync(file) ? readFileSync(file, "utf8").split("\0") : [];
      return values.length > names.length ? values : undefined;
    });
  } finally {
    rmSync(directory, { recursive: true });
  }
}

test("the article's rc.conf of the recorded host is read whole", () => {
  const host = JSON.parse(
    readFileSync(new URL("../../test/recordings/host.json", import.meta.url), "utf8"),
  );
  const text: string = host.files["/etc/rc.conf"];
  const variables = evaluate([{ path: "/etc/rc.conf", text }]);
  expect([...variables].map(([name, { value }]) => `${name}="${value}"\n`).join("")).toBe(text);
});

test("a file that would come to more than anybody can wait for is read in the time of its lines", () => {
  const doubling = `a=0123456789\n${"a=$a$a\n".repeat(60)}`;
  expect(valueIn(doubling, "a")).toStartWith("<it ");
  const calls = Array.from({ length: 60 }, (_, at) => `f${at}() { f${at + 1}; f${at + 1}; }\n`);
  expect(valueIn(`b=1\n${calls.join("")}f60() { a=1; }\nf0\n`, "b")).toStartWith("<");
  const chain = Array.from({ length: 20_000 }, (_, at) => `f${at}() { f${at + 1}; }\n`);
  expect(valueIn(`b=1\n${chain.join("")}f0\n`, "b")).toStartWith("<");
});

test("what an expansion beside a command's words sets is for sh to tell", () => {
  for (const text of [
    ": >${a:=x}",
    ">${a:=x}",
    "b=1 >>$((a=1))",
    "cat <<E\n${a:=x}\nE",
    "if :; then :; fi 2>${a=x}",
    "for b in ${a:=x}; do :; done",
    "case ${a:=x} in x) :; esac",
    "case x in ${a:=x}) :; esac",
    "f() { : >${a:=x}; }; f",
  ]) {
    expect([text, valueIn(`${text}\n`, "a")]).toEqual([text, expect.stringMatching(/^</)]);
    expect([text, valueIn(`${text}\na=1\n`, "a")]).toEqual([text, "1"]);
  }
  for (const text of [
    "cat <<'E'\n${a:=x}\nE",
    "( : >${a:=x} )",
    "f() { : >${a:=x}; }",
    "cat <<E\n${a:\nE",
  ]) {
    expect([text, valueIn(`${text}\n`, "a")]).toEqual([text, undefined]);
  }
});
