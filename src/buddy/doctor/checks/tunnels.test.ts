import { describe, expect, test } from "bun:test";
import { expectMended } from "../../../../test/support/doctorlab.ts";
import { stretched } from "../../../../test/support/stretched.ts";

const CHECK = { check: "tunnels", about: "bridge wire" };
const PF = ["kldload pf", "sysrc -f /boot/loader.conf pf_load=YES"];

describe("a tunnel that does not lead to its peer is told, and mended by what is typed", () => {
  test.each([
    [
      "the socket is gone",
      ["ngctl shutdown wire_peer0a090002:"],
      /^has half a tunnel to 10\.9\.0\.2: wire_peer0a090002 not there$/,
      ["ngbuddy start"],
    ],
    [
      "all of it is gone",
      ["peer", "cut", "mark"].map((part) => `ngctl shutdown wire_${part}0a090002:`),
      /^has no tunnel to its peer 10\.9\.0\.2$/,
      ["ngbuddy start"],
    ],
    [
      "a hook is gone",
      ["ngctl mkpeer wire_mark0a090002: tag spare spare", "ngctl rmhook wire_mark0a090002: bridge"],
      /^has a tunnel to 10\.9\.0\.2 that is cut: wire_mark0a090002 has no hook to wire$/,
      ["ngbuddy start"],
    ],
    [
      "the socket is not connected",
      [
        "ngctl shutdown wire_peer0a090002:",
        "ngctl mkpeer wire_cut0a090002: ksocket guest inet/dgram/udp",
        "ngctl name wire_cut0a090002:guest wire_peer0a090002",
      ],
      /^has a tunnel to 10\.9\.0\.2 whose socket is not connected there$/,
      ["ngbuddy start"],
    ],
    [
      "its guests send longer frames than it takes",
      ["ifconfig nghost0 mtu 1500", "ifconfig -j jail01 jail01 mtu 1500"],
      /^has guests with frames of more than 1458 bytes.* by vtnet1: (?:nghost0, jail01|jail01, nghost0)$/,
      [expect.stringMatching(/ mtu 1458$/), expect.stringMatching(/ mtu 1458$/)],
    ],
    [
      "the interface to it is down",
      ["ifconfig vtnet1 down"],
      /^has its tunnel to 10\.9\.0\.2 by vtnet1, which is down$/,
      ["ifconfig vtnet1 up"],
    ],
    [
      "pf drops what comes by it",
      [...PF, "echo 'block in quick proto udp from 10.9.0.0/24' | pfctl -q -e -f -"],
      /behind pf of the host, which drops what comes from there by "block drop in quick .*"$/,
      [expect.stringContaining("pass in quick proto udp from 10.9.0.2 to any port 8742")],
    ],
    [
      "ipfw drops what goes by it",
      [
        "kldload ipfw",
        "ipfw -q add 300 deny udp from any to 10.9.0.2 out",
        "ipfw -q add 400 allow ip from any to any",
        // The jail has one of its own.
        "jexec jail01 ipfw -q add 400 allow ip from any to any",
      ],
      /behind ipfw of the host, which drops what goes to there by "0*300 deny .*"$/,
      ["ipfw -q add 100 allow udp from any to 10.9.0.2 8742 out"],
    ],
  ])("%s", async (_, by, found, type) => {
    const { labs } = await stretched();
    await expectMended(labs[0], { ...CHECK, by, found, type });
    expect((await labs[0].run("jexec jail01 ping -q -c 1 -t 1 10.60.0.52")).status).toBe(0);
  });
});

test("a tunnel at another port than rc.conf says is told", async () => {
  const { labs } = await stretched();
  const [lab] = labs;
  await lab.type(["sysrc ngbuddy_wire_peerport=8743"]);
  const [found, ...others] = await lab.findings("tunnels");
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    found: "has its tunnel to 10.9.0.2 at port 8742, and rc.conf says 8743",
    type: ["ngbuddy start"],
    fixable: true,
  });
});

test("a peer that is gone is told when nothing was heard of it for a while", async () => {
  const { labs, pullOut } = await stretched();
  const [lab] = labs;
  await lab.type(["jexec jail01 ping -q -c 1 10.60.0.52"]);
  pullOut();
  // It may not answer to ping on principle.
  expect(await lab.findings()).toEqual([]);
  lab.lab.clock.advance(120_000);
  expect(await lab.findings()).toMatchObject([
    {
      check: "tunnels",
      found: "has not heard of its peer 10.9.0.2 of late, which does not answer to ping either",
      type: [],
    },
  ]);
});
