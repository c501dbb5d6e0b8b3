/** dnsmasq.conf(5) as it is read: what is given out, and what is refused with its place. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DnsmasqConfError, readDnsmasqConf } from "./dnsmasqconf.ts";

const CONF = "/usr/local/etc/dnsmasq.conf";

/** Reads a configuration; `more` are other files by their paths. */
function read(text: string, more: { readonly [path: string]: string } = {}) {
  const files = new Map(Object.entries({ [CONF]: text, ...more }));
  return readDnsmasqConf(CONF, {
    read: (path) => files.get(path),
    list(directory) {
      const inside = [...files.keys()].filter((path) => path.startsWith(`${directory}/`));
      return inside.length === 0
        ? undefined
        : inside.map((path) => path.slice(directory.length + 1));
    },
  });
}

describe("what is read", () => {
  test.each([
    ["dhcp-range=10.0.0.1,10.0.0.9", 3600],
    ["dhcp-range=10.0.0.1,10.0.0.9,12h", 43200],
    ["  dhcp-range = 10.0.0.1 , 10.0.0.9 , 255.255.255.0 , 5m  # for guests", 300],
    ["dhcp-range=10.0.0.1,10.0.0.9,2d", 172800],
    ["dhcp-range=10.0.0.1,10.0.0.9,90", 90],
    ["dhcp-range=10.0.0.1,10.0.0.9,infinite", 0xffffffff],
  ])("%s", (text, lease) => {
    expect(read(text)).toEqual({
      ranges: [{ first: 0x0a000001, last: 0x0a000009, lease }],
      fixed: [],
    });
  });

  test("an address for an Ethernet address, in whatever order, with a name or without", () => {
    const fixed = [{ ether: "02:00:00:00:00:0a", address: 0x0a000005 }];
    for (const words of [
      "02:00:00:00:00:0a,10.0.0.5",
      "10.0.0.5,02:00:00:00:00:0A",
      "02:00:00:00:00:0a,10.0.0.5,web1",
      "web1,02:00:00:00:00:0a,10.0.0.5",
    ])
      expect(read(`dhcp-host=${words}`)).toEqual({ ranges: [], fixed });
  });

  test("comments, empty lines, and what makes no difference in a lab, are passed over", () => {
    expect(read("# all of it\n\nlocal-service\n \nno-resolv # none\n")).toEqual({
      ...{ ranges: [], fixed: [] },
    });
  });

  test("the files of a directory that end as is asked, and no others", () => {
    const range = "dhcp-range=10.0.0.1,10.0.0.9\n";
    const more = {
      "/etc/d/a.conf": range,
      "/etc/d/b.conf.bak": "nosuch\n",
      "/etc/d/.hidden.conf": "nosuch\n",
      "/etc/d/c.conf~": "nosuch\n",
    };
    for (const value of ["/etc/d,*.conf", "/etc/d/,*.conf", "/etc/d,.bak"])
      expect(read(`conf-dir=${value}`, more).ranges).toHaveLength(1);
  });
});

test.each([
  ["dhcp-range=10.0.0.9,10.0.0.1", "bad dhcp-range at line 1 of"],
  ["\ndhcp-range=10.0.0.1", "bad dhcp-range at line 2 of"],
  ["dhcp-range=10.0.0.1,10.0.0.9,1y", "bad dhcp-range at line 1 of"],
  ["dhcp-host=web1", "dhcp-host: not emulated in a lab without an address for an Ethernet"],
  ["dhcp-host=02:00:00:00:00:0a,10.0.0.5,_web", "bad DHCP host name at line 1 of"],
  ["dhcp-host=02:00:00:00:00:0a,10.0.0.5,12h", "dhcp-host: 12h: not emulated in a lab at line 1"],
  ["interface=em0", "interface: not emulated in a lab at line 1 of"],
  ["!!", "bad option at line 1 of"],
  ["conf-dir=/nosuch", "cannot access directory /nosuch: No such file or directory"],
  ["conf-dir=/usr/local/etc", "files included too deep at line 1 of"],
])("%j is refused with its place", (text, said) => {
  expect(() => read(text)).toThrow(said);
});

test("a file that is not there is named", () => {
  const nothing = { read: () => undefined, list: () => undefined };
  expect(() => readDnsmasqConf(CONF, nothing)).toThrow(
    `cannot read ${CONF}: No such file or directory`,
  );
});

test("no text ends otherwise than read or refused", () => {
  const option = fc.constantFrom("dhcp-range", "dhcp-host", "local-service", "nosuch");
  const line = fc.oneof(
    fc.string(),
    fc.tuple(option, fc.string()).map(([name, value]) => `${name}=${value}`),
  );
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      try {
        read(lines.join("\n"));
      } catch (error) {
        if (!(error instanceof DnsmasqConfError)) throw error;
      }
    }),
  );
});
