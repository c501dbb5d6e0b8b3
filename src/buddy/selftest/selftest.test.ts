/** A self-test as its user sees it. */
import { expect, test } from "bun:test";
import { buddyLab, snapshot } from "../../../test/support/buddylab.ts";

test("a host where everything works, and nothing of it is changed", async () => {
  const buddy = buddyLab();
  await buddy.out("ngbuddy enable");
  await buddy.out("ngbuddy start");
  const before = snapshot(buddy);
  expect((await buddy.out("ngbuddy self-test")).split("\n").slice(1)).toEqual([
    "ok    system: FreeBSD 15.0-RELEASE",
    expect.stringMatching(/^ok {4}netgraph: \d+ nodes, \d+ node types$/),
    "ok    modules: all are there",
    "ok    ifconfig: 4 interfaces",
    "ok    jls: 0 jails",
    "ok    netstat: the default route leaves by vtnet1",
    "ok    calls: tell the same as ifconfig, jls and netstat: 4 interfaces, 0 jails",
    "ok    eifaces: 1 node asked, of interfaces on the host and in 0 jails",
    "ok    hostname: ngvm",
    "ok    rc.conf: 2 bridges",
    "ok    bridges: none lacks its interface",
    "ok    variables: all that are ngbuddy's are known",
    "ok    bridged: 1 interface on bridges, ready for them",
    "All is well.",
    "",
  ]);
  expect(snapshot(buddy)).toEqual(before);
});
