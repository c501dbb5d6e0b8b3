/** What a boot makes of rc.conf's IPv6. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import type { HostDescription } from "../base/description.ts";
import { parseHostDescription } from "../hostjson.ts";

const description: HostDescription = parseHostDescription(
  JSON.stringify({
    interfaces: [
      {
        ...{ name: "em0", ether: "58:9c:fc:00:2a:01" },
        lan: [
          {
            ...{ inet6: "2001:db8:70::1", advertises: ["2001:db8:70::/64"] },
            ...{ behind: ["2001:db8:50::20"], reaches: ["2001:db8:9::/64"] },
          },
          { inet6: "2001:db8:70::20" },
        ],
      },
    ],
  }),
);

/** The host of that LAN, booted with this rc.conf. */
async function booted(rcConf: string, more: { readonly [path: string]: string } = {}) {
  const lab = buddyLab({ description });
  for (const [path, text] of Object.entries({ "/etc/rc.conf": rcConf, ...more })) {
    lab.files.makeDirectory(path.slice(0, path.lastIndexOf("/")));
    lab.files.write(path, text);
  }
  return { ...lab, said: await lab.run("reboot") };
}

test("ifconfig_IF_ipv6, aliases, ipv6_defaultrouter and ipv6_static_routes are as they are on FreeBSD", async () => {
  const { out, said } = await booted(
    [
      'ifconfig_em0_ipv6="inet6 2001:db8:70::9/64"',
      'ifconfig_em0_alias0="inet6 2001:db8:71::9 prefixlen 64"',
      'ipv6_defaultrouter="2001:db8:70::1"',
      'ipv6_static_routes="far"',
      'ipv6_route_far="2001:db8:60::/48 2001:db8:70::20"',
      "",
    ].join("\n"),
  );
  expect(said.stdout).toContain("add net 2001:db8:60::/48: gateway 2001:db8:70::20\n");
  expect(said.stdout).toContain("add net default: gateway 2001:db8:70::1\n");
  const shown = await out("ifconfig em0");
  expect(shown).toContain("\tinet6 2001:db8:70::9 prefixlen 64\n");
  expect(shown).toContain("\tinet6 2001:db8:71::9 prefixlen 64\n");
  expect(shown).toContain("nd6 options=21<PERFORMNUD,AUTO_LINKLOCAL>");
  const routes = await out("netstat -rn6");
  expect(routes).toMatch(/^default +2001:db8:70::1 +UGS +em0$/m);
  expect(routes).toMatch(/^2001:db8:60::\/48 +2001:db8:70::20 +UGS +em0$/m);
  expect(await out("ping -c 1 2001:db8:50::20")).toContain("16 bytes from 2001:db8:50::20,");
});

test("accept_rtadv waits for address and router, and netif stop ends it", async () => {
  const { out, run, said } = await booted('ifconfig_em0_ipv6="inet6 accept_rtadv"\n');
  expect(said.stderr).not.toContain("rtsol");
  expect(said.stdout).toContain(
    "\tinet6 2001:db8:70:0:5a9c:fcff:fe00:2a01 prefixlen 64 autoconf\n",
  );
  expect(await out("netstat -rn6")).toMatch(/^default +fe80::\S+%em0 +UG +em0$/m);
  expect(await out("ping -c 1 2001:db8:50::20")).toContain("16 bytes from 2001:db8:50::20,");
  await run("service netif stop em0");
  const shown = await out("ifconfig em0");
  expect(shown).not.toContain("inet6 2001:");
  expect(shown).not.toContain("ACCEPT_RTADV");
});

test("rtsold_enable leaves the asking to rtsold", async () => {
  const { out, run, said } = await booted(
    'ifconfig_em0_ipv6="inet6 accept_rtadv"\nrtsold_enable="YES"\n',
  );
  const [netif = "", later = ""] = said.stdout.split("Starting rtsold.\n");
  expect(netif).not.toContain("autoconf");
  expect(later).not.toBe("");
  expect(await out("ifconfig em0")).toContain("autoconf");
  expect(await run("service rtsold status")).toMatchObject({
    status: 1,
    stdout: "rtsold is not running.\n",
  });
});

test("ipv6_gateway_enable lets a jail reach the LAN by the host, who takes no router's word", async () => {
  const { out, said } = await booted(
    [
      'ifconfig_em0_ipv6="inet6 2001:db8:70::9/64 accept_rtadv"',
      'ipv6_gateway_enable="YES"',
      "ngbuddy_enable=YES",
      "ngbuddy_private_if=nghost0",
      'ifconfig_nghost0_ipv6="inet6 2001:db8:9::1/64"',
      "jail_enable=YES",
      "",
    ].join("\n"),
    {
      "/etc/jail.conf":
        'a { path="/j/a"; vnet; persist; vnet.interface=a; exec.start="/bin/sh /etc/rc"; exec.prestart="service ngbuddy jail a private"; }\n',
      "/j/a/etc/rc.conf":
        'ifconfig_a_ipv6="inet6 2001:db8:9::7/64"\nipv6_defaultrouter="2001:db8:9::1"\n',
    },
  );
  expect(said.stdout).toContain("Additional inet6 routing options: gateway=YES.\n");
  expect(await out("sysctl -n net.inet6.ip6.forwarding")).toBe("1\n");
  const pinged = await out("jexec a ping -c 1 2001:db8:70::1");
  expect(pinged).toContain("16 bytes from 2001:db8:70::1, icmp_seq=0 hlim=63 ");
  expect(await out("netstat -rn6")).not.toContain("default");
});
