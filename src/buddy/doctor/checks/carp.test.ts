import { expect, test } from "bun:test";
import { type DoctorLab, doctorLab } from "../../../../test/support/doctorlab.ts";

async function carpLab(): Promise<DoctorLab> {
  const lab = await doctorLab("carp", 2);
  lab.lab.clock.advance(10_000);
  expect(await lab.findings()).toEqual([]);
  return lab;
}

test("two jails whose pf drops protocol 112 are told with the rule, and one is the master again", async () => {
  const lab = await carpLab();
  await lab.type([
    "kldload pf",
    "sysrc -f /boot/loader.conf pf_load=YES",
    "echo 'block in quick proto carp' | jexec jail01 pfctl -q -e -f -",
    "echo 'block in quick proto carp' | jexec jail02 pfctl -q -e -f -",
  ]);
  lab.lab.clock.advance(30_000);
  const findings = await lab.findings();
  expect(findings).toHaveLength(1);
  const [one] = findings;
  expect(`${one!.about} ${one!.found}`).toBe(
    "vhid 1 (10.2.70.100/32) on bridge public has 2 masters: jail01 and jail02",
  );
  expect(one!.why).toContain(
    'pf of jail01 drops those that come in by "block drop in quick proto carp all"; missing at the top of its pf.conf: pass quick proto carp',
  );
  expect(one!.type).toEqual([
    '(echo "pass quick proto carp"; jexec 1 pfctl -sr) | jexec 1 pfctl -R -f -',
    '(echo "pass quick proto carp"; jexec 2 pfctl -sr) | jexec 2 pfctl -R -f -',
    "sleep 5",
    "ngctl msg public: reset",
  ]);
  await lab.type(one!.type);
  lab.lab.clock.advance(20_000);
  expect(await lab.findings()).toEqual([]);
});

test("two jails whose ipfw drops protocol 112 are told with the rule, and one is the master again", async () => {
  const lab = await carpLab();
  await lab.type([
    "kldload ipfw",
    "jexec jail01 ipfw -q add 200 deny carp from any to any",
    "jexec jail01 ipfw -q add 300 allow ip from any to any",
    "jexec jail02 ipfw -q add 100 deny carp from any to any in",
    "jexec jail02 ipfw -q add 300 allow ip from any to any",
    "ipfw -q add 300 allow ip from any to any",
  ]);
  lab.lab.clock.advance(30_000);
  const findings = await lab.findings("carp");
  expect(findings).toHaveLength(1);
  expect(findings[0]!.type).toEqual([
    "jexec 1 ipfw -q add 100 allow carp from any to any",
    "jexec 2 ipfw -q add 99 allow carp from any to any",
    "sleep 5",
    "ngctl msg public: reset",
  ]);
  expect(findings[0]!.why).toContain("ipfw of jail02 drops those that come in by");
  await lab.type(findings[0]!.type);
  lab.lab.clock.advance(20_000);
  expect(await lab.findings()).toEqual([]);
});

test("a failover moves the address, and is no trouble", async () => {
  const lab = await carpLab();
  await lab.type(["jail -r jail01"]);
  lab.lab.clock.advance(20_000);
  expect(await lab.findings()).toEqual([]);
});

test("a jail whose carp does not listen is told and mended", async () => {
  const lab = await carpLab();
  await lab.type(["jexec jail02 sysctl net.inet.carp.allow=0"]);
  lab.lab.clock.advance(30_000);
  const findings = await lab.findings();
  expect(findings.map(({ found, why }) => `${found}: ${why}`)).toEqual([
    "is not started in jail02 (INIT): this one will never take the address over: net.inet.carp.allow is 0 there",
  ]);
  expect(findings[0]!.type).toEqual(["jexec 2 sysctl net.inet.carp.allow=1"]);
  await lab.type(findings[0]!.type);
  lab.lab.clock.advance(10_000);
  expect(await lab.findings()).toEqual([]);
});

test("on an if_bridge it is told with the same cause, and not as an address that moves", async () => {
  const lab = await doctorLab("empty");
  await lab.type([
    "kldload carp pf if_bridge if_epair",
    "sysrc -f /boot/loader.conf carp_load=YES pf_load=YES",
    "ifconfig bridge create name br8",
    ...[0, 1].flatMap((at) => [
      `ifconfig epair${at} create`,
      `ifconfig br8 addm epair${at}a`,
      `ifconfig epair${at}a up`,
      `jail -c name=d${at} vnet persist path=/ vnet.interface=epair${at}b`,
      `ifconfig -j d${at} epair${at}b 10.8.1.1${at}/24 up`,
      `echo 'block in quick proto carp' | jexec d${at} pfctl -q -e -f -`,
      `ifconfig -j d${at} epair${at}b vhid 1 advskew ${at * 100} pass x alias 10.8.1.100/32`,
    ]),
    "ifconfig br8 up",
  ]);
  lab.lab.clock.advance(30_000);
  const [found, ...others] = await lab.findings();
  expect(others).toEqual([]);
  expect(`${found!.about} ${found!.found}`).toBe("vhid 1 (10.8.1.100/32) has 2 masters: d0 and d1");
  await lab.type(found!.type);
  lab.lab.clock.advance(20_000);
  expect(await lab.findings("carp")).toEqual([]);
});
