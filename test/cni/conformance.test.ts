/** What the CNI specification 1.1 says of plugins, in its own order. */
import { beforeEach, describe, expect, test } from "bun:test";
import { type CniLab, cniLab, network } from "./cnilab.ts";

const IPAM = { ipam: { type: "fixed" } };
let lab: CniLab;
beforeEach(async () => {
  lab = await cniLab();
  await lab.container("web1");
});

const eth0 = (jail = "web1") => lab.run(`ifconfig -j ${jail} eth0`);
const eifaces = () =>
  [...lab.lab.host.graph.nodes()].map(({ name }) => name).filter((name) => name.startsWith("cni"));

describe("section 2: parameters", () => {
  const env = {
    CNI_COMMAND: "ADD",
    CNI_CONTAINERID: "web1",
    CNI_NETNS: "web1",
    CNI_IFNAME: "eth0",
  };

  test.each([
    [{ CNI_COMMAND: "" }, "CNI_COMMAND"],
    [{ CNI_COMMAND: "add" }, "CNI_COMMAND"],
    [{ CNI_CONTAINERID: "" }, "CNI_CONTAINERID"],
    [{ CNI_CONTAINERID: "-web" }, "CNI_CONTAINERID"],
    [{ CNI_CONTAINERID: "a/b" }, "CNI_CONTAINERID"],
    [{ CNI_NETNS: "" }, "CNI_NETNS"],
    [{ CNI_IFNAME: "" }, "CNI_IFNAME"],
    [{ CNI_IFNAME: "sixteen-letters-" }, "CNI_IFNAME"],
    [{ CNI_IFNAME: "a b" }, "CNI_IFNAME"],
    [{ CNI_IFNAME: "-a" }, "CNI_IFNAME"],
    [{ CNI_IFNAME: ".." }, "CNI_IFNAME"],
    [{ CNI_ARGS: "FOO" }, "CNI_ARGS"],
  ])("an invalid variable is code 4, and the message has its name: %j", async (wrong, name) => {
    // Without CNI_COMMAND the program is no plugin, but by its name.
    const environment = { ...env, ...wrong };
    const { status, stdout } = await lab.lab.capture(["ngbuddy", "cni"], {
      environment,
      text: JSON.stringify(network()),
    });
    expect(status).not.toBe(0);
    expect(JSON.parse(stdout)).toEqual({
      cniVersion: expect.any(String),
      code: 4,
      msg: expect.stringContaining(name),
    });
    expect(eifaces()).toEqual([]);
  });

  test("what a terminal would obey is not in an answer", async () => {
    const environment = { ...env, CNI_NETNS: "a\u001b[2J\u009bb\u202e" };
    const { stdout } = await lab.lab.capture(["ngbuddy"], {
      environment,
      text: JSON.stringify(network()),
    });
    expect(JSON.parse(stdout).msg).toContain(environment.CNI_NETNS);
    expect(stdout.trimEnd()).not.toMatch(/[\p{Cc}\u202e]/u);
  });

  test("those that are missing are all named", async () => {
    const { json } = await lab.cni({ CNI_COMMAND: "CHECK" }, JSON.stringify(network()));
    expect(json.code).toBe(4);
    for (const name of ["CNI_CONTAINERID", "CNI_NETNS", "CNI_IFNAME"])
      expect(json.msg).toContain(name);
  });

  test.each([
    ["", 6],
    ["{", 6],
    ["[]", 6],
    ["null", 6],
    ["[".repeat(100_000), 6],
    ['{"name":"web","type":"ngbuddy","bridge":"private"}', 1],
    ['{"cniVersion":"0.2.0","name":"web","type":"ngbuddy","bridge":"private"}', 1],
    ['{"cniVersion":"9.0.0","name":"web","type":"ngbuddy","bridge":"private"}', 1],
    ['{"cniVersion":"1.1.0","type":"ngbuddy","bridge":"private"}', 7],
    ['{"cniVersion":"1.1.0","name":"a/b","type":"ngbuddy","bridge":"private"}', 7],
    ['{"cniVersion":"1.1.0","name":"web","bridge":"private"}', 7],
    ['{"cniVersion":"1.1.0","name":"web","type":"ngbuddy"}', 7],
    ['{"cniVersion":"1.1.0","name":"web","type":"ngbuddy","bridge":7}', 7],
  ])("a configuration that is none is refused: %s", async (text, code) => {
    const { status, json } = await lab.cni({ ...env, CNI_PATH: "/usr/local/libexec/cni" }, text);
    expect([status, json.code]).toEqual([1, code]);
    expect(eifaces()).toEqual([]);
  });
});

describe("section 2: ADD", () => {
  test("makes the interface in the container, with what the plugin for addresses gave", async () => {
    const { status, json } = await lab.ask("ADD", "web1", network(IPAM));
    expect(status).toBe(0);
    const { stdout } = await eth0();
    expect(stdout).toContain("inet 10.60.0.5 netmask 0xffffff00");
    expect(json).toEqual({
      cniVersion: "1.1.0",
      interfaces: [
        { name: "eth0", mac: /ether (\S+)/.exec(stdout)![1], mtu: 1500, sandbox: "web1" },
      ],
      ips: [{ interface: 0, address: "10.60.0.5/24", gateway: "10.60.0.1" }],
      routes: [{ dst: "0.0.0.0/0", gw: "10.60.0.1" }],
      dns: {},
    });
    expect(await lab.out("ping -c 1 10.60.0.5")).toContain("1 packets received");
  });

  test("takes the jail's number as well as its name", async () => {
    const jid = (await lab.out("jls -j web1 jid")).trim();
    const { status, json } = await lab.cni(
      { CNI_COMMAND: "ADD", CNI_CONTAINERID: "x", CNI_NETNS: jid, CNI_IFNAME: "eth0" },
      JSON.stringify(network()),
    );
    expect([status, json.interfaces[0].sandbox]).toEqual([0, jid]);
    expect((await eth0()).status).toBe(0);
  });

  test("an interface of this name in the container is an error, and stays", async () => {
    await lab.ask("ADD", "web1", network(IPAM));
    const before = await eth0();
    const other = await lab.cni(
      { CNI_COMMAND: "ADD", CNI_CONTAINERID: "y", CNI_NETNS: "web1", CNI_IFNAME: "eth0" },
      JSON.stringify(network()),
    );
    const again = await lab.ask("ADD", "web1", network(IPAM));
    expect([other.status, other.json.code, again.status, again.json.code]).toEqual([
      1, 101, 1, 101,
    ]);
    expect(await eth0()).toEqual(before);
  });

  test("a container may be on a network twice, by two interfaces", async () => {
    await lab.ask("ADD", "web1");
    const { status } = await lab.cni(
      { CNI_COMMAND: "ADD", CNI_CONTAINERID: "web1", CNI_NETNS: "web1", CNI_IFNAME: "eth1" },
      JSON.stringify(network()),
    );
    expect(status).toBe(0);
    expect(eifaces()).toHaveLength(2);
  });

  test("a default route that another network has made stays, and is no failure", async () => {
    const jail = { CNI_CONTAINERID: "web1", CNI_NETNS: "web1", CNI_PATH: "/usr/local/libexec/cni" };
    lab.files.write(
      "/var/ipam/web1",
      '{"ips":[{"address":"10.61.0.5/24","gateway":"10.61.0.1"}],"routes":[{"dst":"0.0.0.0/0"}]}',
    );
    await lab.ask("ADD", "web1", network(IPAM));
    lab.files.remove("/var/ipam/web1");
    const environment = { ...jail, CNI_COMMAND: "ADD", CNI_IFNAME: "eth1" };
    const { status } = await lab.cni(environment, JSON.stringify(network({ ...IPAM, name: "b" })));
    expect(status).toBe(0);
    expect(await lab.out("netstat -j web1 -rn")).toMatch(/^default +10\.61\.0\.1 .* eth0$/m);
  });

  test("a bridge that there is not is code 7, with the one that may be meant", async () => {
    const { json } = await lab.ask("ADD", "web1", network({ ...IPAM, bridge: "privat" }));
    expect(json).toMatchObject({ code: 7, msg: 'no bridge "privat"; did you mean private?' });
    expect(lab.calls()).toEqual([]);
  });

  test("a prevResult stays in the result", async () => {
    const prevResult = {
      cniVersion: "1.1.0",
      interfaces: [{ name: "wg0", sandbox: "web1", mac: "02:00:00:00:00:01" }],
      ips: [{ address: "192.0.2.7/24", interface: 0 }],
      routes: [{ dst: "192.0.2.0/24" }],
      dns: { nameservers: ["192.0.2.1"] },
    };
    const { json } = await lab.ask("ADD", "web1", network({ ...IPAM, prevResult }));
    expect(json).toMatchObject({
      interfaces: [prevResult.interfaces[0], { name: "eth0" }],
      ips: [prevResult.ips[0], { address: "10.60.0.5/24", interface: 1 }],
      routes: [prevResult.routes[0], { dst: "0.0.0.0/0" }],
      dns: prevResult.dns,
    });
  });

  test.each([[[]], ["x"], [{ interfaces: {} }], [{ ips: [{ address: "x" }] }]])(
    "a prevResult that is none is refused before anything is done: %j",
    async (prevResult) => {
      const { json } = await lab.ask("ADD", "web1", network({ ...IPAM, prevResult }));
      expect([json.code, lab.calls(), eifaces()]).toEqual([7, [], []]);
    },
  );

  test("a container that there is not is code 3, one without a network of its own code 4", async () => {
    expect((await lab.ask("ADD", "nobody")).json).toMatchObject({ code: 3 });
    await lab.out("jail -c name=shared persist path=/");
    const { json } = await lab.ask("ADD", "shared");
    expect(json).toMatchObject({ code: 4, msg: expect.stringContaining("CNI_NETNS") });
    expect(eifaces()).toEqual([]);
  });

  test("each version of the specification gets a result of its own form", async () => {
    for (const [version, family, mtu] of [
      ["0.3.1", "4", undefined],
      ["0.4.0", "4", undefined],
      ["1.0.0", undefined, undefined],
      ["1.1.0", undefined, 1500],
    ] as const) {
      const configuration = network({ ...IPAM, cniVersion: version });
      const { json } = await lab.ask("ADD", "web1", configuration);
      expect([json.cniVersion, json.ips[0].version, json.interfaces[0].mtu]).toEqual([
        version,
        family,
        mtu,
      ]);
      await lab.ask("DEL", "web1", configuration);
    }
  });
});

describe("section 2: DEL", () => {
  test("removes the interface and all that goes with it", async () => {
    await lab.ask("ADD", "web1", network(IPAM));
    const { status, json } = await lab.ask("DEL", "web1", network(IPAM));
    expect([status, json]).toEqual([0, undefined]);
    expect((await eth0()).status).toBe(1);
    expect(eifaces()).toEqual([]);
    expect(lab.files.list("/var/db/ngbuddy/cni")).toEqual([]);
    expect(lab.calls().at(-1)).toBe("DEL web1 eth0");
  });

  test("goes well as often as it is asked for, and when nothing was ever added", async () => {
    for (const id of ["web1", "never"])
      for (let time = 0; time < 2; time++)
        expect((await lab.ask("DEL", id, network(IPAM))).status).toBe(0);
    expect(lab.calls()).toHaveLength(4);
  });

  test("goes well when the jail is gone, without CNI_NETNS, and without a prevResult", async () => {
    await lab.ask("ADD", "web1", network(IPAM));
    await lab.out("jail -r web1");
    const { status } = await lab.cni(
      {
        CNI_COMMAND: "DEL",
        CNI_CONTAINERID: "web1",
        CNI_IFNAME: "eth0",
        CNI_PATH: "/usr/local/libexec/cni",
      },
      JSON.stringify(network(IPAM)),
    );
    expect(status).toBe(0);
    expect(eifaces()).toEqual([]);
    expect((await lab.run("ifconfig eth0")).status).toBe(1);
  });

  test("goes well when the bridge is gone, and when rc.conf cannot be read", async () => {
    await lab.ask("ADD", "web1", network(IPAM));
    await lab.out("ngctl shutdown private:");
    lab.files.append("/etc/rc.conf", 'ngbuddy_x_if="\n');
    expect((await lab.ask("DEL", "web1", network(IPAM))).status).toBe(0);
    expect(eifaces()).toEqual([]);
  });

  test.each(["dhcp", "../fixed", "ngbuddy"])(
    "goes well with a plugin for addresses that ADD refuses: %s",
    async (type) => {
      expect((await lab.ask("ADD", "web1", network({ ipam: { type } }))).status).toBe(1);
      expect((await lab.ask("DEL", "web1", network({ ipam: { type } }))).status).toBe(0);
    },
  );

  test("removes its own when the plugin for addresses fails, which is said", async () => {
    await lab.ask("ADD", "web1", network(IPAM));
    lab.files.write("/var/ipam/fail", '{"code":5,"msg":"disk"}');
    expect((await lab.ask("DEL", "web1", network(IPAM))).json).toMatchObject({ code: 5 });
    expect(eifaces()).toEqual([]);
  });

  test("what was kept and is no record any more is in nobody's way", async () => {
    await lab.ask("ADD", "web1");
    const [file] = lab.files.list("/var/db/ngbuddy/cni");
    lab.files.write(`/var/db/ngbuddy/cni/${file}`, "garbage");
    expect((await lab.ask("DEL", "web1")).status).toBe(0);
    expect([eifaces(), lab.files.list("/var/db/ngbuddy/cni")]).toEqual([[], []]);
  });
});

describe("section 2: CHECK", () => {
  const added = async (more: object = IPAM) => {
    const { json } = await lab.ask("ADD", "web1", network(more));
    return network({ ...more, prevResult: json });
  };

  test("says nothing of what is as ADD left it, and asks the plugin for addresses as well", async () => {
    const configuration = await added();
    expect(await lab.ask("CHECK", "web1", configuration)).toMatchObject({
      status: 0,
      json: undefined,
    });
    expect(lab.calls().at(-1)).toBe("CHECK web1 eth0");
  });

  test.each([
    ["ifconfig -j web1 eth0 down", "down"],
    ["ifconfig -j web1 eth0 inet 10.60.0.5 -alias", "10.60.0.5/24"],
    ["ifconfig -j web1 eth0 ether 02:00:00:00:00:09", "02:00:00:00:00:09"],
    ["ifconfig -j web1 eth0 name eth7", "eth0"],
    ["route -j web1 delete default", "default"],
    ["ngctl shutdown private:", "private"],
    ["jail -r web1", "web1"],
  ])("finds what somebody has changed: %s", async (line, what) => {
    const configuration = await added();
    await lab.out(line);
    const { status, json } = await lab.ask("CHECK", "web1", configuration);
    expect([status, json.msg]).toEqual([1, expect.stringContaining(what)]);
  });

  test("a route that another plugin has added since is none of ours", async () => {
    const configuration = await added();
    await lab.out("route -j web1 add 198.51.100.0/24 10.60.0.1");
    expect((await lab.ask("CHECK", "web1", configuration)).status).toBe(0);
  });

  test("needs a prevResult, and a version that has it", async () => {
    await added();
    expect((await lab.ask("CHECK", "web1")).json.code).toBe(7);
    expect((await lab.ask("CHECK", "web1", network({ cniVersion: "0.3.1" }))).json.code).toBe(1);
  });

  test("passes on what the plugin for addresses says", async () => {
    const configuration = await added();
    lab.files.write("/var/ipam/fail", '{"code":117,"msg":"no such lease"}');
    expect((await lab.ask("CHECK", "web1", configuration)).json).toMatchObject({
      code: 117,
      msg: "fixed: no such lease",
    });
  });
});

describe("section 2: STATUS", () => {
  test("says nothing when a container could be added, and asks the plugin for addresses", async () => {
    expect(await lab.ask("STATUS", "", network(IPAM))).toMatchObject({
      status: 0,
      json: undefined,
    });
    expect(lab.calls()).toEqual(["STATUS  eth0"]);
  });

  test("is 50 when none could be, and 51 when that concerns some that are there", async () => {
    await lab.ask("ADD", "web1", network());
    await lab.out("ngctl shutdown private:");
    expect((await lab.ask("STATUS", "", network())).json).toMatchObject({ code: 51 });
    await lab.ask("DEL", "web1", network());
    expect((await lab.ask("STATUS", "", network())).json).toMatchObject({
      code: 50,
      msg: "bridge private is not up; start it: ngbuddy start",
    });
    expect((await lab.ask("STATUS", "", network({ bridge: "other" }))).json.code).toBe(50);
  });

  test("is 50 when pf(4) is needed, and does not run, or when the plugin for addresses fails", async () => {
    expect((await lab.ask("STATUS", "", network({ ipMasq: true }))).json.code).toBe(50);
    lab.files.write("/var/ipam/fail", '{"code":999,"msg":"full"}');
    expect((await lab.ask("STATUS", "", network(IPAM))).json).toMatchObject({ code: 50 });
    const { json } = await lab.ask("STATUS", "", network({ ipam: { type: "absent" } }));
    expect(json).toMatchObject({ code: 50, msg: expect.stringContaining("absent") });
  });

  test("came with 1.1.0", async () => {
    expect((await lab.ask("STATUS", "", network({ cniVersion: "1.0.0" }))).json.code).toBe(1);
  });
});

describe("section 2: VERSION", () => {
  const supportedVersions = ["0.3.0", "0.3.1", "0.4.0", "1.0.0", "1.1.0"];

  test.each([
    ['{"cniVersion":"0.4.0"}', "0.4.0"],
    ['{"cniVersion":"7.0.0"}', "7.0.0"],
    ["", "1.1.0"],
    ["no JSON", "1.1.0"],
  ])("is answered to %s", async (text, cniVersion) => {
    const { status, json } = await lab.cni({ CNI_COMMAND: "VERSION" }, text);
    expect([status, json]).toEqual([0, { cniVersion, supportedVersions }]);
  });
});

describe("section 2: GC", () => {
  const valid = (...ids: readonly string[]) => ({
    "cni.dev/valid-attachments": ids.map((containerID) => ({ containerID, ifname: "eth0" })),
  });
  beforeEach(async () => {
    for (const id of ["web2", "web3"]) await lab.container(id);
    for (const id of ["web1", "web2"]) await lab.ask("ADD", id, network(IPAM));
    await lab.ask("ADD", "web3", network({ ...IPAM, name: "other" }));
  });

  test("removes what is not valid of this network, and nothing of another", async () => {
    const { status, json } = await lab.ask("GC", "", network({ ...IPAM, ...valid("web2") }));
    expect([status, json]).toEqual([0, undefined]);
    expect((await eth0("web1")).status).toBe(1);
    expect([(await eth0("web2")).status, (await eth0("web3")).status]).toEqual([0, 0]);
    expect(lab.calls().at(-1)).toBe("GC  eth0");
  });

  test("an empty list, which engines in Go write as null, leaves none", async () => {
    await lab.ask("GC", "", network({ "cni.dev/valid-attachments": null }));
    expect([(await eth0("web1")).status, (await eth0("web2")).status]).toEqual([1, 1]);
    expect((await eth0("web3")).status).toBe(0);
  });

  test("without the list nothing goes", async () => {
    expect((await lab.ask("GC", "", network())).json.code).toBe(7);
    expect((await eth0("web1")).status).toBe(0);
  });

  test("goes on when the plugin for addresses fails, and says so", async () => {
    lab.files.write("/var/ipam/fail", '{"code":5,"msg":"disk"}');
    const { status, json } = await lab.ask("GC", "", network({ ...IPAM, ...valid() }));
    expect([status, json.code]).toEqual([1, 5]);
    expect((await eth0("web1")).status).toBe(1);
  });
});

describe("section 4: delegation", () => {
  test("the plugin gets the environment and the whole configuration", async () => {
    const configuration = network({ ...IPAM, args: { cni: { labels: [] } } });
    await lab.ask("ADD", "web1", configuration);
    expect(JSON.parse(lab.files.read("/var/ipam/stdin"))).toEqual(configuration);
    expect(lab.calls()).toEqual(["ADD web1 eth0"]);
  });

  test("when it fails on ADD, DEL is asked of it, and its error is passed on", async () => {
    lab.files.write(
      "/var/ipam/fail",
      '{"cniVersion":"1.1.0","code":11,"msg":"later","details":"why"}',
    );
    const { status, json } = await lab.ask("ADD", "web1", network(IPAM));
    expect([status, json]).toEqual([
      1,
      { cniVersion: "1.1.0", code: 11, msg: "fixed: later", details: "why" },
    ]);
    expect(lab.calls()).toEqual(["ADD web1 eth0", "DEL web1 eth0"]);
    expect(eifaces()).toEqual([]);
  });

  test("when ADD fails after it, the address is given back", async () => {
    const { json } = await lab.ask("ADD", "web1", network({ ...IPAM, ipMasq: true }));
    expect(json).toMatchObject({ code: 100, msg: expect.stringContaining("pf") });
    expect(lab.calls()).toEqual(["ADD web1 eth0", "DEL web1 eth0"]);
  });

  test.each([
    ["", 6],
    ["no JSON", 6],
    ["{}", 6],
    ['{"ips":[{"address":"10.60.0.5"}]}', 6],
    ['{"ips":[{"address":"10.60.0.5/24; reboot"}]}', 6],
    ['{"ips":[{"address":"-a/24"}]}', 6],
    ['{"ips":[{"address":"10.60.0.5/33"}]}', 6],
    ['{"ips":{"address":"10.60.0.5/24"}}', 6],
    ['{"ips":[{"address":"10.60.0.5/24","gateway":"$(reboot)"}]}', 6],
    ['{"ips":[{"address":"10.60.0.5/24"}],"routes":[{"dst":"x"}]}', 6],
    ['{"ips":[{"address":"10.60.0.5/24"}],"routes":[{"dst":"0.0.0.0/0"}]}', 7],
  ])("what it answers is not believed: %s", async (answer, code) => {
    lab.files.write("/var/ipam/web1", answer);
    const { status, json } = await lab.ask("ADD", "web1", network(IPAM));
    expect([status, json.code]).toEqual([1, code]);
    expect([eifaces(), lab.calls().at(-1)]).toEqual([[], "DEL web1 eth0"]);
  });

  test.each(["../fixed", "/bin/sh", "a b", "ngbuddy", "-x"])(
    "a program's name is no way out of CNI_PATH: %s",
    async (type) => {
      const { json } = await lab.ask("ADD", "web1", network({ ipam: { type } }));
      expect(json).toMatchObject({ code: 7, msg: expect.stringContaining("ipam.type") });
    },
  );

  test("a plugin that there is not, and dhcp, are refused by name", async () => {
    const { json } = await lab.ask("ADD", "web1", network({ ipam: { type: "absent" } }));
    expect(json).toMatchObject({
      code: 7,
      msg: "ipam.type: there is no program absent in /usr/local/libexec/cni",
    });
    const dhcp = await lab.ask("ADD", "web1", network({ ipam: { type: "dhcp" } }));
    expect(dhcp.json).toMatchObject({ code: 2, msg: expect.stringContaining('ipam.type "dhcp"') });
  });
});
