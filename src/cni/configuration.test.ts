import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { readCall } from "./call.ts";
import { readConfiguration } from "./configuration.ts";
import { CniError } from "./error.ts";
import { readSettings } from "./settings.ts";
import { VERSIONS } from "./versions.ts";

const call = { args: new Map<string, string>() };

/** What reading a text comes to: its settings, or what is wrong. */
function read(text: string) {
  try {
    return readSettings(call, readConfiguration(text));
  } catch (error) {
    if (error instanceof CniError) return error;
    throw error;
  }
}

test("whatever comes, it is read or refused in one line, and never believed half", () => {
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        fc.jsonValue().map((one) => JSON.stringify(one)),
      ),
      (text) => {
        const found = read(text);
        if (found instanceof CniError) expect(found.message).not.toMatch(/^$|\n.*\n/);
      },
    ),
  );
});

describe("a configuration that is right", () => {
  const right = fc.record({
    cniVersion: fc.constantFrom(...VERSIONS),
    name: fc.stringMatching(/^[a-zA-Z0-9][a-zA-Z0-9_.-]{0,20}$/),
    type: fc.constant("ngbuddy"),
    bridge: fc.stringMatching(/^\w{1,20}$/),
    mtu: fc.option(fc.integer({ min: 72, max: 9018 }), { nil: undefined }),
    guard: fc.option(fc.boolean(), { nil: undefined }),
    vlan: fc.option(fc.integer({ min: 1, max: 4094 }), { nil: undefined }),
    ipMasq: fc.boolean(),
  });

  test("is read as it is written, whatever else is in it", () => {
    fc.assert(
      fc.property(
        right,
        fc.dictionary(fc.stringMatching(/^x\w*$/), fc.jsonValue()),
        (one, more) => {
          expect(read(JSON.stringify({ ...more, ...one }))).toMatchObject({
            bridge: one.bridge,
            mtu: one.mtu,
            masquerades: one.ipMasq,
            guardsAddresses: one.guard === true,
            port: [
              ...(one.guard ? ["guard"] : []),
              ...(one.vlan === undefined ? [] : [`vlan=${one.vlan}`]),
            ].join(" "),
          });
        },
      ),
    );
  });

  test("with one member of another kind is refused by that member's name", () => {
    const members = [
      "bridge",
      "mtu",
      "guard",
      "vlan",
      "ipMasq",
      "rate",
      "trunk",
      "mirror",
      "dns",
      "ipam",
      "runtimeConfig",
    ];
    fc.assert(
      fc.property(right, fc.constantFrom(...members), (one, name) => {
        const found = read(JSON.stringify({ ...one, [name]: [[]] }));
        expect(found).toMatchObject({ code: 7, message: expect.stringContaining(name) });
      }),
    );
  });
});

test("members that are JavaScript's own are no members of a configuration", () => {
  const text = '{"__proto__":{"cniVersion":"1.1.0","name":"a","type":"ngbuddy","bridge":"b"}}';
  expect(read(text)).toMatchObject({ code: 1 });
});

test("variables are read or refused by their names, whatever is in them", () => {
  const texts = { CNI_CONTAINERID: fc.string(), CNI_IFNAME: fc.string(), CNI_ARGS: fc.string() };
  fc.assert(
    fc.property(fc.record(texts), fc.constantFrom("ADD", "DEL", "CHECK", "GC"), (env, command) => {
      try {
        const read = readCall({ ...env, CNI_COMMAND: command, CNI_NETNS: "x" });
        if (command === "GC") return;
        expect(read.container).toMatch(/^[a-zA-Z0-9][\w.-]*$/);
        expect(read.interface).toMatch(/^\w[\w.-]{0,14}$/);
      } catch (error) {
        expect(error).toBeInstanceOf(CniError);
        expect((error as CniError).code).toBe(4);
        expect((error as CniError).message).toMatch(/CNI_(CONTAINERID|IFNAME|ARGS)/);
      }
    }),
  );
});

test("directories that begin nowhere are none to look for programs in", () => {
  const env = { CNI_COMMAND: "GC", CNI_PATH: "bin::./x:/opt/cni/bin:/usr/local/libexec/cni" };
  expect(readCall(env).path).toEqual(["/opt/cni/bin", "/usr/local/libexec/cni"]);
});
