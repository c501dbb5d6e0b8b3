import { expect, test } from "bun:test";
import { readNetwork } from "../../config/networksettings.ts";
import { dnsmasqText, whyNoDhcp } from "./dhcp.ts";

const { ranges } = readNetwork({
  address: "10.60.0.1/24",
  ...{ nat: "", rdr: "", dhcp: "10.60.0.100-10.60.0.199" },
});

test("the file has the range and a line for each guest that is known", () => {
  const guest = { name: "web1", ether: "02:00:00:00:00:01", address: "10.60.0.107" };
  expect(dnsmasqText("private", ranges, [guest])?.split("\n").slice(1)).toEqual([
    "dhcp-range=10.60.0.100,10.60.0.199,255.255.255.0,12h",
    "dhcp-host=02:00:00:00:00:01,10.60.0.107,web1",
    "",
  ]);
  expect(dnsmasqText("private", [], [])).toBeNull();
});

test("a guest whose name dnsmasq would take for something else gets its address without it", () => {
  const lineOf = (name: string) =>
    dnsmasqText("private", ranges, [{ name, ether: "02:00:00:00:00:01", address: "10.60.0.107" }])
      ?.trim()
      .split("\n")
      .at(-1);
  const bare = "dhcp-host=02:00:00:00:00:01,10.60.0.107";
  for (const name of ["_web", "7", "12h", "3D", "ignore", "infinite"])
    expect(lineOf(name)).toBe(bare);
  for (const name of ["web_1", "1-2", "9a", "h", "s1"])
    expect(lineOf(name)).toBe(`${bare},${name}`);
});

const wanted = (dnsmasq_enable?: string) => ({
  ...({
    value: (name: string) => (name === "dnsmasq_enable" ? dnsmasq_enable : undefined),
  } as never as {
    value: never;
  }),
});
const seen = (conf: string, isInstalled = true) => ({
  ...{ isInstalled, isRunning: false, conf },
  files: new Map<string, string>(),
});

test.each([
  "conf-dir=/usr/local/etc/dnsmasq.d,*.conf",
  "  conf-dir = /usr/local/etc/dnsmasq.d/,*.conf # ours",
  "port=0\nconf-dir=/usr/local/etc/dnsmasq.d",
  "conf-dir=/usr/local/etc/dnsmasq.d,.bak",
])("a configuration that reads our files is taken: %s", (conf) => {
  expect(whyNoDhcp(wanted("YES") as never, seen(conf), false)).toBeUndefined();
});

test.each([
  "",
  "#conf-dir=/usr/local/etc/dnsmasq.d,*.conf",
  "conf-dir=/usr/local/etc/dnsmasq.d,*.hosts",
  "conf-dir=/usr/local/etc/dnsmasq.d,.conf",
  "conf-dir=/usr/local/etc",
])("one that does not is told the line to write: %s", (conf) => {
  expect(whyNoDhcp(wanted("YES") as never, seen(conf), false)).toBe(
    "DHCP takes this line in /usr/local/etc/dnsmasq.conf: conf-dir=/usr/local/etc/dnsmasq.d,*.conf",
  );
});

test("a program that is not installed, or not enabled, is said plainly", () => {
  const conf = "conf-dir=/usr/local/etc/dnsmasq.d";
  expect(whyNoDhcp(wanted("YES") as never, seen("", false), false)).toMatch(/pkg install dnsmasq$/);
  expect(whyNoDhcp(wanted() as never, seen(conf), false)).toMatch(/sysrc dnsmasq_enable=YES$/);
  expect(whyNoDhcp(wanted() as never, seen(conf), true)).toBeUndefined();
});
