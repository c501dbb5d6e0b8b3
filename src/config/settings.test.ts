import { describe, expect, test } from "bun:test";
import { evaluate } from "./rcconf.ts";
import { RC_FILES, readSettings, type Settings, SettingsError, yesNo } from "./settings.ts";

function settings(text: string): Settings {
  return readSettings(evaluate([{ path: "/etc/rc.conf", text }]));
}

function refusal(text: string): string {
  try {
    for (const { list } of settings(text).bridges) list.length;
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return "";
}

test("an empty rc.conf wants nothing", () => {
  const { enabled, bridges, lists, mac } = settings("");
  expect([enabled, bridges, [...lists], mac]).toEqual([
    undefined,
    [],
    [],
    { seed: undefined, prefix: "589cfc", hash: "sha1" },
  ]);
});

test("bridges come in the alphabetical order of their variables, with all that is said of them", () => {
  const { enabled, bridges, lists } = settings(`
ngbuddy_enable=on
ngbuddy_public_if=vtnet1.7
ngbuddy_lan2_if="vtnet0"
ngbuddy_lan_if="nghost0"
ngbuddy_lan_list=" a1  b2 a1 "
ngbuddy_lan_uplink=yes
ngbuddy_lan_upper=NO
ngbuddy_lan_mtu=1400
ngbuddy_lan_persistent=TRUE
ngbuddy_left_list="x y"
ngbuddy_empty_if=""
ngbuddy_empty_list="z"
`);
  expect(enabled).toBe(true);
  expect(bridges).toEqual([
    {
      name: "lan2",
      interface: "vtnet0",
      eiface: false,
      list: [],
      uplink: true,
      isUplinkWritten: false,
      upper: true,
      persistent: false,
    },
    {
      name: "lan",
      interface: "nghost0",
      eiface: false,
      list: ["a1", "b2"],
      uplink: true,
      isUplinkWritten: true,
      upper: false,
      persistent: true,
      mtu: 1400,
    },
    {
      name: "public",
      interface: "vtnet1.7",
      eiface: false,
      list: [],
      uplink: true,
      isUplinkWritten: false,
      upper: true,
      persistent: false,
    },
  ]);
  expect([...lists]).toEqual([
    ["empty", ["z"]],
    ["left", ["x", "y"]],
  ]);
});

test("other variables of the service are no bridges, and a bridge may be called like them", () => {
  const { bridges } = settings(
    "ngbuddy_enable=YES\nngbuddy_set_mac=YES\nngbuddy_set_mac_prefix=02\nngbuddy_set_mac_hash=md5\nngbuddy_set_mac_if=a\nngbuddy_x_if_if=b\n",
  );
  expect(bridges.map(({ name }) => name)).toEqual(["set_mac", "x_if"]);
});

describe("addresses", () => {
  test.each([
    ["ngbuddy_set_mac=NO", { seed: undefined, prefix: "589cfc", hash: "sha1" }],
    ["ngbuddy_set_mac=YES", { seed: "", prefix: "589cfc", hash: "sha1" }],
    ["ngbuddy_set_mac=yEs", { seed: "", prefix: "589cfc", hash: "sha1" }],
    ["ngbuddy_set_mac=nO", { seed: undefined, prefix: "589cfc", hash: "sha1" }],
    ["ngbuddy_set_mac=on", { seed: "on", prefix: "589cfc", hash: "sha1" }],
    ["ngbuddy_set_mac=0", { seed: "0", prefix: "589cfc", hash: "sha1" }],
    [
      "ngbuddy_set_mac=belltower ngbuddy_set_mac_prefix=02:AB ngbuddy_set_mac_hash=sha256",
      { seed: "belltower", prefix: "02:ab", hash: "sha256" },
    ],
    [
      "ngbuddy_set_mac=NO ngbuddy_set_mac_prefix=unused",
      { seed: undefined, prefix: "589cfc", hash: "sha1" },
    ],
  ])("%s", (text, mac) => {
    expect(settings(text).mac).toEqual(mac);
  });
});

describe("what cannot be used is said with file, line and what would be right", () => {
  test.each([
    [
      "\nngbuddy_lan_if=em0\nngbuddy_lan_list='a b.c'",
      '/etc/rc.conf: 3: ngbuddy_lan_list: "b.c" is no name for an eiface; use letters, digits, _ and -, and not - first',
    ],
    [
      "ngbuddy_lan_if='em0 em1'",
      '/etc/rc.conf: 1: ngbuddy_lan_if: "em0 em1" is no name of an interface; ifconfig -l lists them',
    ],
    [
      "ngbuddy_lan_if=em0\nngbuddy_lan_mtu=1e3",
      '/etc/rc.conf: 2: ngbuddy_lan_mtu: "1e3" is no MTU; give a number from 72 to 9018',
    ],
    [
      "ngbuddy_lan_if=em0\nngbuddy_lan_uplink=maybe",
      '/etc/rc.conf: 2: ngbuddy_lan_uplink: "maybe" is neither YES nor NO',
    ],
    [
      "ngbuddy_set_mac=YES\nngbuddy_set_mac_prefix=fritz",
      '/etc/rc.conf: 2: ngbuddy_set_mac_prefix: "fritz" is not one to twelve hexadecimal digits, such as 589cfc',
    ],
    [
      "ngbuddy_set_mac=YES\nngbuddy_set_mac_prefix=01:9c",
      '/etc/rc.conf: 2: ngbuddy_set_mac_prefix: "01:9c" begins a group address, which no interface has; make its second digit even',
    ],
    [
      `ngbuddy_${"a".repeat(32)}_if=em0`,
      `/etc/rc.conf: 1: ngbuddy_${"a".repeat(32)}_if: the name "${"a".repeat(32)}" has 32 characters; a bridge's has at most 31`,
    ],
    [
      "ngbuddy_lan_if=em0 ngbuddy_lan_list=$(x)",
      "/etc/rc.conf: 1: ngbuddy_lan_list: only sh can tell the value: it has a command substitution ($(…))",
    ],
    [
      "ngbuddy_enable=$(x)",
      "/etc/rc.conf: 1: ngbuddy_enable: only sh can tell the value: it has a command substitution ($(…))",
    ],
    [
      "ngbuddy_lan_if=em0\n. /etc/more.conf",
      '/etc/rc.conf: 2: which bridges there are is for sh to say: ". /etc/more.conf" may set any variable',
    ],
  ])("%j", (text, message) => {
    expect(refusal(text)).toBe(message);
  });

  test("an interface's own variable only when it is asked for", () => {
    const { ifconfig } = settings("ifconfig_j1=$(x)");
    expect(() => ifconfig("j1")).toThrow(
      "/etc/rc.conf: 1: ifconfig_j1: only sh can tell the value",
    );
  });
});

test("yes and no are read as rc.subr's checkyesno does", () => {
  for (const text of ["YES", "yes", "TRUE", "On", "1"])
    expect([text, yesNo(text)]).toEqual([text, true]);
  for (const text of ["NO", "no", "False", "OFF", "0"])
    expect([text, yesNo(text)]).toEqual([text, false]);
  for (const text of ["", "y", "2", " YES", "maybe"])
    expect([text, yesNo(text)]).toEqual([text, undefined]);
});

test("the files are read in rc.subr's order", () => {
  expect([...RC_FILES]).toEqual([
    "/etc/defaults/rc.conf",
    "/etc/defaults/vendor.conf",
    "/etc/rc.conf",
    "/etc/rc.conf.local",
    ...["network", "netif", "routing", "pf", "ipfw", "dnsmasq", "jail", "vm", "ngbuddy"].flatMap(
      (name) => [`/etc/rc.conf.d/${name}`, `/usr/local/etc/rc.conf.d/${name}`],
    ),
  ]);
});
