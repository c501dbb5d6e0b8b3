/** Who is on the wire behind a NIC, and who behind them. */
import { expect, test } from "bun:test";
import { bridgeWith, makeJail, testLab } from "../../../test/support/lab.ts";
import { defaultHost } from "../base/description.ts";

const [nic] = defaultHost.interfaces;
const host = {
  ...defaultHost,
  interfaces: [
    {
      ...nic!,
      lan: [
        { inet: "10.2.70.9", behind: ["10.50.0.20"] },
        { inet: "10.2.70.20" },
        { inet: "10.2.70.30", reaches: ["10.8.0.0/24"] },
      ],
    },
  ],
};

test("a host of a second LAN answers by way of its router, one hop further away", async () => {
  const { run, out } = testLab(host);
  expect((await run("ping -c 1 10.50.0.20")).status).toBe(2);
  await out("route add -net 10.50.0.0/24 10.2.70.9");
  expect(await out("ping -c 1 10.50.0.20")).toContain(
    "64 bytes from 10.50.0.20: icmp_seq=0 ttl=63",
  );
  expect((await run("ping -c 1 10.50.0.21")).status).toBe(2);
  const { stdout } = await run("ping -c 1 -m 1 10.50.0.20");
  expect(stdout).toContain("36 bytes from 10.2.70.9: Time to live exceeded\n");
  expect(stdout).toContain("\n 4  5  00 0054 ");
});

test("who knows no way back to a jail behind the host does not answer it, who has a route does", async () => {
  const { lab, run, out } = testLab(host);
  bridgeWith(lab, ["h", "j"]);
  const jail = makeJail(lab, "j");
  await out("ifconfig h 10.8.0.1/24 up");
  await out("ifconfig j vnet j");
  await out("ifconfig j 10.8.0.2/24 up", { jail });
  await out("route add default 10.8.0.1", { jail });
  await out("sysctl net.inet.ip.forwarding=1");
  expect((await run("ping -c 1 10.2.70.20", { jail })).status).toBe(2);
  expect(await out("ping -c 1 10.2.70.30", { jail })).toContain("ttl=63");
  await out("sysctl net.inet.ip.forwarding=0");
  expect((await run("ping -c 1 10.2.70.30", { jail })).status).toBe(2);
});

test("a jail is told by its host that there is no route to where it wants", async () => {
  const { lab, run, out } = testLab({ ...host, routes: [] });
  bridgeWith(lab, ["h", "j"]);
  const jail = makeJail(lab, "j");
  await out("ifconfig h 10.8.0.1/24 up");
  await out("ifconfig j vnet j");
  await out("ifconfig j 10.8.0.2/24 up", { jail });
  await out("route add default 10.8.0.1", { jail });
  await out("sysctl net.inet.ip.forwarding=1");
  const { status, stdout } = await run("ping -c 1 10.77.0.1", { jail });
  expect(status).toBe(2);
  expect(stdout).toContain("36 bytes from 10.8.0.1: Destination Host Unreachable\n");
});

test("a host on a VLAN hears what has its tag and nothing else, and one within another both tags", async () => {
  const { run, out } = testLab({
    ...defaultHost,
    interfaces: [
      {
        ...nic!,
        lan: [
          { inet: "10.10.0.1", vlan: "10" },
          { inet: "10.10.0.2", vlan: "20" },
          { inet: "10.10.0.3" },
          { inet: "10.30.0.1", vlan: "10.20" },
        ],
      },
    ],
  });
  await out("ifconfig vtnet0.10 create inet 10.10.0.7/24 up");
  await out("ifconfig vtnet0.10.20 create inet 10.30.0.7/24 up");
  const reached: string[] = [];
  for (const address of ["10.10.0.1", "10.10.0.2", "10.10.0.3", "10.30.0.1"])
    if ((await run(`ping -c 1 -t 1 ${address}`)).status === 0) reached.push(address);
  expect(reached).toEqual(["10.10.0.1", "10.30.0.1"]);
});

test("who is behind a router of the LAN refuses at his ports, and is not silent", async () => {
  const { run, out } = testLab(host);
  await out("route add -net 10.50.0.0/24 10.2.70.9");
  const { stderr } = await run("nc -vz -w 2 10.50.0.20 80");
  expect(stderr).toBe("nc: connect to 10.50.0.20 port 80 (tcp) failed: Connection refused\n");
  expect((await run("nc -zu 10.50.0.20 53")).status).toBe(1);
});
