import { expect, test } from "bun:test";
import { simplify } from "./shell.ts";

test("does what a shell does with arithmetic, echo and if true, and leaves the rest", () => {
  const cases: [string, string][] = [
    ['a="$((6*7))"', 'a="42"'],
    ["a=$((1 + 2 * (3 - 5) % 3 - -4))", "a=4"],
    ["a=$((-7/2)) b=$((010))", "a=-3 b=8"],
    ["a=$((1/0)) b=$((x+1)) c=$((09))", "a=$((1/0)) b=$((x+1)) c=$((09))"],
    ['a="$(echo from  command)"', 'a="from command"'],
    ["a=$(echo) b=$(hostname) c=$(echo -n x)", "a= b=$(hostname) c=$(echo -n x)"],
    ["a='$((1+1))' b=\\$((1+1)) # it's $((1+1))", "a='$((1+1))' b=\\$((1+1)) # it's $((1+1))"],
    ['a="it\'s $((1+1))"', 'a="it\'s 2"'],
    ['if true; then a="yes"; fi', 'a="yes"'],
    ['if false; then a="no"; else a="$((1+1))"; fi; b=1', 'a="2"; b=1'],
    ["if false; then a=1; fi\nb=2", ":\nb=2"],
    ["if [ -f /x ]; then a=1; fi", "if [ -f /x ]; then a=1; fi"],
    ["echo if true; then a=1; fi", "echo if true; then a=1; fi"],
  ];
  for (const [text, wanted] of cases) expect([text, simplify(text)]).toEqual([text, wanted]);
});
