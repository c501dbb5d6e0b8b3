/** Containers on a bridge: many at once, their ports, and what becomes of them when the host changes. */
import { beforeEach, describe, expect, test } from "bun:test";
import { snapshot } from "../support/buddylab.ts";
import { type CniLab, cniLab, network } from "./cnilab.ts";

let lab: CniLab;
beforeEach(async () => {
  lab = await cniLab();
});

const ids = (count: number) => Array.from({ length: count }, (_, index) => `c${index}`);
const IPAM = { ipam: { type: "fixed" } };

test("a hundred containers that start and stop at once all get what they ask for, and leave nothing", async () => {
  const all = ids(100);
  for (const [index, id] of all.entries()) {
    await lab.container(id);
    lab.files.write(
      `/var/ipam/${id}`,
      JSON.stringify({ ips: [{ address: `10.60.0.${index + 100}/24`, gateway: "10.60.0.1" }] }),
    );
  }
  const before = snapshot(lab);
  const added = await Promise.all(all.map((id) => lab.ask("ADD", id, network(IPAM))));
  expect(added.map(({ status }) => status)).toEqual(all.map(() => 0));
  expect(new Set(added.map(({ json }) => json.interfaces[0].mac)).size).toBe(100);
  expect(added.map(({ json }) => json.ips[0].address)).toEqual(
    all.map((_, index) => `10.60.0.${index + 100}/24`),
  );
  for (const id of ["c0", "c99"])
    expect(await lab.out(`ping -c 1 10.60.0.${100 + Number(id.slice(1))}`)).toContain(
      "1 packets r",
    );
  // While they stop, others start.
  const late = Array.from({ length: 20 }, (_, index) => `late${index}`);
  const stopped = await Promise.all([
    ...all.map((id) => lab.ask("DEL", id, network(IPAM))),
    ...late.map((id) =>
      lab.cni(
        { CNI_COMMAND: "ADD", CNI_CONTAINERID: id, CNI_NETNS: "c0", CNI_IFNAME: id },
        JSON.stringify(network()),
      ),
    ),
  ]);
  expect(stopped.filter((answer) => answer.status !== 0)).toEqual([]);
  expect(snapshot(lab).jails).toContain(`c0: ${[...late, "lo0"].sort()}`);
  await Promise.all(
    late.map((id) =>
      lab.cni(
        { CNI_COMMAND: "DEL", CNI_CONTAINERID: id, CNI_IFNAME: id },
        JSON.stringify(network()),
      ),
    ),
  );
  expect(snapshot(lab)).toEqual(before);
  expect(lab.files.list("/var/db/ngbuddy/cni")).toEqual([]);
});

describe("ports of the host that lead to a container", () => {
  const mapped = (...portMappings: readonly object[]) =>
    network({ ...IPAM, runtimeConfig: { portMappings } });
  const rules = () => snapshot(lab).network.anchors.map((rule) => rule.replace(/cni\w+/, "X"));
  beforeEach(async () => {
    await lab.out("service pf start");
    await lab.container("web1");
    await lab.container("web2");
  });

  test("come with ADD and go with DEL, and CHECK misses them", async () => {
    const configuration = mapped(
      { hostPort: 8080, containerPort: 80, protocol: "tcp" },
      { hostPort: 53, containerPort: 5353, protocol: "udp", hostIP: "10.60.0.1" },
    );
    const { status, json } = await lab.ask("ADD", "web1", configuration);
    expect(status).toBe(0);
    expect(rules()).toEqual([
      "ngbuddy/X: rdr pass on vtnet1 inet proto tcp from any to (vtnet1) port = 8080 -> 10.60.0.5 port 80",
      "ngbuddy/X: rdr pass inet proto udp from any to 10.60.0.1 port = 53 -> 10.60.0.5 port 5353",
    ]);
    const checked = { ...configuration, prevResult: json };
    expect((await lab.ask("CHECK", "web1", checked)).status).toBe(0);
    const [eiface = ""] = lab.files.list("/var/db/ngbuddy/cni").map((file) => file.slice(0, -5));
    await lab.out(`pfctl -q -a ngbuddy/${eiface} -F nat`);
    expect((await lab.ask("CHECK", "web1", checked)).json.code).toBe(102);
    expect((await lab.ask("DEL", "web1", configuration)).status).toBe(0);
    expect(rules()).toEqual([]);
  });

  test("NAT is for the container's own address, where ipMasq asks for it", async () => {
    await lab.ask("ADD", "web1", network({ ...IPAM, ipMasq: true }));
    expect(rules()).toEqual([
      "ngbuddy/X: nat on vtnet1 inet from 10.60.0.5 to any -> (vtnet1) round-robin",
    ]);
  });

  test("a container with IPv6 has them by both, when this host hands on both", async () => {
    lab.files.write(
      "/var/ipam/web1",
      JSON.stringify({ ips: [{ address: "10.60.0.5/24" }, { address: "fd00:60::5/64" }] }),
    );
    const configuration = mapped(
      { hostPort: 8080, containerPort: 80, protocol: "tcp" },
      { hostPort: 53, containerPort: 53, protocol: "udp", hostIP: "fd00::1" },
    );
    const { json } = await lab.ask("ADD", "web1", configuration);
    expect(json).toMatchObject({
      code: 100,
      msg: expect.stringContaining("ipv6_gateway_enable=YES"),
    });
    await lab.out("sysctl net.inet6.ip6.forwarding=1");
    const added = await lab.ask("ADD", "web1", configuration);
    expect(added.status).toBe(0);
    expect(rules()).toEqual([
      "ngbuddy/X: rdr pass on vtnet1 inet proto tcp from any to (vtnet1) port = 8080 -> 10.60.0.5 port 80",
      "ngbuddy/X: rdr pass on vtnet1 inet6 proto tcp from any to (vtnet1) port = 8080 -> fd00:60::5 port 80",
      "ngbuddy/X: rdr pass inet6 proto udp from any to fd00::1 port = 53 -> fd00:60::5 port 53",
    ]);
    const checked = { ...configuration, prevResult: added.json };
    expect(await lab.ask("CHECK", "web1", checked)).toMatchObject({ status: 0 });
  });

  test("a port that leads to another container is refused, until that is gone", async () => {
    const configuration = mapped({ hostPort: 8080, containerPort: 80, protocol: "tcp" });
    await lab.ask("ADD", "web1", configuration);
    const { json } = await lab.ask("ADD", "web2", configuration);
    expect(json).toMatchObject({
      code: 100,
      msg: "port tcp 8080 of this host leads to container web1 already",
    });
    await lab.ask("DEL", "web1", configuration);
    expect((await lab.ask("ADD", "web2", configuration)).status).toBe(0);
  });

  test("a port that two containers ask for at the same moment leads to one of them", async () => {
    const configuration = mapped({ hostPort: 8080, containerPort: 80, protocol: "tcp" });
    const asked = await Promise.all(
      ["web1", "web2"].map((name) => lab.ask("ADD", name, configuration)),
    );
    const [refused] = asked.filter(({ status }) => status !== 0);
    expect(asked.filter(({ status }) => status === 0)).toHaveLength(1);
    expect(refused?.json).toMatchObject({
      code: 100,
      msg: expect.stringMatching(/^port tcp 8080 of this host leads to container web[12] already$/),
    });
    expect(rules()).toHaveLength(1);
  });

  test("a port that leads elsewhere by rc.conf is refused", async () => {
    lab.files.append("/etc/rc.conf", 'ngbuddy_private_rdr="tcp 8080 -> 10.60.0.9:80"\n');
    const { json } = await lab.ask("ADD", "web1", mapped({ hostPort: 8080, containerPort: 80 }));
    expect(json).toMatchObject({
      code: 100,
      msg: "port tcp 8080 of this host leads to 10.60.0.9, by ngbuddy_private_rdr",
    });
  });

  test("a container without an address can have none", async () => {
    const portMappings = [{ hostPort: 8080, containerPort: 80, protocol: "tcp" }];
    const { json } = await lab.ask("ADD", "web1", network({ runtimeConfig: { portMappings } }));
    expect(json).toMatchObject({
      code: 7,
      msg: "portMappings: tcp 8080: the container has no address",
    });
  });

  test.each([
    [{ hostPort: 0, containerPort: 80 }, 7],
    [{ hostPort: 65536, containerPort: 80 }, 7],
    [{ hostPort: "80", containerPort: 80 }, 7],
    [{ containerPort: 80 }, 7],
    [{ hostPort: 80 }, 7],
    [{ hostPort: 80, containerPort: 80, protocol: "sctp" }, 2],
    [{ hostPort: 80, containerPort: 80, protocol: "tcp from any to any" }, 2],
    [{ hostPort: 80, containerPort: 80, hostIP: "any port 22" }, 7],
    [{ hostPort: 80, containerPort: 80, hostIP: "127.0.0.1" }, 2],
  ])("one that cannot be is refused before anything is done: %j", async (mapping, code) => {
    const { json } = await lab.ask("ADD", "web1", mapped(mapping));
    expect([json.code, lab.calls()]).toEqual([code, []]);
  });

  test("DEL removes them when nothing is kept of the container any more", async () => {
    const configuration = mapped({ hostPort: 8080, containerPort: 80, protocol: "tcp" });
    await lab.ask("ADD", "web1", configuration);
    for (const file of lab.files.list("/var/db/ngbuddy/cni"))
      lab.files.remove(`/var/db/ngbuddy/cni/${file}`);
    await lab.ask("DEL", "web1", configuration);
    expect(rules()).toEqual([]);
  });
});

describe("the settings of a container's port", () => {
  const status = async () =>
    (await lab.out("ngbuddy status")).split("\n").find((line) => /cni/.test(line));
  beforeEach(() => lab.container("web1"));

  test("are those of ngbuddy port, and a guard lets out what was given", async () => {
    await lab.ask(
      "ADD",
      "web1",
      network({ ...IPAM, rate: "100M/20M", guard: true, isolate: true }),
    );
    expect(await status()).toContain("rate 100M/20M");
    expect(await status()).toContain("guard 10.60.0.5");
    expect(await status()).toContain("isolate");
    expect(await lab.out("ping -c 1 10.60.0.5")).toContain("1 packets received");
    await lab.ask("DEL", "web1", network(IPAM));
    expect(snapshot(lab).graph.filter((line) => line.startsWith("cni"))).toEqual([]);
  });

  test("stay with ngbuddy start and restart, which are about rc.conf", async () => {
    await lab.ask("ADD", "web1", network({ ...IPAM, guard: true }));
    for (const words of ["start", "restart"]) {
      expect(await lab.ngbuddy(words)).toMatchObject({ status: 0 });
      expect(await status()).toContain("guard 10.60.0.5");
    }
    expect(await lab.out("ifconfig -j web1 eth0")).toContain("inet 10.60.0.5");
    expect((await lab.ask("DEL", "web1", network(IPAM))).status).toBe(0);
  });

  test("a VLAN is one of the bridge's, and CHECK knows", async () => {
    const configuration = network({ ...IPAM, vlan: 10 });
    const { json } = await lab.ask("ADD", "web1", configuration);
    expect(await status()).toContain("vlan 10");
    const checked = { ...configuration, prevResult: json };
    expect(await lab.ask("CHECK", "web1", checked)).toMatchObject({ status: 0 });
    await lab.ask("DEL", "web1", configuration);
    expect(snapshot(lab).graph.filter((line) => line.startsWith("cni"))).toEqual([]);
  });

  test("a limit that the engine asks for is a rate", async () => {
    const bandwidth = { ingressRate: 1_000_000, egressRate: 2_000_000 };
    await lab.ask("ADD", "web1", network({ runtimeConfig: { bandwidth } }));
    expect(await status()).toContain("rate 1M/2M");
    const half = await lab.ask(
      "ADD",
      "web1",
      network({ runtimeConfig: { bandwidth: { ingressRate: 5 } } }),
    );
    expect(half.json.code).toBe(2);
  });

  test.each([
    [{ rate: "fast" }, /rate=fast/],
    [{ rate: "1M guard" }, /rate/],
    [{ vlan: 4095 }, /vlan/],
    [{ trunk: ["x"] }, /trunk/],
    [{ trunk: [[10, 20]] }, /trunk/],
    [{ vlan: 10, trunk: [20] }, /exclude/],
    [{ guard: "yes" }, /guard/],
    [{ mtu: 9999 }, /mtu/],
    [{ mac: "02:00" }, /mac/],
    [{ mac: "03:00:00:00:00:01" }, /group/],
    [{ bridge: "a b" }, /bridge/],
    [{ bridge: "private\n" }, /bridge/],
  ])("what cannot be is refused with its name: %j", async (more, message) => {
    const { json } = await lab.ask("ADD", "web1", network({ ...IPAM, ...more }));
    expect([json.code, json.msg]).toEqual([7, expect.stringMatching(message)]);
    expect(lab.calls()).toEqual([]);
  });
});

describe("the address and the size of frames", () => {
  beforeEach(() => lab.container("web1"));

  test("the Ethernet address that the engine gives this container comes first", async () => {
    const [one, two, three, four] = [1, 2, 3, 4].map((digit) => `02:00:00:00:00:0${digit}`);
    const call = async (args: string, more: object) => {
      const environment = {
        CNI_COMMAND: "ADD",
        CNI_CONTAINERID: "web1",
        CNI_NETNS: "web1",
        CNI_IFNAME: "eth0",
        CNI_ARGS: args,
      };
      const { json } = await lab.cni(environment, JSON.stringify(network(more)));
      await lab.ask("DEL", "web1");
      return json.interfaces[0].mac;
    };
    expect(await call("", { mac: one })).toBe(one!);
    expect(await call(`IgnoreUnknown=1;MAC=${two}`, { mac: one })).toBe(two!);
    expect(await call(`MAC=${two}`, { args: { cni: { mac: three } } })).toBe(three!);
    expect(
      await call(`MAC=${two}`, { args: { cni: { mac: three } }, runtimeConfig: { mac: four } }),
    ).toBe(four!);
  });

  test("a smaller MTU is that of the interface in the jail", async () => {
    const { json } = await lab.ask("ADD", "web1", network({ mtu: 1400 }));
    expect(json.interfaces[0].mtu).toBe(1400);
    expect(await lab.out("ifconfig -j web1 eth0")).toContain("mtu 1400");
  });

  test("IPv6, with a gateway that is link-local", async () => {
    lab.files.write(
      "/var/ipam/web1",
      JSON.stringify({
        ips: [{ address: "fd00:60::5/64", gateway: "fe80::1" }],
        routes: [{ dst: "::/0" }],
      }),
    );
    expect((await lab.ask("ADD", "web1", network(IPAM))).status).toBe(0);
    expect(await lab.out("ifconfig -j web1 eth0")).toContain("inet6 fd00:60::5 prefixlen 64");
    expect(await lab.out("netstat -j web1 -rn -6")).toMatch(/^default +fe80::1%eth0 /m);
  });

  test("a host without the gateway's address is said what to type", async () => {
    lab.files.write(
      "/var/ipam/web1",
      JSON.stringify({ ips: [{ address: "10.61.0.5/24", gateway: "10.61.0.1" }] }),
    );
    const { json } = await lab.ask("ADD", "web1", network({ ...IPAM, isGateway: true }));
    expect(json).toMatchObject({
      code: 7,
      msg: "isGateway: the host has no address 10.61.0.1 on bridge private; give it one: ngbuddy network private 10.61.0.1/24",
    });
  });
});

describe("what is left of a jail that went without DEL", () => {
  test("is in nobody's way when its container starts again", async () => {
    await lab.container("web1");
    await lab.ask("ADD", "web1", network(IPAM));
    await lab.out("jail -r web1");
    await lab.container("web1");
    expect((await lab.ask("ADD", "web1", network(IPAM))).status).toBe(0);
    expect(await lab.out("ifconfig -j web1 eth0")).toContain("inet 10.60.0.5");
    expect(await lab.out("ping -c 1 10.60.0.5")).toContain("1 packets received");
  });
});

test("a dry run shows the steps, asks no other plugin and changes nothing", async () => {
  await lab.container("web1");
  const before = snapshot(lab);
  const environment = {
    CNI_COMMAND: "ADD",
    CNI_CONTAINERID: "web1",
    CNI_NETNS: "web1",
    CNI_IFNAME: "eth0",
    CNI_PATH: "/usr/local/libexec/cni",
  };
  const { status, stdout, stderr } = await lab.lab.capture(["ngbuddy", "cni", "-n"], {
    environment,
    text: JSON.stringify(network(IPAM)),
  });
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: "ngbuddy: fixed is not asked, so that there are no addresses\n",
  });
  expect(stdout).toMatch(/^cni ADD web1 eth0: \d steps\n/);
  expect([snapshot(lab), lab.calls()]).toEqual([before, []]);
});
