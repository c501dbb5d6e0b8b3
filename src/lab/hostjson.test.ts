/** The description of a host as people write it: what is refused, and how it is said. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { testLab } from "../../test/support/lab.ts";
import { DescriptionError } from "./base/description.ts";
import { parseHostDescription } from "./hostjson.ts";

function refusal(description: unknown): string {
  try {
    parseHostDescription(JSON.stringify(description));
  } catch (error) {
    if (error instanceof DescriptionError) return error.message;
    throw error;
  }
  throw new Error("not refused");
}

test("a misspelt key is refused with its place and the keys that there are", () => {
  expect(refusal({ hostnam: "x" })).toBe(
    'there is no key "hostnam"; there are hostname, release, machine, interfaces, routes, modules, template, files, second',
  );
  expect(refusal({ interfaces: [{ name: "em0", mac: "00:00:00:00:00:01" }] })).toStartWith(
    'interfaces[0]: there is no key "mac"; there are name, ether, ',
  );
  expect(refusal({ interfaces: [{ name: "em0", lan: [{ ip: "10.0.0.1" }] }] })).toBe(
    'interfaces[0].lan[0]: there is no key "ip"; there are inet, inet6, ether, reaches, behind, advertises, vlan, ports',
  );
  expect(refusal({ routes: [{ dest: "default" }] })).toStartWith(
    'routes[0]: there is no key "dest"',
  );
});

test("a value that cannot be used is refused with its place and with what would be right", () => {
  const em0 = { name: "em0" };
  const cases: [unknown, string][] = [
    [[], "the description must be an object ({ … }), and is []"],
    [{ hostname: 3 }, "hostname must be text that is not empty, and is 3"],
    [{ interfaces: "em0" }, 'interfaces must be a list, and is "em0"'],
    [
      { interfaces: [{}] },
      "interfaces[0].name is missing: an interface's name (1 to 15 letters, digits, _ and .)",
    ],
    [
      { interfaces: [{ ...em0, ether: "58:9c" }] },
      'interfaces[0].ether must be an Ethernet address, such as 58:9c:fc:00:00:01, and is "58:9c"',
    ],
    [{ interfaces: [{ ...em0, up: "no" }] }, 'interfaces[0].up must be true or false, and is "no"'],
    [{ interfaces: [em0, em0] }, "interfaces[1].name: interfaces[0] is called em0 already"],
    [
      {
        interfaces: [em0],
        routes: [{ destination: "all", gateway: "10.0.0.1", interface: "em0" }],
      },
      'routes[0].destination must be "default" or a network, such as 10.0.0.0/8, and is "all"',
    ],
    [
      { files: { "etc/x": "" } },
      'files must be an absolute path, such as /etc/rc.conf, and is "etc/x"',
    ],
    [{ files: { "/etc/x": null } }, "files[/etc/x] must be text, and is null"],
  ];
  for (const [description, said] of cases) expect(refusal(description)).toBe(said);
});

test("an interface without an Ethernet address gets one, the same each time and another one for each", async () => {
  const text = '{ "interfaces": [{ "name": "em0", "inet": ["10.0.0.2/24"] }, { "name": "em1" }] }';
  const description = parseHostDescription(text);
  const [first, second] = description.interfaces.map(({ ether }) => ether);
  expect(first).toMatch(/^58:9c:fc:10:/);
  expect(second).not.toBe(first);
  expect(parseHostDescription(text)).toEqual(description);
  expect(await testLab(description).out("ifconfig em0")).toContain(`\tether ${first}\n`);
});

test("whatever JSON a file has, a description is read or refused in one line", () => {
  fc.assert(
    fc.property(fc.json(), (text) => {
      try {
        parseHostDescription(text);
      } catch (error) {
        expect(error).toBeInstanceOf(DescriptionError);
        expect((error as Error).message).not.toContain("\n");
      }
    }),
  );
});

test("a second host is read as the first one, and cables lead from NIC to NIC", () => {
  const interfaces = [{ name: "em0" }, { name: "em1" }];
  const cables = [{ nic: "em1", to: "em0" }];
  const both = {
    hostname: "a",
    interfaces,
    second: { host: { hostname: "b", interfaces }, cables },
  };
  const { second, ...first } = parseHostDescription(JSON.stringify(both));
  expect(first).toEqual(parseHostDescription(JSON.stringify({ hostname: "a", interfaces })));
  expect(second).toEqual({
    host: parseHostDescription(JSON.stringify({ hostname: "b", interfaces })),
    cables,
  });
  const other = (change: object) => refusal({ ...both, second: { ...both.second, ...change } });
  expect(other({ cables: [{ nic: "em7", to: "em0" }] })).toBe(
    "second.cables[0].nic: the first host has no interface em7; it has em0, em1",
  );
  expect(other({ cables: [...cables, { nic: "em0", to: "em0" }] })).toBe(
    "second.cables[1].to: second.cables[0] is in em0 already",
  );
  expect(other({ host: { second: both.second } })).toStartWith(
    'second.host: there is no key "second"; there are hostname, ',
  );
  expect(
    other({ host: { routes: [{ destination: "default", gateway: "10.0.0.1", interface: "x" }] } }),
  ).toBe("second.host.routes[0].interface: the host has no interface x; it has none");
});
