import { expect, test } from "bun:test";
import { buddyLab } from "../../test/support/buddylab.ts";
import { tableOf } from "../cli/lab/reach.ts";
import { defaultHost, type HostDescription } from "./base/description.ts";
import { measureReach } from "./reach.ts";

/** Jails a on the LAN's bridge and c on a private one, whose network is the host's too. */
async function twoBridges(description: HostDescription = defaultHost, more = "") {
  const lab = buddyLab({ description });
  lab.files.write(
    "/etc/rc.conf",
    `ifconfig_vtnet0="inet 10.2.70.107/24"
ngbuddy_enable=YES
ngbuddy_lan_if=vtnet0
ngbuddy_p_if=nghost0
ifconfig_nghost0="inet 10.9.0.1/24"
jail_enable=YES
${more}`,
  );
  for (const [name, rcConf] of [
    ["a", 'ifconfig_a="inet 10.2.70.80/24"\nifconfig_a_alias0="inet 10.2.70.81/32"\n'],
    ["c", 'ifconfig_c="inet 10.9.0.7/24"\n'],
    ["d", ""],
  ] as const) {
    lab.files.makeDirectory(`/j/${name}/etc`);
    lab.files.write(`/j/${name}/etc/rc.conf`, rcConf);
  }
  lab.files.write(
    "/etc/jail.conf",
    'path="/j/$name"; vnet; persist; vnet.interface=$name; exec.start="/bin/sh /etc/rc"; exec.prestart="service ngbuddy jail $name $on"; a {$on=lan;} c {$on=p;} d {$on=p;}\n',
  );
  await lab.out("reboot");
  return lab;
}

test("who can ping whom is measured between host, jails and the LAN, for each address", async () => {
  const { lab } = await twoBridges();
  expect(tableOf(await measureReach(lab))).toBe(
    [
      "pings             belltower (host)  a    c    d     10.2.70.1  10.2.70.20",
      "belltower (host)  ·                 yes  yes  none  yes        yes",
      "a                 1/2               ·    no   none  yes        yes",
      "c                 1/2               no   ·    none  no         no",
      "d                 no                no   no   ·     no         no",
      "10.2.70.1         1/2               yes  no   none  ·          yes",
      "10.2.70.20        1/2               yes  no   none  yes        ·",
      "",
    ].join("\n"),
  );
});

test("a ping that cannot be sent says why", async () => {
  const { lab } = await twoBridges();
  const { parties, pings } = await measureReach(lab);
  const place = (name: string) => parties.findIndex((party) => party.name === name);
  expect(pings.find(({ from, to }) => from === place("d") && to === place("c"))).toEqual({
    from: place("d"),
    to: place("c"),
    address: "10.9.0.7",
    answered: false,
    error: "No route to host",
  });
  expect(parties[place("10.2.70.20")]).toEqual({
    kind: "lan",
    name: "10.2.70.20",
    nic: "vtnet0",
    addresses: ["10.2.70.20"],
    addresses6: [],
  });
});

test("who can ping whom by IPv6 is a table of its own, of those who have such addresses", async () => {
  const [nic] = defaultHost.interfaces;
  const lan = [
    { inet: "10.2.70.1", inet6: "2001:db8:70::1", advertises: ["2001:db8:70::/64"] },
    { inet: "10.2.70.20" },
    { inet6: "2001:db8:70::30" },
  ];
  const description = { ...defaultHost, interfaces: [{ ...nic!, lan }] };
  const made = await twoBridges(
    description,
    'ifconfig_vtnet0_ipv6="inet6 2001:db8:70::107/64"\nifconfig_nghost0_ipv6="inet6 2001:db8:9::1/64"\n',
  );
  const { lab, out, files } = made;
  files.write("/j/a/etc/rc.conf", 'ifconfig_a_ipv6="inet6 accept_rtadv"\n');
  files.write(
    "/j/d/etc/rc.conf",
    'ifconfig_d="inet 10.9.0.8/24"\nifconfig_d_ipv6="inet6 2001:db8:9::8/64"\n',
  );
  await out("reboot");
  const reach = await measureReach(lab);
  expect(tableOf(reach)).toBe(
    [
      "pings             belltower (host)  c    d    10.2.70.1  10.2.70.20",
      "belltower (host)  ·                 yes  yes  yes        yes",
      "c                 1/2               ·    yes  no         no",
      "d                 1/2               yes  ·    no         no",
      "10.2.70.1         1/2               no   no   ·          yes",
      "10.2.70.20        1/2               no   no   yes        ·",
      "",
      "pings by IPv6     belltower (host)  a    d    10.2.70.1  2001:db8:70::30",
      "belltower (host)  ·                 yes  yes  yes        yes",
      "a                 1/2               ·    no   yes        yes",
      "d                 1/2               no   ·    no         no",
      "10.2.70.1         1/2               yes  no   ·          yes",
      "2001:db8:70::30   1/2               yes  no   yes        ·",
      "",
    ].join("\n"),
  );
  const place = (name: string) => reach.parties.findIndex((party) => party.name === name);
  expect(reach.parties[place("2001:db8:70::30")]).toEqual({
    ...{ kind: "lan", name: "2001:db8:70::30", nic: "vtnet0" },
    ...{ addresses: [], addresses6: ["2001:db8:70::30"] },
  });
  // Who has no IPv4 address pings nobody by IPv4.
  expect(
    reach.pings.filter(({ from, address }) => from === place("a") && !address.includes(":")),
  ).toEqual([]);
  expect(
    reach.pings.find(({ from, address }) => from === place("d") && address === "2001:db8:70::1"),
  ).toMatchObject({ answered: false, error: "No route to host" });
});
