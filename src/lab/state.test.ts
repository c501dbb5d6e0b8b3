/** A lab that was written down and comes back answers as if nothing had happened. */
import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { bootRecordedHost, replay } from "../../test/replay/replay.ts";
import { bridgeWith, makeJail, testLab } from "../../test/support/lab.ts";
import { createClock } from "./base/clock.ts";
import { defaultHost } from "./base/description.ts";
import { openSocket } from "./kernel/socket.ts";
import { Lab } from "./lab.ts";
import { type LabState, restoreState, saveState } from "./state.ts";

const recordings = join(import.meta.dirname, "..", "..", "test", "recordings");

/** The lab of another process that has read what this one has written. */
function restarted(lab: Lab): Lab {
  const state = JSON.parse(JSON.stringify(saveState(lab))) as LabState;
  const { description, files } = lab;
  const clock = createClock(state.clock);
  const other = new Lab({ description, files, clock });
  restoreState(other, state);
  return other;
}

test("recorded sessions are answered alike by a lab that is started anew before each command", async () => {
  const walks = readdirSync(join(recordings, "walks")).filter((_, at) => at % 4 === 0);
  const sessions = [
    ...["02-eiface", "03-bridge", "04-ether", "05-paths-and-ids", "07-other-nodes", "08-jails"],
    ...["30-host-commands", ...walks.map((name) => `walks/${name.replace(/\.jsonl$/, "")}`)],
  ];
  const unlike: string[] = [];
  for (const session of sessions) {
    const { mismatches } = await replay(session, undefined, { between: restarted });
    for (const { number, run, got, wanted } of mismatches) {
      unlike.push(
        `${session} ${number}: ${run}\n got ${JSON.stringify(got)}\n want ${JSON.stringify(wanted)}`,
      );
    }
  }
  expect(unlike).toEqual([]);
});

test("a state that another program wrote, or that is damaged, is refused, and the lab stays what it is", async () => {
  const lab = bootRecordedHost();
  await lab.capture(["ifconfig", "epair", "create"]);
  const text = JSON.stringify(saveState(lab));
  const other = bootRecordedHost();
  for (const [damaged, why] of [
    [text.replace('"version":1', '"version":2'), "it is of another version"],
    [text.replace("ngvm", "ngvn"), "the lab is described otherwise now"],
    [text.replace('"class":"Graph"', '"class":"Grave"'), "a Grave cannot be made"],
    [text.replace('"kind":"epair"', '"kind":"gif"'), "there is no gif interface"],
    [text.replace('"modules":[', '"modules":["nosuch",'), "there is no module nosuch"],
  ] as const) {
    expect(() => restoreState(other, JSON.parse(damaged) as LabState)).toThrow(why);
    expect((await other.capture(["ifconfig", "-l"])).stdout).toBe("vtnet0 vtnet1 lo0\n");
  }
});

test("a lab that comes back with sockets has lost them, and what hung on them", async () => {
  const lab = bootRecordedHost();
  const socket = openSocket(lab.host.graph, "mine");
  await lab.capture(["ngctl", "mkpeer", "mine:", "hub", "a", "b"]);
  await lab.capture(["ngctl", "mkpeer", "mine:", "bridge", "c", "link0"]);
  await lab.capture(["ngctl", "name", "mine:c", "br"]);
  await lab.capture(["ngctl", "msg", "br:", "setpersistent"]);
  const before = (await lab.capture(["ngctl", "list"])).stdout;
  expect(before).toContain("Name: mine ");
  const after = (await restarted(lab).capture(["ngctl", "list"])).stdout;
  expect(after).toContain(
    "Name: br              Type: bridge          ID: 00000005   Num hooks: 0",
  );
  expect(after).not.toContain("mine");
  expect(after).not.toContain("hub");
  socket.close();
});

test("virtual hosts come back as they were, and go on electing", async () => {
  const { lab, clock } = testLab();
  bridgeWith(lab, ["c1", "c2"]);
  const jails = ["c1", "c2"].map((name) => makeJail(lab, name));
  const run = async (of: Lab, line: string, jail?: string) =>
    (await of.capture(jail === undefined ? line.split(" ") : ["jexec", jail, ...line.split(" ")]))
      .stdout;
  await run(lab, "kldload carp");
  for (const [index, { name }] of jails.entries()) {
    await run(lab, `ifconfig ${name} vnet ${name}`);
    await run(lab, `ifconfig ${name} inet 10.8.0.1${index}/24 up`, name);
    const skew = index * 100;
    await run(lab, `ifconfig ${name} vhid 7 advskew ${skew} pass x alias 10.8.0.100/32`, name);
  }
  clock.advance(6000);
  const other = restarted(lab);
  for (const { name } of jails)
    expect(await run(other, `ifconfig ${name}`, name)).toBe(
      await run(lab, `ifconfig ${name}`, name),
    );
  expect(await run(other, "ifconfig c1", "c1")).toContain(
    "carp: MASTER vhid 7 advbase 1 advskew 0",
  );
  other.clock.advance(10_000);
  expect(await run(other, "ifconfig c1", "c1")).toContain("carp: MASTER");
  await run(other, "ifconfig c1 down", "c1");
  other.clock.advance(10_000);
  expect(await run(other, "ifconfig c2", "c2")).toContain(
    "carp: MASTER vhid 7 advbase 1 advskew 100",
  );
});

test("what IPv6 waits for goes on in a lab that comes back: addresses become good, neighbours are asked again", async () => {
  const { lab, out, clock } = testLab();
  await out("ifconfig epair0 create");
  await out("ifconfig epair0a inet6 fd00::1/64");
  clock.advance(1000);
  await out("ifconfig epair0a inet6 fd00::2/64 alias");
  const other = restarted(lab);
  const run = async (line: string) => (await other.capture(line.split(" "))).stdout;
  const shown = await run("ifconfig epair0a");
  expect(shown).toContain("\tinet6 fd00::1 prefixlen 64\n");
  expect(shown).toContain("\tinet6 fd00::2 prefixlen 64 tentative\n");
  other.clock.advance(1000);
  expect(await run("ifconfig epair0a")).toContain("\tinet6 fd00::2 prefixlen 64\n");
  expect(await run("ping -c 1 fd00::2")).toContain("16 bytes from fd00::2,");
});

test("lifetimes and the LAN's routers go on in a lab that comes back", async () => {
  const [nic] = defaultHost.interfaces;
  const lan = [{ inet: "10.2.70.1", advertises: ["2001:db8:70::/64"] }];
  const { lab, out, clock } = testLab({ ...defaultHost, interfaces: [{ ...nic!, lan }] });
  await out("ifconfig vtnet0 inet6 -ifdisabled accept_rtadv");
  await out("ifconfig vtnet0 inet6 2001:db8:9::5/64 pltime 60 vltime 700");
  await out("rtsol vtnet0");
  clock.advance(100_000);
  const other = restarted(lab);
  const run = async (line: string) => (await other.capture(line.split(" "))).stdout;
  expect(await run("ifconfig -L vtnet0")).toContain("2001:db8:9::5 prefixlen 64 deprecated pltime");
  expect(await run("ndp -rn")).toBe(await out("ndp -rn"));
  other.clock.advance(620_000);
  const shown = await run("ifconfig -L vtnet0");
  expect(shown).not.toContain("2001:db8:9::5");
  expect(shown).toContain("autoconf pltime 604780 ");
  other.clock.advance(3_600_000);
  expect(await run("netstat -rn6")).toContain("default");
});

test("a lab that comes back while somebody listened at its ports has them free", async () => {
  const { lab, run } = testLab();
  const end = new AbortController();
  const listening = lab.capture(["nc", "-l", "80"], { signal: end.signal });
  const receiving = lab.capture(["nc", "-l", "-u", "53"], { signal: end.signal });
  expect((await run("nc -l 80")).stderr).toBe("nc: Address already in use\n");
  const other = restarted(lab);
  end.abort();
  await Promise.all([listening, receiving]);
  const own = new AbortController();
  const again = [
    other.capture(["nc", "-l", "80"], { signal: own.signal }),
    other.capture(["nc", "-l", "-u", "53"], { signal: own.signal }),
  ];
  expect((await other.capture(["nc", "-z", "10.2.70.107", "80"])).status).toBe(0);
  own.abort();
  for (const { stderr } of await Promise.all(again)) expect(stderr).toBe("");
  expect((await other.capture(["nc", "-zu", "10.2.70.107", "53"])).status).toBe(1);
});
