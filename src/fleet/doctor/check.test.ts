/** Whatever hosts tell, what is made of it is safe to show and to type. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import * as v from "valibot";
import "../../../test/support/seed.ts";
import { printable } from "../../buddy/printable.ts";
import { type Survey, type SurveyedBridge, surveyedSchema } from "../survey.ts";
import { runAcross } from "./check.ts";
import { acrossChecks } from "./checks/index.ts";

const run = (surveys: ReadonlyMap<string, Survey>) => runAcross(acrossChecks, surveys);

function bridge(of: Partial<SurveyedBridge>): SurveyedBridge {
  return {
    ...{ name: "lan", isWritten: true, isOpen: true, heard: [], members: [], carp: [] },
    ...of,
  };
}

/** A host with the address 10.0.0.N and a bridge with these peers. */
function host(number: number, ...peers: readonly number[]): [string, Survey] {
  const hosts = peers.map((one) => `10.0.0.${one}`);
  return [
    `web${number}`,
    {
      interfaces: [{ name: "em0", inet: [`10.0.0.${number}/24`] }],
      jails: [],
      bridges: [bridge({ peers: { hosts, port: 8742 } })],
    },
  ];
}

test("of three hosts the one that does not name the third is told, with that one's address", () => {
  expect(run(new Map([host(1, 2, 3), host(2, 1), host(3, 1, 2)]))).toMatchObject([
    {
      about: "bridge lan of web2",
      found: "does not name web3 among its peers, and bridge lan of web1 does",
      type: [
        { host: "web2", line: "sysrc ngbuddy_lan_peers+=10.0.0.3" },
        { host: "web2", line: "ngbuddy start" },
      ],
    },
  ]);
});

test("of three hosts that all name all, themselves too, nothing is told", () => {
  expect(run(new Map([1, 2, 3].map((one) => host(one, 1, 2, 3))))).toEqual([]);
});

test("a host that is away is no trouble of those that name it", () => {
  expect(run(new Map([host(1, 2, 3), host(2, 1, 3)]))).toEqual([]);
});

test("a MAC address of two guests is a warning where they are not known to meet, and CARP's none at all", () => {
  const member = (who: string, ether: string) => ({
    ...{ who, kind: "jail" as const, jid: 1, interface: who, ether, inet: [], inet6: [] },
  });
  const survey = (who: string): Survey => ({
    interfaces: [],
    jails: [],
    bridges: [
      bridge({
        members: [member(who, "02:00:00:00:00:01"), member(`${who}v`, "00:00:5e:00:01:01")],
      }),
    ],
  });
  expect(
    run(
      new Map([
        ["web1", survey("a")],
        ["web2", survey("b")],
      ]),
    ),
  ).toMatchObject([{ check: "macs", severity: "warning", about: "02:00:00:00:00:01" }]);
});

test("CARP masters of one address on two networks of one name are told once for the group", () => {
  const survey = (who: string, state: string): Survey => ({
    interfaces: [],
    jails: [],
    bridges: [
      bridge({
        carp: [{ vhid: 1, addresses: ["10.0.0.100/24"], state, who, why: [], type: [] }],
      }),
    ],
  });
  const hosts = (...states: string[]) =>
    new Map(states.map((state, at) => [`web${at}`, survey(`j${at}`, state)]));
  expect(run(hosts("MASTER", "BACKUP"))).toEqual([]);
  expect(run(hosts("MASTER", "MASTER", "BACKUP"))).toMatchObject([
    { check: "carp", hosts: ["web0", "web1"], type: [] },
  ]);
});

test("a host that tells what is no address is not believed", () => {
  const [, survey] = host(1, 2);
  const nonsense = { ...survey, interfaces: [{ name: "em0", inet: ["$(reboot)"] }] };
  const told = (one: unknown) =>
    v.safeParse(surveyedSchema, { version: 1, findings: [], survey: one }).success;
  expect([told(survey), told(nonsense)]).toEqual([true, false]);
});

const word = fc.oneof(
  fc.constantFrom("lan", "db", "em0", "$(reboot)", "a b", "';x", "\n", "\x1b[2J", "-v", ""),
  fc.string({ maxLength: 6 }),
);
const address = fc.constantFrom("10.0.0.1/24", "10.0.0.2/24", "10.0.0.3/32", "fd00::1/64");
const ether = fc.constantFrom("02:00:00:00:00:01", "02:00:00:00:00:02", "00:00:5e:00:01:01");
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const few = <T>(arbitrary: fc.Arbitrary<T>) => fc.array(arbitrary, { maxLength: 3 });
const member = fc.record({
  ...{ who: word, kind: fc.constantFrom("jail", "vm", "host"), jid: optional(fc.nat(3)) },
  ...{ interface: optional(word), ether: optional(ether), inet: few(address) },
  ...{ inet6: few(address), mtu: optional(fc.constantFrom(1400, 1500)) },
});
const peers = fc.record({
  hosts: few(fc.constantFrom("10.0.0.1", "10.0.0.2", "10.0.0.9")),
  ...{ port: fc.constantFrom(1, 2), local: optional(fc.constant("10.0.0.1")) },
});
const carp = fc.record({
  ...{ vhid: fc.constantFrom(1, 2), addresses: few(address), who: word, why: few(word) },
  ...{ state: fc.constantFrom("MASTER", "BACKUP"), type: few(word) },
});
const anyBridge = fc.record({
  ...{ name: word, isWritten: fc.boolean(), vlan: optional(fc.constantFrom("1", "2.3")) },
  ...{ mtu: optional(fc.constantFrom(1400, 1500)), peers: optional(peers), isOpen: fc.boolean() },
  ...{ heard: few(ether), members: few(member), carp: few(carp) },
});
const anySurvey = fc.record({
  interfaces: few(fc.record({ name: word, inet: few(address) })),
  jails: few(fc.record({ name: word, isWritten: fc.boolean() })),
  bridges: few(anyBridge),
});

test("names that hosts make up reach no line that is typed but in quotes, and none that nobody can see", () => {
  fc.assert(
    fc.property(fc.array(anySurvey, { minLength: 2, maxLength: 3 }), (all) => {
      const surveys = new Map(all.map((one, at) => [`web${at}`, one as Survey]));
      for (const { check, type } of run(surveys))
        for (const { line } of check === "carp" ? [] : type) {
          // What the doctors of the hosts say themselves is shown as it is.
          expect(printable(line)).toBe(line);
          expect(line.replace(/'[^']*'|\\'/g, "")).not.toMatch(/\$\(|;/);
        }
    }),
  );
});
