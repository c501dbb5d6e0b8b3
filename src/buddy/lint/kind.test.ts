import { expect, test } from "bun:test";
import fc from "fast-check";
import { kindOf } from "./kind.ts";

test("a file's name tells what it is, whatever is in it", () => {
  for (const name of ["rc.conf", "/etc/rc.conf.local", "a/rc.conf.d/ngbuddy", "web1-rc.conf"])
    expect([name, kindOf(name, "a { }")]).toEqual([name, "rc.conf"]);
  for (const name of ["/etc/jail.conf", "jail.web.conf", "x/jail.conf.d/web1.conf", "my-jail.conf"])
    expect([name, kindOf(name, "a=1")]).toEqual([name, "jail.conf"]);
});

test("else its text tells", () => {
  expect(kindOf("-", "")).toBe("rc.conf");
  expect(kindOf("-", "# nothing\n")).toBe("rc.conf");
  expect(kindOf("-", 'hostname="a"\nngbuddy_lan_if="em0"\nngbuddy_lan_list="a;b;"\n')).toBe(
    "rc.conf",
  );
  expect(kindOf("x", "web1 {\n  path = /j;\n}\n")).toBe("jail.conf");
  expect(kindOf("x", "web1 { path = /j; }\n")).toBe("jail.conf");
  expect(kindOf("x", 'exec.start = "a=b";\n$x = 1;\n')).toBe("jail.conf");
  expect(kindOf("notes.txt", "Dear all,\nthe network is down.\n")).toBeUndefined();
});

test("any text has a kind or none", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ unit: "grapheme" }), (name, text) => {
      expect([undefined, "rc.conf", "jail.conf"]).toContain(kindOf(name, text));
    }),
  );
});
