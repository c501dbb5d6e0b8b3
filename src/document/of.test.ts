/** What rc.conf says, as a document. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { wantedIn } from "../buddy/configuration.ts";
import { rewritten } from "../buddy/rewritten.ts";
import { evaluate } from "../config/rcconf.ts";
import { bridgeKeys } from "./bridgefields.ts";
import { documentOf } from "./of.ts";
import { documentText, readDocument } from "./text.ts";

function exported(...lines: string[]) {
  return documentOf(lenient(lines.join("\n")));
}

/** What is wanted by an rc.conf that may have values nobody can use. */
function lenient(text: string) {
  const none = wantedIn([]);
  const changes = [...evaluate([{ path: "/etc/rc.conf", text }])].flatMap(
    ([variable, { value }]) => (value === undefined ? [] : [{ variable, set: value }]),
  );
  return rewritten(none, changes, () => {});
}

test("everything that rc.conf can say of ngbuddy is in the document", () => {
  const { document, leftOut } = exported(
    "ngbuddy_enable=YES ngbuddy_public_hooks=link ngbuddy_max_retries=12",
    'ngbuddy_monitor_enable=YES ngbuddy_monitor_args="--rate 500M"',
    'ngbuddy_lan_if=em0 ngbuddy_lan_list="a b-c" ngbuddy_lan_host=lan0 ngbuddy_lan_members="em1 tap0"',
    "ngbuddy_lan_uplink=no ngbuddy_lan_upper=YES ngbuddy_lan_persistent=on",
    "ngbuddy_q_if=em2 ngbuddy_q_vlan=10.20 ngbuddy_q_mtu=1496",
    'ngbuddy_p_if=eiface:em9 ngbuddy_p_address="10.0.0.1/24 fd00::1/64" ngbuddy_p_nat=YES',
    'ngbuddy_p_rdr="tcp 80 -> a:81; udp 5 -> 10.0.0.9" ngbuddy_p_dhcp="10.0.0.5-10.0.0.9"',
    'ngbuddy_port_b_c="rate=100M/20M guard isolate"',
    "ngbuddy_set_mac=seed ngbuddy_set_mac_prefix=001122 ngbuddy_set_mac_hash=sha256",
    "ngbuddy_mac_b_c=2:0:0:0:0:1",
  );
  expect(leftOut).toEqual([]);
  expect(document).toEqual({
    version: 1,
    enable: true,
    public_hooks: "link",
    max_retries: 12,
    monitor: { enable: true, args: "--rate 500M" },
    mac: {
      set: "seed",
      prefix: "001122",
      hash: "sha256",
      pinned: { "b-c": "02:00:00:00:00:01" },
    },
    bridges: {
      lan: {
        if: "em0",
        members: ["em1", "tap0"],
        uplink: false,
        upper: true,
        host: "lan0",
        persistent: true,
        list: ["a", "b-c"],
      },
      p: {
        if: "eiface:em9",
        address: ["10.0.0.1/24", "fd00::1/64"],
        nat: true,
        rdr: ["tcp 80 -> a:81", "udp 5 -> 10.0.0.9"],
        dhcp: ["10.0.0.5-10.0.0.9"],
      },
      q: { if: "em2", vlan: "10.20", mtu: 1496 },
    },
    ports: { "b-c": { rate: "100M/20M", guard: true, isolate: true } },
  });
});

test("what cannot be used is left out, and said", () => {
  const { document, leftOut } = exported(
    'ngbuddy_lan_if=em0 ngbuddy_lan_list="a -x b" ngbuddy_lan_mtu=5 ngbuddy_lan_uplink=perhaps',
    "ngbuddy_lan_address=10.0.0.0/24 ngbuddy_lan_dhcp=YES",
    'ngbuddy_bad_if="e m"',
    "ngbuddy_port_a=speed=5",
    "ngbuddy_orphan_list=x",
  );
  expect(document.bridges).toEqual({ lan: { if: "em0", list: ["a", "b"] } });
  expect(document.ports).toBeUndefined();
  expect(leftOut.map((line) => /(\w+) is left out/.exec(line)?.[1])).toEqual([
    "ngbuddy_bad_if",
    "ngbuddy_lan_uplink",
    "ngbuddy_lan_mtu",
    "ngbuddy_lan_address",
    "ngbuddy_lan_list",
    "ngbuddy_lan_dhcp",
    "ngbuddy_orphan_list",
    "ngbuddy_port_a",
  ]);
});

const names = fc.constantFrom("lan", "a", "b_c", "__proto__", "constructor", "port", "mac", "1");
const variables = fc.oneof(
  fc.tuple(names, fc.constantFrom(...bridgeKeys)).map(([name, key]) => `ngbuddy_${name}_${key}`),
  names.map((name) => `ngbuddy_port_${name}`),
  names.map((name) => `ngbuddy_mac_${name}`),
  fc.constantFrom(
    ...["enable", "set_mac", "set_mac_prefix", "set_mac_hash", "public_hooks", "max_retries"].map(
      (name) => `ngbuddy_${name}`,
    ),
    "ngbuddy_monitor_args",
    "ngbuddy_monitor_enable",
  ),
);
const values = fc.oneof(
  fc.constantFrom(
    ...["YES", "no", "em0", "eiface:x", "10", "10.20", "1500", "10.0.0.1/24", "a b", "guard", "*a"],
    ...["tcp 80 -> a", "10.0.0.5-10.0.0.9", "rate=1M isolate", "02:00:00:00:00:01", "sha1", "null"],
    ...["a: b", "# x", "- x", "~", "'\"", "0x10", "1e3", "{a", "\u0085\u2028", "&x", "!!int 5"],
  ),
  fc.string({ unit: "binary", maxLength: 20 }).map((text) => text.replaceAll("\0", "")),
);

describe("whatever is in rc.conf, the document is one that its own schema takes, in both forms", () => {
  test("for random variables", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(variables, values), { maxLength: 25 }), (all) => {
        const changes = all.map(([variable, set]) => ({ variable, set }));
        const { document } = documentOf(rewritten(wantedIn([]), changes, () => {}));
        for (const form of ["yaml", "json"] as const)
          expect(readDocument(documentText(document, form), "it")).toEqual(document);
      }),
      { numRuns: 400 },
    );
  });
});
