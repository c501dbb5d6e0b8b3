// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are sh's
/** What hooks of jail.conf run, as far as it can be told. */
import { expect, test } from "bun:test";
import { hookCommands } from "./commands.ts";

/** Commands as words; `?` for what only sh can tell. */
const shown = (text: string) =>
  hookCommands(text)?.map(({ name, operands }) =>
    [name ?? "-", ...operands.map((one) => one.text ?? "?")].join(" "),
  );

test.each<[string, string[] | undefined]>([
  ["/sbin/ifconfig epair0 create up", ["ifconfig epair0 create up"]],
  [
    "ifconfig a up && ifconfig b up || true; jib x",
    ["ifconfig a up", "ifconfig b up", "true", "jib x"],
  ],
  ["if [ -e /x ]; then ifconfig a destroy; fi", ["[ -e /x ]", "ifconfig a destroy"]],
  ["ifconfig $a up", ["ifconfig ? up"]],
  ["sh -c 'ifconfig a up; ifconfig b up'", ["ifconfig a up", "ifconfig b up"]],
  [`/bin/sh -c "sh -c 'jib addm x em0'"`, ["jib addm x em0"]],
  ['sh -c "ifconfig $x up"', ["sh -c ?"]],
  ["sh -c 'x' more", ["sh -c x more"]],
  ["sh -c 'it''s \"broken'", ['sh -c its "broken']],
  ["ifconfig 'a", undefined],
])("%s", (text, commands) => {
  expect(shown(text)).toEqual(commands);
});

test("a variable that holds what a command prints is known with that command, and where it is used", () => {
  const [made, named] = hookCommands("p=$(ifconfig epair create); ifconfig ${p%a}b name web")!;
  expect(made!.printed).toEqual([{ variable: "p", command: "ifconfig epair create" }]);
  expect(named!.operands[0]).toEqual({ text: undefined, variables: ["p"] });
});
