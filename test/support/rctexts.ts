// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** Texts of rc.conf for tests: everything that people write there, in any combination. */
import fc from "fast-check";

/** The variables that the texts set. */
export const names = ["a", "b", "c_1", "list"] as const;

const name = fc.constantFrom(...names);
const anyText = fc
  .string({ unit: "grapheme", maxLength: 8 })
  .map((text) => text.replaceAll("\0", ""));
const bare = fc
  .string({ unit: fc.constantFrom(..."azAZ09_./:=@%+,-#é*"), minLength: 1, maxLength: 6 })
  .map((text) => `x${text}`);
const single = anyText.map((text) => `'${text.replaceAll("'", "")}'`);
const double = anyText.map((text) => `"${text.replaceAll(/[$`"\\]/g, "\\$&")}"`);
const escaped = fc.constantFrom("\\ ", "\\$", '\\"', "\\'", "\\\\", "\\;", "\\\n");
const literal = fc.oneof(bare, single, double, escaped);
/** What another variable, or sh alone, gives. */
const expanded = fc.oneof(
  name.map((other) => `"$${other}"`),
  name.map((other) => `\${${other}}`),
  fc
    .tuple(name, fc.constantFrom("-", ":-", "+", ":+"), fc.oneof(bare, single))
    .map(([other, operator, word]) => `\${${other}${operator}${word}}`),
  fc.constantFrom("$(echo x)", "$((6*7))", "`echo y`"),
);

const statement = (value: fc.Arbitrary<string>): fc.Arbitrary<string> => {
  const assignment = fc.tuple(name, value).map(([variable, text]) => `${variable}=${text}`);
  return fc.oneof(
    { weight: 6, arbitrary: assignment },
    { weight: 2, arbitrary: fc.constantFrom("", "# a=comment 'x", "true") },
    { weight: 2, arbitrary: assignment.map((text) => `export ${text}`) },
    { weight: 1, arbitrary: assignment.map((text) => `  ${text}\t# comment "x`) },
    {
      weight: 1,
      arbitrary: fc.tuple(assignment, assignment).map(([one, other]) => `${one}; ${other} `),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(assignment, fc.constantFrom(...wrappings))
        .map(([text, [open, close]]) => `${open}${text}${close}`),
    },
  );
};
const wrappings = [
  ["if true; then ", "; fi"],
  ["( ", " )"],
  ["{ ", "; }"],
  ["f() { ", "; }"],
  ["", " true"],
  ["true && ", ""],
  ["cat <<E\n", "\nE"],
] as const;

const textOf = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc
    .tuple(fc.array(statement(value), { maxLength: 8 }), fc.constantFrom("", "\n", "\n# end"))
    .map(([statements, end]) => statements.join("\n") + end);

/** Any text. */
export function rcTexts(): fc.Arbitrary<string> {
  return textOf(
    fc.array(fc.oneof(literal, expanded), { maxLength: 3 }).map((parts) => parts.join("")),
  );
}

/** Texts whose variables do not depend on each other. */
export function independentRcTexts(): fc.Arbitrary<string> {
  return textOf(fc.array(literal, { maxLength: 3 }).map((parts) => parts.join("")));
}

/** Any value that rc.conf can hold in a line. */
export function rcValues(): fc.Arbitrary<string> {
  return fc.string({ unit: "grapheme" }).map((text) => text.replaceAll(/[\n\r\0]/g, ""));
}

/** Pieces of sh's language in any order, most of them no text that anybody would write, and many that sh refuses. */
export function rcSoups(): fc.Arbitrary<string> {
  const words = "a= b= list= a b x y\\ z 'q' \"r\" ' \" \\ \\\n # =".split(" ");
  const variables = '$a ${a} ${b:- ${a+ ${list:= } "$a" ${a#x} ${b%y} $$ $ "$b"x'.split(" ");
  const marks = "; & && || | ( ) { } ! < > >> 2>&1 ` $( $((1+2)) ~ * = \r".split(" ");
  const lines = [
    "a=1 b=2",
    "a=1;b=2",
    "export a=1 b='2'",
    "unset a",
    ": ${list:=d}",
    'a="x\\\ny"',
    "a='m\nn'",
    "a = b",
    "f() { a=9; }",
    "f",
    "if x; then a=1; fi",
    "for a in 1 2; do :; done",
    "a=x >/dev/null",
    "a=x </nonexistent",
  ].map((line) => `${line}\n`);
  const piece = fc.oneof(
    fc.constantFrom(...words),
    fc.constantFrom(...variables),
    fc.constantFrom(...marks),
    { weight: 2, arbitrary: fc.constantFrom(...lines) },
    { weight: 2, arbitrary: fc.constantFrom(" ", "\n", "\t") },
  );
  return fc.array(piece, { minLength: 1, maxLength: 14 }).map((pieces) => pieces.join(""));
}
