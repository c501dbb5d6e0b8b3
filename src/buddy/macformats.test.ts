import { expect, test } from "bun:test";
import fc from "fast-check";
import { MAC_FORMATS, writeMacs } from "./macformats.ts";

const row = (name: string, address: string | undefined) => ({
  name,
  address,
  bridge: "public",
  exists: true,
});

test.each([
  ["dnsmasq", "dhcp-host=02:00:00:00:00:01,web1\n"],
  ["kea", '[{"hw-address":"02:00:00:00:00:01","hostname":"web1"}]\n'],
  ["isc", "host web1 { hardware ethernet 02:00:00:00:00:01; }\n"],
])("%s is told of those that have an address, and of the others it is said", (format, text) => {
  const rows = [row("db1", undefined), row("web1", "02:00:00:00:00:01")];
  expect(writeMacs(rows, format)).toEqual({
    text,
    notes: ["db1 is left out: the kernel chooses its address when it is made"],
  });
});

test("JSON has all of them", () => {
  expect(JSON.parse(writeMacs([row("db1", undefined)], "json").text)).toEqual({
    version: 1,
    addresses: [{ name: "db1", address: null, bridge: "public", exists: true }],
  });
});

test("whatever a node is called, it writes no line of a server's configuration", () => {
  const servers = MAC_FORMATS.filter((format) => format !== "json" && format !== "kea");
  fc.assert(
    fc.property(fc.constantFrom(...servers), fc.string({ unit: "binary" }), (format, name) => {
      const { text, notes } = writeMacs([row(name, "02:00:00:00:00:01")], format);
      const isPlain = /^[A-Za-z0-9](?:[\w-]*[A-Za-z0-9])?$/.test(name);
      expect(text.split("\n").length).toBe(isPlain ? 2 : 1);
      expect(notes.length).toBe(isPlain ? 0 : 1);
    }),
  );
});
