import { expect, test } from "bun:test";
import { doctorLab } from "../../../../test/support/doctorlab.ts";

test("a jail without bpf that is to ask for its address by DHCP is told", async () => {
  const lab = await doctorLab("article", 2, (host) => ({
    ...host,
    files: { ...host.files, "/jails/jail02/etc/rc.conf": 'ifconfig_jail02="SYNCDHCP"\n' },
  }));
  await lab.type(["ifconfig -j jail02 jail02 inet 0.0.0.0 delete || true"]);
  for (const address of (await lab.out("ifconfig -j jail02 jail02")).matchAll(/inet (\S+)/g))
    await lab.type([`ifconfig -j jail02 jail02 inet ${address[1]} delete`]);
  // A lab has no devices: with none at all nothing can be said.
  expect(await lab.findings("dhcp")).toEqual([]);
  await lab.type(["mkdir -p /jails/jail02/dev", "touch /jails/jail02/dev/null"]);
  const [found, ...others] = await lab.findings("dhcp");
  expect(others).toEqual([]);
  expect(`${found!.about} ${found!.found}`).toBe(
    "jail02 is to get its address on jail02 by DHCP, and has no /dev/bpf",
  );
  expect(found!.type).toEqual([
    "devfs -m /jails/jail02/dev rule apply path 'bpf*' unhide",
    "jexec 2 service netif start jail02",
  ]);
  await lab.type(["touch /jails/jail02/dev/bpf"]);
  expect(await lab.findings("dhcp")).toEqual([]);
});
