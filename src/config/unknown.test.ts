import { expect, test } from "bun:test";
import { evaluate } from "./rcconf.ts";
import { readSettings } from "./settings.ts";

const warnings = (...lines: string[]) =>
  readSettings(evaluate([{ path: "/etc/rc.conf", text: lines.join("\n") }])).warnings();

test("a variable that is written wrong is told with its line, and with the name that was meant", () => {
  const lan = "ngbuddy_lan_if=em0";
  const table: [line: string, told: string][] = [
    [
      "ngbuddy_lan_lst=a",
      "is no variable of ngbuddy(8), and has no effect; did you mean ngbuddy_lan_list?",
    ],
    [
      "ngbuddy_lan_lsit=a",
      "is no variable of ngbuddy(8), and has no effect; did you mean ngbuddy_lan_list?",
    ],
    [
      "ngbuddy_enabel=YES",
      "is no variable of ngbuddy(8), and has no effect; did you mean ngbuddy_enable?",
    ],
    [
      "ngbuddy_wan_fi=em1",
      "is no variable of ngbuddy(8), and has no effect; did you mean ngbuddy_wan_if?",
    ],
    ["ngbuddy_foo=1", "is no variable of ngbuddy(8), and has no effect; see ngbuddy.conf(5)"],
    ["ngbuddy_dmz_list=a", "has no effect, since there is no ngbuddy_dmz_if"],
    [
      "ngbuddy_lam_mtu=1400",
      "has no effect, since there is no ngbuddy_lam_if; did you mean ngbuddy_lan_mtu?",
    ],
    ["ngbudy_lan_if=em0", "has no effect: ngbuddy's variables begin with ngbuddy_"],
  ];
  for (const [line, told] of table)
    expect(warnings(lan, line)).toEqual([`/etc/rc.conf: 2: ${line.split("=")[0]} ${told}`]);
});

test("what the script knows and this program does not is said to be so", () => {
  expect(warnings("ngbuddy_bridges=lan")[0]).toMatch(/ngbuddy_bridges is not read/);
});

test("the hooks of NICs and the number of retries are no bridge's, and known", () => {
  for (const line of ["public_hooks=uplink", "public_hooks=link", "max_retries=3"])
    expect(warnings(`ngbuddy_${line}`)).toEqual([]);
});

test("a hash that is called nearly as one of FreeBSD's is told; a command of one's own is not", () => {
  expect(warnings("ngbuddy_set_mac_hash=sha3")).toEqual([
    '/etc/rc.conf: 1: ngbuddy_set_mac_hash="sha3" is no hash of FreeBSD\'s; did you mean sha1?',
  ]);
  for (const hash of ["sha256", "'  sha1'", "'sha224 -q'", "/usr/local/bin/hash", "openssl"])
    expect(warnings(`ngbuddy_set_mac_hash=${hash}`)).toEqual([]);
});

test("variables that are right, rc.subr's own, or somebody else's are not told", () => {
  expect(
    warnings(
      "ngbuddy_enable=YES",
      "ngbuddy_lan_if=em0",
      "ngbuddy_lan_list=a",
      "ngbuddy_lan_uplink=YES",
      "ngbuddy_lan_mtu=1400",
      "ngbuddy_lan_persistent=YES",
      "ngbuddy_off_if=",
      "ngbuddy_off_list=a",
      "ngbuddy_set_mac=YES",
      "ngbuddy_set_mac_prefix=02",
      "ngbuddy_flags=",
      "ngbuddy_svcj_options=net_basic",
      // unbridge leaves it behind.
      "ngbuddy_gone_list=",
      "NGBUDDY_LAB=/x",
      "nginx_enable=YES",
    ),
  ).toEqual([]);
});
