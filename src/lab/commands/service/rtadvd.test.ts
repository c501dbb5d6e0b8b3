import { expect, test } from "bun:test";
import { buddyLab } from "../../../../test/support/buddylab.ts";
import { restoreState, saveState } from "../../state.ts";

/** A host whose jail j is behind it on an epair, the host's end with this address. */
async function routed(rcConf: string) {
  const lab = buddyLab();
  lab.files.append("/etc/rc.conf", rcConf);
  for (const line of [
    "ifconfig epair create",
    "jail -c name=j path=/ vnet vnet.interface=epair0b persist",
    "ifconfig epair0a inet6 -ifdisabled auto_linklocal up",
    "ifconfig epair0a inet6 2001:db8:8::1 prefixlen 64",
    "jexec j ifconfig epair0b inet6 -ifdisabled accept_rtadv up",
    "sleep 3",
  ])
    await lab.out(line);
  return lab;
}
const RC_CONF = 'rtadvd_enable="YES"\nrtadvd_interfaces="epair0a"\n';

test("a jail makes itself an address of what the host's rtadvd advertises, and pings out by it", async () => {
  const lab = await routed(RC_CONF);
  await lab.out("sysctl net.inet6.ip6.forwarding=1");
  expect(await lab.out("service rtadvd start")).toBe("Starting rtadvd.\n");
  expect(await lab.run("service rtadvd status")).toMatchObject({ status: 0 });
  const inside = await lab.out("jexec j ifconfig epair0b");
  expect(inside).toMatch(/\tinet6 2001:db8:8:0:\S+ prefixlen 64 .*autoconf/);
  expect(await lab.out("jexec j netstat -rn6")).toMatch(
    /^default +fe80::\S+%epair0b +UG +epair0b$/m,
  );
  await lab.out("sleep 3");
  expect(await lab.out("jexec j ping -c 1 2001:db8:8::1")).toContain(" 1 packets received");
});

test("who asks later is answered, in a lab that was restored too, and nobody is when rtadvd has stopped", async () => {
  const lab = await routed(RC_CONF);
  await lab.out("sysctl net.inet6.ip6.forwarding=1");
  await lab.out("service rtadvd start");
  restoreState(lab.lab, saveState(lab.lab));
  const forget = "jexec j ifconfig epair0b inet6 -accept_rtadv";
  await lab.out(forget);
  for (const line of ["jexec j ndp -R", "jexec j ndp -P"]) await lab.run(line);
  await lab.out("jexec j ifconfig epair0b inet6 accept_rtadv");
  await lab.out("jexec j rtsol epair0b");
  expect(await lab.out("jexec j netstat -rn6")).toMatch(/^default /m);
  expect(await lab.out("service rtadvd stop")).toBe("Stopping rtadvd.\n");
  expect(await lab.out("jexec j netstat -rn6")).not.toMatch(/^default /m);
  await lab.out("jexec j rtsol epair0b");
  expect(await lab.out("jexec j netstat -rn6")).not.toMatch(/^default /m);
});

test("a host that does not forward advertises nothing, and syslog says why", async () => {
  const lab = await routed(RC_CONF);
  await lab.out("service rtadvd start");
  expect(await lab.out("jexec j netstat -rn6")).not.toMatch(/^default /m);
  expect(lab.files.read("/var/log/messages")).toMatch(
    /rtadvd\[\d+\]: non-zero lifetime RA but net\.inet6\.ip6\.forwarding=0\. {2}Ignored\.\n/,
  );
});

test("without rtadvd_interfaces it advertises where rc.conf gives IPv6 addresses, and an rtadvd.conf is not emulated", async () => {
  const lab = await routed('rtadvd_enable="YES"\nifconfig_epair0a_ipv6="inet6 2001:db8:8::1/64"\n');
  await lab.out("sysctl net.inet6.ip6.forwarding=1");
  await lab.out("service rtadvd start");
  expect(await lab.out("jexec j ifconfig epair0b")).toContain("autoconf");
  expect(await lab.run("service rtadvd start")).toMatchObject({
    status: 1,
    stdout: "rtadvd already running?\n",
  });
  await lab.out("service rtadvd stop");
  lab.files.write("/etc/rtadvd.conf", "epair0a:\n");
  expect(await lab.run("service rtadvd start")).toMatchObject({
    status: 69,
    stderr: "/etc/rc.d/rtadvd: /etc/rtadvd.conf: not emulated in a lab\n",
  });
});
