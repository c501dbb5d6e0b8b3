import { expect, test } from "bun:test";
import { doctorLab, expectMended } from "../../../../test/support/doctorlab.ts";

test("a jail that does not listen to the router that gives others addresses is told and mended", async () => {
  const lab = await doctorLab("ipv6", 2);
  lab.lab.clock.advance(30_000);
  expect(await lab.findings()).toEqual([]);
  await lab.type([
    "ifconfig -j jail02 jail02 inet6 -accept_rtadv",
    "for a in $(ifconfig -j jail02 jail02 | awk '/autoconf/ { print $2 }'); do ifconfig -j jail02 jail02 inet6 $a delete; done",
  ]);
  const [found, ...others] = await lab.findings("ipv6");
  expect(others).toEqual([]);
  expect(found!.about).toBe("jail02 in jail jail02");
  expect(found!.found).toStartWith("has IPv6 and only a link-local address, as it does not listen");
  expect(found!.type).toEqual(["ifconfig -j 2 jail02 inet6 accept_rtadv"]);
  await lab.type(found!.type);
  expect(await lab.findings()).toEqual([]);
});

test("an interface with an address and IPv6 switched off is told and mended", async () => {
  const lab = await doctorLab("ipv6", 2);
  lab.lab.clock.advance(30_000);
  await expectMended(lab, {
    check: "ipv6",
    by: ["ifconfig -j jail02 jail02 inet6 ifdisabled"],
    about: "jail02 in jail jail02",
    found: /^has the address 2001:db8:70:.*, and IPv6 is switched off on it \(ifdisabled\)$/,
    type: ["ifconfig -j 2 jail02 inet6 -ifdisabled"],
  });
});

test("an address that somebody else has is told, and used once that one has gone", async () => {
  const lab = await doctorLab("ipv6", 2);
  lab.lab.clock.advance(30_000);
  await lab.type(["ifconfig -j jail01 jail01 inet6 2001:db8:70::99/64"]);
  lab.lab.clock.advance(10_000);
  await lab.type(["ifconfig -j jail02 jail02 inet6 2001:db8:70::99/64"]);
  lab.lab.clock.advance(10_000);
  const [found, ...others] = await lab.findings("ipv6");
  expect(others).toEqual([]);
  expect(found!.found).toBe(
    "does not use its address 2001:db8:70::99/64: somebody else has it (duplicated)",
  );
  await lab.type(["ifconfig -j jail01 jail01 inet6 2001:db8:70::99 delete"]);
  await lab.type(found!.type);
  lab.lab.clock.advance(10_000);
  expect(await lab.findings()).toEqual([]);
});
