import { expect, test } from "bun:test";
import fc from "fast-check";
import { isSameNat, parseIpfwNats, parseIpfwRules } from "./ipfw.ts";

test("rules are read with their numbers and sets, those of disabled sets too", () => {
  const text = `00080 set 31 nat 31000 ip4 from any to me in via vtnet0 // ngbuddy
# DISABLED 00300 set 5 deny ip from any to any
65535 set 31 count ip from any to any not // orphaned dynamic states counter
something else
`;
  expect(parseIpfwRules(text)).toEqual([
    {
      ...{ number: 80, set: 31, isDisabled: false },
      text: "nat 31000 ip4 from any to me in via vtnet0 // ngbuddy",
    },
    { number: 300, set: 5, isDisabled: true, text: "deny ip from any to any" },
    {
      ...{ number: 65535, set: 31, isDisabled: false },
      text: "count ip from any to any not // orphaned dynamic states counter",
    },
  ]);
});

test("instances are read by their numbers", () => {
  const text = "ipfw nat 123 config if vtnet0 same_ports\nipfw nat 7 config ip 192.0.2.1\n";
  expect([...parseIpfwNats(text)]).toEqual([
    [123, "if vtnet0 same_ports"],
    [7, "ip 192.0.2.1"],
  ]);
});

test("the order of redirects and options makes no other instance, a redirect more does", () => {
  const [a, b] = ["redirect_port tcp 10.0.0.5:80 8080", "redirect_port udp 10.0.0.6:53 53"];
  expect(isSameNat(`if em0 same_ports ${a} ${b}`, `same_ports if em0 ${b} ${a}`)).toBe(true);
  expect(isSameNat(`if em0 same_ports ${a} ${b}`, `if em0 same_ports ${a}`)).toBe(false);
  expect(isSameNat("if em0 same_ports", "if em1 same_ports")).toBe(false);
});

test("no output breaks the readers", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      parseIpfwRules(text);
      parseIpfwNats(text);
    }),
  );
});
