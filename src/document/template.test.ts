/** Templates: one document for many hosts, with variables. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import "../../test/support/seed.ts";
import { stringify } from "yaml";
import { DocumentError } from "./error.ts";
import { documentsOfTemplate } from "./template.ts";
import { readDocument, readDocuments } from "./text.ts";

/** The documents of a template. */
function filled(source: string) {
  const read = readDocuments(source, "fleet.yaml");
  if (!(read instanceof Map)) throw new Error("it was taken for a document");
  return Object.fromEntries(read);
}

function faultIn(source: string): string {
  try {
    readDocuments(source, "fleet.yaml");
  } catch (error) {
    if (error instanceof DocumentError) return error.message;
    throw error;
  }
  throw new Error(`nothing is wrong with ${source}`);
}

test("each host of a template has a document of its own, and a variable alone keeps its type", () => {
  const source = `
hosts:
  web1: {net: 10.61.1, mtu: 1400, jails: [www, mail], tag: 10.20}
  web2: {net: 10.61.2, mtu: 1500, jails: [db], tag: 7}
document:
  mac: {set: "{{ host }}-seed"}
  bridges:
    lan:
      if: nghost0
      mtu: "{{mtu}}"
      list: "{{jails}}"
      address: ["{{net}}.1/24"]
    tagged: {if: em0, vlan: "{{tag}}"}
`;
  expect(filled(source)).toEqual({
    web1: {
      mac: { set: "web1-seed" },
      bridges: {
        lan: { if: "nghost0", mtu: 1400, list: ["www", "mail"], address: ["10.61.1.1/24"] },
        tagged: { if: "em0", vlan: "10.20" },
      },
    },
    web2: {
      mac: { set: "web2-seed" },
      bridges: {
        lan: { if: "nghost0", mtu: 1500, list: ["db"], address: ["10.61.2.1/24"] },
        tagged: { if: "em0", vlan: 7 },
      },
    },
  });
});

test("hosts may be alike: without variables each has the same", () => {
  expect(filled("hosts: {a: , b: {}}\ndocument: {enable: true}")).toEqual({
    a: { enable: true },
    b: { enable: true },
  });
});

test("what a variable has is taken as it is: braces in it are no variables", () => {
  const source = 'hosts: {a: {seed: "{{host}}"}}\ndocument: {mac: {set: "{{seed}}"}}';
  expect(filled(source)).toEqual({ a: { mac: { set: "{{host}}" } } });
});

describe("a wrong template is told by its place, and for which host it is wrong", () => {
  test.each([
    [
      'hosts:\n  web1: {mtu: 9}\ndocument:\n  bridges:\n    lan:\n      mtu: "{{mtu}}"',
      "fleet.yaml:6:7: document.bridges.lan.mtu: must be an MTU (72 to 9018), and is 9 (for web1)",
    ],
    [
      'hosts: {web1: {mtu: 1400}, web2: {}}\ndocument: {bridges: {lan: {mtu: "{{mtu}}"}}}',
      'fleet.yaml:2:28: document.bridges.lan.mtu: web2 has no variable "mtu"; write it under hosts: web2',
    ],
    [
      'hosts: {web1: {network: a}}\ndocument: {mac: {set: "{{netwrok}}"}}',
      'fleet.yaml:2:18: document.mac.set: web1 has no variable "netwrok"; did you mean network?',
    ],
    [
      "hosts:\n  web1:\n    spare: 1\ndocument: {enable: true}",
      "fleet.yaml:3:5: hosts.web1.spare: the document has no {{spare}}",
    ],
    [
      "hosts: {web1: {host: b}}\ndocument: {enable: true}",
      "fleet.yaml:1:16: hosts.web1.host: is the name of the host already",
    ],
    [
      "hosts: {web1: {a b: 1}}\ndocument: {enable: true}",
      'fleet.yaml:1:16: hosts.web1."a b": a variable has letters, digits, _ and - in its name',
    ],
    [
      'hosts: {web1: {n: [1]}}\ndocument: {bridges: {lan: {address: ["10.{{n}}.0.1/8"]}}}',
      "fleet.yaml:2:38: document.bridges.lan.address[0]: {{n}} is within text, and for web1 it is no text or number",
    ],
    [
      'hosts: {web1: {}}\ndocument: {mac: {set: "{{host"}}',
      'fleet.yaml:2:18: document.mac.set: "{{host" has half a variable; write {{NAME}}',
    ],
    [
      'hosts: {web1: {b: x}}\ndocument: {bridges: {"{{b}}": {if: em0}}}',
      'fleet.yaml:2:22: document.bridges."{{b}}": variables are in values, not in names of things',
    ],
    [
      "hosts: {web1: {mtu: 1400}}\ndocument: {bridges: {lan: {mtu: {{mtu}}}}}",
      'fleet.yaml:2:34: document.bridges.lan.mtu: has a key that is no text; a variable of a template is in quotes: "{{NAME}}"',
    ],
    [
      "hosts: {web1: {}}\nenable: true\ndocument: {}",
      "fleet.yaml:2:1: enable: there is no such key in a template; there are hosts and document",
    ],
    [
      "hosts: [web1]\ndocument: {}",
      "fleet.yaml:1:1: hosts: must be an object: the hosts, and the variables of each",
    ],
    [
      "hosts: {web1: 7}\ndocument: {}",
      "fleet.yaml:1:9: hosts.web1: must be an object: its variables and their values",
    ],
    [
      "hosts: {web1: {}}",
      "fleet.yaml:1:1: document: must be an object: what the hosts are to have",
    ],
  ])("%j", (source, said) => {
    expect(faultIn(source)).toBe(said);
  });
});

test("a short template that would become documents longer than any memory is refused at once", () => {
  const long = "y".repeat(100_000);
  for (const [value, used] of [
    [long, `"${"{{a}}".repeat(10_000)}"`],
    [`[${long}]`, `[${`"{{a}}",`.repeat(10_000)}]`],
  ])
    expect(
      faultIn(`hosts: {web1: {a: ${value}}}\ndocument: {bridges: {lan: {list: ${used}}}}\n`),
    ).toMatch(
      /^fleet.yaml:2:\d+: document.bridges.lan.list.*: makes it longer than 1048576 characters for web1$/,
    );
});

test("a template that is given to one host says where it belongs", () => {
  expect(() => readDocument("hosts: {a: {}}\ndocument: {enable: true}", "net.yaml")).toThrow(
    "net.yaml: is a template for many hosts; ngbuddy fleet plan -f and fleet apply -f take it",
  );
});

const name = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_-]{0,8}$/).filter((one) => one !== "host");
const line = fc.string({ unit: fc.constantFrom(..."ab {}:\"'#-,10&*!é"), minLength: 1 });

test("any text that a variable has arrives in the document as it is, by YAML and by JSON", () => {
  fc.assert(
    fc.property(fc.dictionary(name, line, { minKeys: 1, noNullPrototype: true }), (variables) => {
      const names = Object.keys(variables);
      const set = names.map((one) => `<{{${one}}}>`).join("");
      const template = { hosts: { web1: variables }, document: { mac: { set } } };
      const expected = names.map((one) => `<${variables[one]}>`).join("");
      for (const source of [stringify(template), JSON.stringify(template)])
        expect(filled(source)).toEqual({ web1: { mac: { set: expected } } });
    }),
  );
});

test("a template of anything at all is documents, or one line that says what is wrong", () => {
  const text = fc.oneof(
    fc.constantFrom("{{a}}", "{{host}}", "x{{a}}", "{{", "}}", "{{a\nb}}", "a\n"),
    fc.string(),
  );
  const { value } = fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.constant(null),
      fc.boolean(),
      fc.array(tie("value"), { maxLength: 3 }),
      fc.dictionary(
        fc.oneof(text, fc.constantFrom("bridges", "mac", "set", "__proto__")),
        tie("value"),
        {
          maxKeys: 4,
        },
      ),
    ),
  }));
  const template = fc.record(
    {
      hosts: fc.oneof(value, fc.dictionary(fc.oneof(name, text), fc.dictionary(name, value))),
      document: value,
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(template, (one) => {
      try {
        documentsOfTemplate(one);
      } catch (error) {
        if (!(error instanceof DocumentError)) throw error;
        expect(error.message).not.toContain("\n");
      }
    }),
  );
});
