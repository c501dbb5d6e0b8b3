// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { recording } from "../../../test/support/lab.ts";
import { exportJail, parseJailConf } from "./jailconf.ts";
import { JailConfError } from "./lex.ts";

type Files = { readonly [path: string]: string };

/** What `jail -f FILE -e SEPARATOR` prints: what is configured, then what is wrong with it. */
function exported(
  files: Files,
  file: string,
  separator = " | ",
): { stdout: string; stderr: string } {
  const include = (pattern: string) => {
    const wanted = new RegExp(`^${pattern.replaceAll(".", "\\.").replaceAll("*", "[^/]*")}$`);
    return Object.entries(files)
      .filter(([path]) => wanted.test(path))
      .map(([path, text]) => ({ file: path, text }));
  };
  try {
    const jails = parseJailConf(files[file]!, file, include);
    return {
      stdout: jails.map((jail) => `${exportJail(jail, separator)}\n`).join(""),
      stderr: jails.flatMap(({ errors }) => errors.map((error) => `jail: ${error}\n`)).join(""),
    };
  } catch (error) {
    if (!(error instanceof JailConfError)) throw error;
    return { stdout: "", stderr: error.message.replace(/^/gm, "jail: ").concat("\n") };
  }
}

/** Everything that is printed of one text, line by line. */
function lines(text: string, more: Files = {}): string[] {
  const { stdout, stderr } = exported({ ...more, "/j": text }, "/j");
  return (stdout + stderr).split("\n").slice(0, -1);
}

test("jail -e prints what it printed on FreeBSD 15, errors too (recording 10)", () => {
  const files: { [path: string]: string } = {};
  let compared = 0;
  for (const { run, stdin, exit, stdout, stderr } of recording("10-jail-conf")) {
    const written = /^tee (\S+)$/.exec(run ?? "")?.[1];
    if (written !== undefined) files[written] = stdin!;
    const file = /^jail -f (\S+) -e ' \| '$/.exec(run ?? "")?.[1];
    if (file === undefined || files[file] === undefined) continue;
    compared++;
    expect([file, exported(files, file)]).toEqual([file, { stdout, stderr }]);
    expect(exit === 0).toBe(stdout !== "");
  }
  expect(compared).toBe(9);
});

describe("strings", () => {
  test.each([
    ["a { x = b$name.c; }", "name=a | x=ba.c"],
    ["a { x = /b/$name/\"c d\"'$e'; }", 'name=a | x="/b/a/c d$e"'],
    ['a { x = "${name}b$name"; }', "name=a | x=aba"],
    ['a { x = "$ ${name}"; }', 'name=a | x="$ a"'],
    ["a { x = '\\x41\\102\\t.'; }", 'name=a | x="AB\t."'],
    ["a { x = b\\ c\\;; }", 'name=a | x="b c;"'],
    ['a { x = "one\\\n  two"; }', 'name=a | x="one  two"'],
    ["a { x = 'it\\'s \"so\"'; }", 'name=a | x="it\'s \\"so\\""'],
    ["a { x = b\\\\c; }", "name=a | x=b\\\\c"],
    ["a { x = 'a\\0b'; }", "name=a | x=a"],
    ["a { x = \"grün\"; y = '\\303\\274'; }", "name=a | x=grün | y=ü"],
    ["a { x = b//c\n; }", "name=a | x=b"],
    ["a { x b; y c, d; }", "name=a | x=b | y=c,d"],
    ["a{x=1;;}", "name=a | x=1"],
  ])("%j", (text, line) => {
    expect(lines(text)).toEqual([line]);
  });
});

describe("parameters", () => {
  test.each([
    ["a { mount.devfs; mount.nodevfs; }", ["name=a | mount.nodevfs"]],
    ["a { allow.mount; persist; nopersist; }", ["name=a | allow.mount | nopersist"]],
    ["a { x = 1; x += 2, 3; x += 4; }", ["name=a | x=1,2,3,4"]],
    ["a { x = 1; y = 2; x = 3; }", ["name=a | x=3 | y=2"]],
    ["a { name = b; }", ["name=a", 'jail: a: cannot redefine parameter "name".']],
    ["12 { x; } 012a { x; } 0 { x; }", ["x", "name=012a | x", "name=0 | x"]],
    ["a { b { x; } } ", ["name=a", "name=a.b | x"]],
  ])("%j", (text, printed) => {
    expect(lines(text)).toEqual(printed);
  });
});

describe("wildcards", () => {
  test("before a jail are overruled by it, behind it they rule", () => {
    expect(lines("* { x = 1; } a { x = 2; } b { } ")).toEqual(["name=a | x=2", "name=b | x=1"]);
    expect(lines("a { x = 2; } * { x = 1; }")).toEqual(["name=a | x=1"]);
  });

  test("what is outside of all jails stands where the first of it does", () => {
    expect(lines("y = 0; a { x = 2; } x = 1;")).toEqual(["name=a | y=0 | x=2"]);
  });

  test("stand for one component inside, and for one or more at the end", () => {
    const jails = "a { } a.b { } a.b.c { } d.b { } ";
    const meant = (wildcard: string) =>
      lines(`${jails} "${wildcard}" { x; }`)
        .filter((line) => line.endsWith(" | x"))
        .map((line) => line.slice("name=".length, -" | x".length));
    expect(meant("*")).toEqual(["a", "a.b", "a.b.c", "d.b"]);
    expect(meant("a.*")).toEqual(["a.b", "a.b.c"]);
    expect(meant("*.b")).toEqual(["a.b", "d.b"]);
    expect(meant("*.*.*")).toEqual(["a.b.c"]);
  });

  test("with dots need quotes", () => {
    expect(lines("a.* { x; }")).toEqual(["jail: /j line 1: *: syntax error"]);
  });
});

describe("variables", () => {
  test.each([
    ["a { x = $y; $y = 1; }", ["name=a | x=1"]],
    // What is used is worked out first, and so printed first.
    [
      'a { path = "/${host.hostname}"; host.hostname = "$name.org"; }',
      ["name=a | host.hostname=a.org | path=/a.org"],
    ],
    ["a { $l = 1, 2; x = 0; x += $l; }", ["name=a | x=0,1,2"]],
    [
      "a { $l = 1, 2; x = b$l; }",
      ["name=a | x=b", "jail: a: x: array cannot be substituted inline"],
    ],
    ["a { $x = $y; $y = $x; z = $x; }", ['name=a | z=""', "jail: a: x: variable loop"]],
    [
      "a { x = $persist; persist; }",
      ['name=a | x="" | persist', 'jail: a: x: variable "persist" not found'],
    ],
    [
      "a { x = $b; y = $b; }",
      [
        'name=a | x="" | y=""',
        'jail: a: x: variable "b" not found',
        'jail: a: y: variable "b" not found',
      ],
    ],
    [
      "a { $path = /; }",
      ["name=a", 'jail: a: variable "$path" cannot have the same name as a parameter.'],
    ],
    [
      "a { y = 1; $y = 2; }",
      ["name=a | y=1", 'jail: a: variable "$y" cannot have the same name as a parameter.'],
    ],
  ])("%j", (text, printed) => {
    expect(lines(text)).toEqual(printed);
  });
});

describe("includes", () => {
  test("are read where they stand, wildcards and paths beside the file too", () => {
    const more = {
      "/etc/b.conf": "b { y; }",
      "/etc/c.conf": "c { z; }",
      "/x": ".include 'etc/*.conf';",
    };
    expect(lines('a { x; } .include "/x"; d { }', more)).toEqual([
      "name=a | x",
      "name=b | y",
      "name=c | z",
      "name=d",
    ]);
  });

  test("inside a jail add to it", () => {
    expect(lines("a { .include '/p'; }", { "/p": "x = 1; b { y; }" })).toEqual([
      "name=a | x=1",
      "name=a.b | y",
    ]);
  });

  test("end everything when they are wrong", () => {
    expect(lines("a = ; .include '/p'; b = ;", { "/p": "x = ;" })).toEqual([
      "jail: /j line 1: ;: syntax error",
      "jail: /p line 1: ;: syntax error",
    ]);
  });

  test("of files that include each other are cut off", () => {
    expect(lines(".include '/j';")).toEqual(["jail: maximum include depth exceeded"]);
  });

  test("may not be called by variables", () => {
    expect(lines("$f = x;\n.include $f;")).toEqual([
      "jail: /j line 2: variables not permitted in '.include' filename",
    ]);
  });
});

describe("errors", () => {
  test.each([
    ["a { x = 1;\n} }", ["line 2: }: syntax error"]],
    ["a { x = ;\n y = 1; z = 2; w = ; }\n", ["line 1: ;: syntax error", "line 2: ;: syntax error"]],
    // As in yacc, the next error is told when three tokens were right.
    ["a { x = ;\n y = ; }", ["line 1: ;: syntax error", "line 2: ;: syntax error"]],
    ["a { x = ;\n = ; }", ["line 1: ;: syntax error"]],
    ["a { /* x", ["line 1: unterminated comment", "unexpected EOF"]],
    ["a { x = 'b;\n}", ["line 1: unterminated string", "line 2: }: syntax error"]],
    ["a { x = ${b;\n}", ["line 1: unterminated variable", "line 2: }: syntax error"]],
    ["a b {", ["line 1: {: syntax error"]],
    ['a { x = "b\nc" "d"; }', ['line 2: "d": syntax error']],
  ])("%j", (text, printed) => {
    const said = printed.map((line) =>
      line.startsWith("line") ? `jail: /j ${line}` : `jail: /j: ${line}`,
    );
    expect(lines(text)).toEqual(said);
  });
});

test("any value in quotes is read back", () => {
  const value = fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", ""));
  const single = (text: string) => `'${text.replaceAll(/['\\]/g, "\\$&")}'`;
  const double = (text: string) => `"${text.replaceAll(/["\\$]/g, "\\$&")}"`;
  fc.assert(
    fc.property(
      fc.array(value, { minLength: 1 }),
      fc.constantFrom(single, double),
      (values, quote) => {
        const [jail] = parseJailConf(`a { x = ${values.map(quote).join(" ,")}; }`, "/j", () => []);
        expect(jail!.parameters[1]).toEqual({ name: "x", values });
      },
    ),
    { seed: 1, numRuns: 300 },
  );
});

test("any text is read or refused, never crashed on", () => {
  const piece = fc.constantFrom(
    ..."ab{};,='\"$\\#*/\n é+",
    "${",
    "+=",
    "/*",
    "*/",
    "$a",
    ".include ",
    "x = ",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      exported({ "/j": pieces.join("") }, "/j");
    }),
    { seed: 1, numRuns: 3000 },
  );
});

test("hundreds of wildcards over hundreds of jails are read at once", () => {
  // It took minutes, longer than a test may, when every setting was looked for among all the others.
  const count = 1200;
  const each = (line: (index: number) => string) =>
    Array.from({ length: count }, (_, index) => line(index)).join("\n");
  const text = `${each((index) => `"*" { p${index}=1; }`)}\n${each((index) => `j${index} { path=/; }`)}`;
  const jails = parseJailConf(text, "jail.conf", () => []);
  expect(jails.length).toBe(count);
  expect(jails[0]!.parameters.length).toBe(count + 2);
});
