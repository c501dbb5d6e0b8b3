import { expect, test } from "bun:test";
import * as fc from "fast-check";
import { ipfwVerdict } from "./ipfw.ts";
import { pfVerdict } from "./pf.ts";
import type { Packet } from "./verdict.ts";

const packet: Packet = {
  way: "in",
  interface: "c1",
  groups: ["jails"],
  protocols: ["carp", "112"],
  destination: "224.0.0.18",
};

test.each([
  ["block drop in quick proto carp all", "block"],
  ["pass all flags S/SA keep state", "pass"],
  ["block drop all|pass proto carp all keep state", "pass"],
  ["pass quick proto carp all keep state|block drop all", "pass"],
  ["block drop out quick proto carp all", "pass"],
  ["block drop in on c2 proto carp all", "pass"],
  ["block drop in on jails all", "block"],
  ["block drop in on ! c2 all", "block"],
  ["block drop in inet6 all", "pass"],
  ["block drop in inet proto tcp all", "pass"],
  ["block drop in inet from any to 224.0.0.0/4", "block"],
  ["block drop in inet from any to ! 224.0.0.18", "pass"],
  ["block drop in inet from <bad> to any", "unknown"],
  ["block drop all|pass in inet from (c1:network) to any flags S/SA keep state", "unknown"],
  ['anchor "blacklistd/*" all', "unknown"],
  ["match in all scrub (no-df)|scrub in all fragment reassemble", "pass"],
  ["", "pass"],
])("pf with the rules %s does with an advertisement: %s", (rules, action) => {
  expect(pfVerdict(rules.split("|").filter(Boolean), packet).action).toBe(action as "pass");
});

test.each([
  ["65535 allow ip from any to any", "pass"],
  ["65535 deny ip from any to any", "block"],
  ["00100 deny carp from any to any|65535 allow ip from any to any", "block"],
  ["00100 allow carp from any to any|65535 deny ip from any to any", "pass"],
  ["00100 deny carp from any to any out|65535 allow ip from any to any", "pass"],
  ["00100 deny ip from any to any via c2|65535 allow ip from any to any", "pass"],
  ["00100 deny ip from any to any recv c1|65535 allow ip from any to any", "block"],
  ["00100 deny tcp from any to any|65535 allow ip from any to any", "pass"],
  ["00100 deny ip from any to 224.0.0.0/4 in|65535 allow ip from any to any", "block"],
  ["00100 deny ip from any to not 224.0.0.0/4|65535 allow ip from any to any", "pass"],
  ["00100 allow ip from any to any established|65535 deny ip from any to any", "block"],
  [
    "00100 skipto 300 carp from any to any|00200 deny ip from any to any|00300 allow ip from any to any",
    "pass",
  ],
  ["00100 deny ip from 10.9.0.0/16 to any|65535 allow ip from any to any", "unknown"],
  ["65535 count ip from any to any not // orphaned|65535 allow ip from any to any", "pass"],
  ["", "block"],
])("ipfw with the rules %s does with an advertisement: %s", (rules, action) => {
  expect(ipfwVerdict(rules.split("|").filter(Boolean), packet).action).toBe(action as "pass");
});

const word = fc.constantFrom(
  "pass",
  "block",
  "in",
  "on",
  "quick",
  "from",
  "to",
  "!",
  "c1",
  "100",
  "deny",
  "skipto",
  "via",
  "",
);

test("no text of a jail's root stops it", () => {
  fc.assert(
    fc.property(fc.array(fc.array(word).map((words) => words.join(" "))), (rules) => {
      for (const verdict of [pfVerdict, ipfwVerdict])
        expect(["pass", "block", "unknown"]).toContain(verdict(rules, packet).action);
    }),
  );
});
