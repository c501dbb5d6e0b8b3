/** What is wrong between two hosts is told, with what to type where; and typed as it is printed, it is mended. */
import { describe, expect, test } from "bun:test";
import { acrossFindings, expectMendedAcross } from "../../../../test/support/acrosslabs.ts";
import { type DoctorLab, doctorLab } from "../../../../test/support/doctorlab.ts";
import { stretched } from "../../../../test/support/stretched.ts";

const ETHER = "02:00:00:00:00:09";

/** Makes a jail on the stretched bridge. */
function jail(name: string, address: string, ether: string): string[] {
  return [
    `ngbuddy jail ${name} wire`,
    `jail -c name=${name} path=/ vnet vnet.interface=${name} persist`,
    `ifconfig -j ${name} ${name} ether ${ether}`,
    `ifconfig -j ${name} ${name} inet ${address}/24 up`,
  ];
}

/** Time passes on both, a second on each in turn. */
function pass(labs: readonly DoctorLab[], seconds: number): void {
  for (let at = 0; at < seconds; at++) for (const { lab } of labs) lab.clock.advance(1000);
}

describe("between two hosts with a stretched bridge", () => {
  test("one MAC address of two guests is told, and one of them gets another", async () => {
    const { labs } = await stretched();
    await expectMendedAcross(labs, {
      check: "macs",
      by: [
        [`ifconfig -j jail01 jail01 ether ${ETHER}`],
        [`ifconfig -j jail02 jail02 ether ${ETHER}`],
      ],
      about: ETHER,
      found: /^is the MAC address of jail01 on web1 and of jail02 on web2$/,
      type: [
        expect.stringMatching(/^web2# ifconfig -j 1 jail02 ether 02:/),
        "web1# ngctl msg wire: reset",
        "web2# ngctl msg wire: reset",
      ],
    });
  });

  test("one IP address of two guests is told, and one of them loses it", async () => {
    const { labs } = await stretched();
    await expectMendedAcross(labs, {
      check: "ips",
      by: [["ifconfig -j jail01 jail01 inet 10.60.0.52/24 alias"]],
      about: "10.60.0.52",
      found: /^is the address of jail01 on web1 and of jail02 on web2$/,
      type: ["web1# ifconfig -j 1 jail01 inet 10.60.0.52 -alias"],
    });
  });

  test("a jail that was started on both is told, and ended where it is not at home", async () => {
    const { labs } = await stretched();
    const before = [...jail("db", "10.60.0.77", ETHER)];
    await expectMendedAcross(labs, {
      check: "jails",
      by: [
        [...before, "echo 'db { path=/; vnet; vnet.interface=db; persist; }' >> /etc/jail.conf"],
        before,
      ],
      about: "jail db",
      found: /^runs on web1 and on web2, with 02:00:00:00:00:09 and 10\.60\.0\.77 on all of them$/,
      type: ["web2# jail -r db", "web1# ngctl msg wire: reset", "web2# ngctl msg wire: reset"],
      leaves: [["lostjails", "db"]],
    });
  });

  test("two jails that are called alike are told as a warning", async () => {
    const { labs } = await stretched();
    await labs[0].type(jail("db", "10.60.0.77", ETHER));
    await labs[1].type(jail("db", "10.60.0.78", "02:00:00:00:00:0a"));
    expect(await acrossFindings(labs)).toMatchObject([
      { check: "jails", severity: "warning", about: "jail db", found: "runs on web1 and on web2" },
    ]);
  });

  test("a jail that has moved is no trouble: nobody has its address where it was", async () => {
    const { labs } = await stretched();
    await labs[0].type(jail("db", "10.60.0.77", ETHER));
    await labs[0].type(["jexec db ping -q -c 1 10.60.0.52", "jail -r db"]);
    await labs[0].type([`ifconfig db ether ${ETHER}`]);
    await labs[1].type(jail("db", "10.60.0.77", ETHER));
    expect(await acrossFindings(labs)).toEqual([]);
  });

  test("guests of bridges that do not leave their host may have the same addresses", async () => {
    const { labs } = await stretched();
    for (const [at, lab] of labs.entries())
      await lab.type([
        "ngbuddy bridge own own0",
        `ngbuddy jail in${at} own`,
        `jail -c name=in${at} path=/ vnet vnet.interface=in${at} persist`,
        `ifconfig -j in${at} in${at} ether ${ETHER}`,
        `ifconfig -j in${at} in${at} inet 10.61.0.2/24 up`,
      ]);
    expect(await acrossFindings(labs)).toEqual([]);
  });

  test("a host that the other one names and that names nobody is told, with its address", async () => {
    const { labs } = await stretched();
    await expectMendedAcross(labs, {
      check: "peers",
      by: [[], ["sysrc -x ngbuddy_wire_peers", "ngbuddy start"]],
      about: "bridge wire of web1",
      found: /^names web2 \(10\.9\.0\.2\) as its peer, and bridge wire of web2 has no peers$/,
      type: ["web2# sysrc ngbuddy_wire_peers=10.9.0.1", "web2# ngbuddy start"],
    });
  });

  test("a host that names another one than the one that names it is told", async () => {
    const { labs } = await stretched();
    await expectMendedAcross(labs, {
      check: "peers",
      by: [[], ["sysrc ngbuddy_wire_peers=10.9.0.2", "ngbuddy start"]],
      about: "bridge wire of web2",
      found: /^does not name web1 among its peers, which names web2$/,
      type: ["web2# sysrc ngbuddy_wire_peers+=10.9.0.1", "web2# ngbuddy start"],
    });
  });

  test("tunnels at two ports are told", async () => {
    const { labs } = await stretched();
    await expectMendedAcross(labs, {
      check: "peers",
      by: [[], ["sysrc ngbuddy_wire_peerport=8743", "ngbuddy start"]],
      about: "bridge wire of web1",
      found: /^has its tunnels at port 8742, and bridge wire of web2 at port 8743$/,
      type: ["web2# sysrc ngbuddy_wire_peerport=8742", "web2# ngbuddy start"],
    });
  });

  test("a peer that has no such bridge is told, and taken out", async () => {
    const { labs } = await stretched();
    await labs[1].type(["jail -r jail02", "ngbuddy unjail jail02", "ngbuddy unbridge wire"]);
    const [found, ...others] = await acrossFindings(labs);
    expect(others).toEqual([]);
    expect(found).toMatchObject({
      check: "peers",
      found: "names web2 (10.9.0.2) as its peer, which has no bridge with peers at port 8742",
    });
    await labs[0].type(found!.type.map(({ line }) => line));
    expect(await acrossFindings(labs)).toEqual([]);
  });

  test("MTUs that differ are told, and the longer ones made shorter", async () => {
    const { labs } = await stretched();
    await expectMendedAcross(labs, {
      check: "mtu",
      by: [
        [],
        [
          "sysrc ngbuddy_wire_mtu=1400",
          "ifconfig nghost0 mtu 1400",
          "ifconfig -j jail02 jail02 mtu 1400",
        ],
      ],
      about: "bridge wire of web1",
      found: /^has frames of up to 1458 bytes, and bridge wire of web2, .*, of up to 1400$/,
      type: [
        "web1# sysrc ngbuddy_wire_mtu=1400",
        expect.stringMatching(/^web1# ifconfig .* mtu 1400$/),
        expect.stringMatching(/^web1# ifconfig .* mtu 1400$/),
      ],
    });
  });

  test("two CARP masters are told with the rule that keeps them apart, and one is left", async () => {
    const { labs } = await stretched();
    for (const [at, lab] of labs.entries()) {
      const name = `jail0${at + 1}`;
      await lab.type([
        "kldload carp pf",
        "sysrc -f /boot/loader.conf carp_load=YES pf_load=YES",
        `ifconfig -j ${name} ${name} vhid 1 advskew ${at * 100} pass x alias 10.60.0.100/32`,
      ]);
    }
    const wait = () => pass(labs, 20);
    wait();
    await expectMendedAcross(labs, {
      check: "carp",
      by: [[], ["echo 'block in quick proto carp' | jexec jail02 pfctl -q -e -f -"]],
      about: "vhid 1 (10.60.0.100/32)",
      found: /^has 2 masters: jail01 on web1 and jail02 on web2$/,
      type: [
        'web2# (echo "pass quick proto carp"; jexec 1 pfctl -sr) | jexec 1 pfctl -R -f -',
        "web2# sleep 5",
        "web1# ngctl msg wire: reset",
        "web2# ngctl msg wire: reset",
      ],
      wait,
    });
  });
});

test("VLANs of a bridge that differ between hosts are told, and that bridge alone is made anew", async () => {
  const { labs } = await stretched((text, _, path) =>
    path === "/etc/rc.conf" ? `${text}ngbuddy_v10_if="vtnet0"\nngbuddy_v10_vlan="10"\n` : text,
  );
  await expectMendedAcross(labs, {
    check: "vlans",
    severity: "warning",
    by: [[], ["sysrc ngbuddy_v10_vlan=20", "ngbuddy restart"]],
    about: "bridge v10 of web2",
    found: /^has VLAN 20, and bridge v10 of web1 has VLAN 10$/,
    type: [`web2# echo '{"bridges":{"v10":{"vlan":"10"}}}' | ngbuddy apply -f -`],
  });
});

test("of three hosts with one MAC address all but one get another", async () => {
  const labs = [await doctorLab(), await doctorLab("article", 2), await doctorLab("article", 3)];
  for (const [at, lab] of labs.entries()) {
    const name = `jail0${at + 1}`;
    await lab.type([
      ...["jail01", "jail02", "jail03"]
        .filter((one) => one !== name)
        .map((one) => `jail -r ${one} 2>/dev/null || true`),
      `ifconfig -j ${name} ${name} ether ${ETHER}`,
    ]);
  }
  const [found, ...others] = await acrossFindings(labs);
  expect(others).toEqual([]);
  expect(found).toMatchObject({
    check: "macs",
    severity: "warning",
    hosts: ["web1", "web2", "web3"],
  });
  for (const { host, line } of found!.type) await labs[Number(host.slice(3)) - 1]!.type([line]);
  expect(await acrossFindings(labs)).toEqual([]);
});
