// biome-ignore-all lint/suspicious/noTemplateCurlyInString: they are jail.conf's
/** AppJail's templates, read as the jail.conf that AppJail makes of them. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { jailsIn } from "./jailconf.ts";
import { templateBlock, templateRow } from "./template.ts";

const DEFAULTS = { name: "web", path: "/jails/web" };
const said = (text: string) =>
  Object.fromEntries(
    jailsIn([templateBlock(text, "t", DEFAULTS)])[0]!.parameters.map(({ name, values }) => [
      name,
      values,
    ]),
  );

test("a parameter has the words of its line, in quotes or not, and what is behind + is added", () => {
  expect(
    said(`# how it starts
exec.start: "/bin/sh /etc/rc"
  exec.prestart+: "one \\"two\\"" 'it''s'
exec.prestart+: three
mount.devfs
allow.raw_sockets:
$nr: 4
vnet.interface: "e\${nr}b"
`),
  ).toEqual({
    name: ["web"],
    "exec.start": ["/bin/sh /etc/rc"],
    "exec.prestart": ['one "two"', "it", "s", "three"],
    "mount.devfs": [],
    "allow.raw_sockets": [],
    "vnet.interface": ["e4b"],
    path: ["/jails/web"],
    "host.hostname": ["web"],
  });
});

test("places are those of lines, whatever letters are before", () => {
  const text = "# für\nvnet\n\nexec.start: a\n";
  const { settings } = templateBlock(text, "t", DEFAULTS);
  const bytes = Buffer.from(text);
  expect(
    settings.slice(0, 2).map(({ at, line }) => [bytes.subarray(at.start, at.end).toString(), line]),
  ).toEqual([
    ["vnet", 2],
    ["exec.start: a", 4],
  ]);
});

test("what is written is read back", () => {
  const word = fc.stringMatching(/^[\w "'./:=-]+$/).filter((text) => text.trim() !== "");
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 3 }), (values) => {
      expect(said(`${templateRow("exec.stop", "+=", values)}\n`)["exec.stop"]).toEqual(values);
    }),
  );
});
