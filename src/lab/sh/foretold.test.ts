// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** What the reader foretells of a text is what the lab's sh makes of it. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { names, rcSoups, rcTexts } from "../../../test/support/rctexts.ts";
import { evaluate, RcSyntaxError } from "../../config/rcconf.ts";
import { quoteWord } from "../../config/sh/quote.ts";
import type { Variables } from "../../config/variables.ts";

/** Letters that mean something to sh, and any others. */
const letters = fc.oneof(
  fc.constantFrom(..."'\"`$\\ \t\n#~*={}:"),
  fc.string({ unit: "grapheme" }).map((text) => text.replaceAll("\0", "")),
);
const text = fc.array(letters, { maxLength: 12 }).map((all) => all.join(""));

const literal = fc.oneof(
  text.map(quoteWord),
  text.map((inside) => `"${inside.replaceAll(/[$`"\\]/g, "\\$&")}"`),
  // A line break that is escaped is none.
  text.map((inside) => inside.replaceAll("\n", "").replaceAll(/./gsu, "\\$&")),
  fc.constantFrom("", '""', "x#y"),
);

const assignments = fc
  .array(
    fc.tuple(
      fc.constantFrom("", "export "),
      fc.constantFrom(...names),
      literal,
      fc.constantFrom("\n", "; ", " # c\n"),
    ),
    { maxLength: 6 },
  )
  .map((list) =>
    list.map(([before, name, word, end]) => `${before}${name}=${word}${end}`).join(""),
  );

function foretold(script: string): Variables | undefined {
  try {
    return evaluate([{ path: "", text: script }]);
  } catch (error) {
    if (error instanceof RcSyntaxError) return undefined;
    throw error;
  }
}

const asked = names.map((name) => `"\${${name}-unset}"`).join(" ");

test("assignments of text come out as they are foretold, all of them", async () => {
  const { lab } = buddyLab();
  await fc.assert(
    fc.asyncProperty(assignments, async (script) => {
      const variables = foretold(script);
      const answer = await lab.capture(["sh", "-c", `${script}\nprintf '<%s>' ${asked}`]);
      const values = names.map((name) => {
        const variable = variables?.get(name);
        return `<${variable === undefined ? "unset" : variable.value}>`;
      });
      expect({ script, ...answer }).toEqual({
        script,
        status: 0,
        stdout: values.join(""),
        stderr: "",
      });
    }),
    { numRuns: 300 },
  );
});

test("whatever stands in rc.conf, what is foretold of it comes out", async () => {
  const { lab, files } = buddyLab();
  let known = 0;
  await fc.assert(
    fc.asyncProperty(fc.oneof(rcTexts(), rcSoups()), async (script) => {
      const variables = foretold(script);
      files.write("/tmp/rc.conf", script);
      const { stdout, status } = await lab.capture([
        "sh",
        "-c",
        `. /tmp/rc.conf >/dev/null 2>&1; printf '<%s>\\n\\n' ${asked}`,
      ]);
      // One that ends the shell has no values to compare.
      if (variables === undefined || status !== 0 || stdout === "") return;
      const values = stdout.slice(1, -3).split(">\n\n<");
      for (const [index, name] of names.entries()) {
        const variable = variables.get(name);
        if (variable?.needsSh !== undefined) continue;
        known++;
        expect([script, name, values[index]]).toEqual([script, name, variable?.value ?? "unset"]);
      }
    }),
    { numRuns: 500 },
  );
  expect(known).toBeGreaterThan(500);
});

test("wrong syntax in a here-document ends the shell with sh's own words, and nothing else", async () => {
  const { lab } = buddyLab();
  const answer = await lab.capture(["sh", "-c", "cat <<end\n${list:=\nend\n"]);
  expect(answer).toMatchObject({ status: 2, stdout: "" });
  expect(answer.stderr).toContain("Syntax error: Missing '}'");
});
