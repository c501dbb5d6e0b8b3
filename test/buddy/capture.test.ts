/** `ngbuddy capture`: what stands in the file, what becomes of the link, and what is refused. */
import { describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CaptureBlock, readPcapng } from "../../src/capture/readpcapng.ts";
import type { Host } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";
import { machine } from "../support/machines.ts";

/** Jails on a private bridge whose own interface is the gateway: each with the interface of its name, and the address 10.60.0.N. */
async function jails(...names: readonly string[]): Promise<BuddyLab> {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge private gw0");
  await lab.out("ifconfig gw0 inet 10.60.0.1/24");
  for (const [index, name] of names.entries()) {
    await lab.out(`ngbuddy jail ${name} private`);
    await lab.out(`jail -c name=${name} path=/ vnet vnet.interface=${name} persist`);
    await lab.out(`jexec ${name} ifconfig ${name} inet 10.60.0.${index + 2}/24`);
  }
  return lab;
}

interface Captured {
  readonly status: number;
  readonly stderr: string;
  readonly blocks: readonly CaptureBlock[];
}

/** Captures while something is done: it begins when the capture has, and the capture ends with it. */
async function whileCapturing(
  lab: BuddyLab,
  words: string,
  act: () => Promise<unknown>,
  host: Host = labHost(lab.lab),
): Promise<Captured> {
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-test-"));
  const path = join(directory, "a.pcapng");
  const end = new AbortController();
  try {
    const running = lab.ngbuddy(`capture ${words} -w ${path}`, host, end.signal);
    // The file is there before the tee is, and has its head when frames are taken.
    let isOver = false;
    void running.finally(() => {
      isOver = true;
    });
    while (!isOver && (!existsSync(path) || readFileSync(path).length === 0))
      await new Promise((resolve) => setImmediate(resolve));
    await act();
    end.abort();
    const { status, stderr } = await running;
    if (status !== 0) throw new Error(`capture ${words}: ${status} ${stderr}`);
    return { status, stderr, blocks: [...readPcapng(readFileSync(path))] };
  } finally {
    rmSync(directory, { recursive: true });
  }
}

const framesOf = ({ blocks }: Captured) =>
  blocks.flatMap((one) => ("frame" in one ? [one.frame] : []));
const interfacesOf = ({ blocks }: Captured) =>
  blocks.flatMap((one) => ("interface" in one ? [one.interface] : []));
const EtherTypeAt = 12;
const arpOrIp = (bytes: Uint8Array) => (bytes[EtherTypeAt + 1] === 6 ? "arp" : "ip");

describe("what is captured", () => {
  test("a jail's link is captured both ways, under its name, and the graph is as it was", async () => {
    const lab = await jails("web1", "web2");
    const before = snapshot(lab);
    const captured = await whileCapturing(lab, "web1", () => lab.out("ping -c 2 10.60.0.2"));
    expect(captured).toMatchObject({ status: 0 });
    expect(captured.stderr).toBe(
      "ngbuddy: capturing on web1; to end it: Control-C\nngbuddy: captured 6 frames\n",
    );
    expect(interfacesOf(captured)).toMatchObject([
      { name: "web1", linkType: 1, description: "jail web1 by link1 of bridge private" },
    ]);
    expect(framesOf(captured).map(({ way, bytes }) => `${way} ${arpOrIp(bytes)}`)).toEqual([
      "in arp",
      "out arp",
      "in ip",
      "out ip",
      "in ip",
      "out ip",
    ]);
    expect(snapshot(lab)).toEqual(before);
  });

  test("the interface of a jail that is called otherwise stands in the file by both names", async () => {
    const lab = await jails("web1");
    await lab.out("ngbuddy jail eth1 private");
    await lab.out("jail -c name=shop path=/ vnet vnet.interface=eth1 persist");
    await lab.out("jexec shop ifconfig eth1 inet 10.60.0.9/24");
    const captured = await whileCapturing(lab, "shop", () => lab.out("ping -c 1 10.60.0.9"));
    expect(interfacesOf(captured)).toMatchObject([{ name: "shop:eth1" }]);
    expect(framesOf(captured).length).toBe(4);
  });

  test("a machine's link is captured, where the host has no interface to look at", async () => {
    const lab = await jails("web1");
    await machine(lab, "vm1", ["private", "link7"]);
    const before = snapshot(lab);
    const captured = await whileCapturing(lab, "private:link7", () =>
      lab.run("ping -c 1 -W 100 10.60.0.77"),
    );
    expect(captured).toMatchObject({ status: 0 });
    expect(framesOf(captured).map(({ way, bytes }) => `${way} ${arpOrIp(bytes)}`)).toContain(
      "in arp",
    );
    expect(snapshot(lab)).toEqual(before);
  });

  test("what a NIC gets from its wire is marked as coming in", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge public vtnet1");
    const captured = await whileCapturing(lab, "public:uplink1", () =>
      lab.out("ping -c 1 10.0.3.2"),
    );
    const [lower] = interfacesOf(captured);
    const ways = framesOf(captured).map(({ way }) => way);
    expect(lower?.name).toBe("vtnet1 (lower)");
    expect(ways).toEqual(["out", "in", "out", "in"]);
  });

  test("of a bridge, each frame stands in the file once, with the link that it came by", async () => {
    const lab = await jails("web1", "web2");
    const before = snapshot(lab);
    const captured = await whileCapturing(lab, "private", () =>
      lab.out("jexec web1 ping -c 1 10.60.0.3"),
    );
    const names = interfacesOf(captured).map(({ name }) => name);
    expect(
      framesOf(captured).map((one) => `${names[one.interface]} ${arpOrIp(one.bytes)}`),
    ).toEqual(["web1 arp", "web2 arp", "web1 ip", "web2 ip"]);
    expect(snapshot(lab)).toEqual(before);
  });

  test("a filter, a number of frames and a number of bytes are kept to, and told", async () => {
    const lab = await jails("web1");
    const captured = await whileCapturing(lab, "web1 --filter icmp -s 20 -c 3", () =>
      lab.out("ping -c 4 10.60.0.2"),
    );
    expect(captured.stderr).toBe(
      "ngbuddy: capturing on web1\nngbuddy: captured 3 frames, and the filter left out 2\n",
    );
    expect(interfacesOf(captured)).toMatchObject([{ maxBytes: 20 }]);
    expect(framesOf(captured).map(({ bytes, length }) => [bytes.length, length])).toEqual([
      [20, 98],
      [20, 98],
      [20, 98],
    ]);
  });

  test("frames that find no room are counted, in the file and in what is said", async () => {
    const lab = await jails("web1");
    const host = labHost(lab.lab);
    const tight: Host = {
      ...host,
      async openNetgraph() {
        const socket = await host.openNetgraph();
        return {
          ...socket,
          name: socket.name,
          send: (path, message) => socket.send(path, message),
          receive: () => socket.receive(),
          setReceiveBuffer: (bytes) => socket.setReceiveBuffer(bytes),
          close: () => socket.close(),
          async openData() {
            const data = await socket.openData();
            await data.setReceiveBuffer(400);
            return { ...data, setReceiveBuffer: () => 0 };
          },
        };
      },
    };
    // All are sent before anything else has its turn.
    const captured = await whileCapturing(
      lab,
      "web1",
      () => lab.out("ping -q -c 20 -i 0.0001 10.60.0.2"),
      tight,
    );
    const counts = captured.blocks.flatMap((one) => ("counts" in one ? [one.counts] : []));
    const dropped = Number(counts[0]?.dropped);
    expect(dropped).toBeGreaterThan(0);
    expect(Number(counts[0]?.received)).toBe(framesOf(captured).length + dropped);
    expect(captured.stderr).toContain(
      "went by too fast and are missing: the socket's receive buffer was full",
    );
  });
});

describe("the link", () => {
  test("loses no frame while captures come and go", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("jexec web2 ping -c 1 10.60.0.2");
    const pings = lab.lab.capture("jexec web2 ping -q -c 3000 -i 0.001 10.60.0.2".split(" "));
    for (let time = 0; time < 3; time++) await whileCapturing(lab, "web1", async () => {});
    expect((await pings).stdout).toContain("3000 packets transmitted, 3000 packets received");
  });

  test("of a bridge that has no other is captured, and the bridge stays", async () => {
    const lab = buddyLab();
    await lab.out("ngbuddy bridge private gw0");
    const before = snapshot(lab);
    const captured = await whileCapturing(lab, "gw0", async () => {});
    expect(captured).toMatchObject({ status: 0 });
    expect(snapshot(lab)).toEqual(before);
  });

  test("is captured twice at once, and the captures may end in any order", async () => {
    const lab = await jails("web1");
    const before = snapshot(lab);
    let inner: Captured | undefined;
    const outer = await whileCapturing(lab, "web1", async () => {
      inner = await whileCapturing(lab, "web1", () => lab.out("ping -c 1 10.60.0.2"));
    });
    expect(framesOf(inner!).length).toBe(4);
    expect(framesOf(outer).length).toBe(4);
    expect(snapshot(lab)).toEqual(before);
  });

  test("that goes with its jail ends the capture, which says so", async () => {
    const lab = await jails("web1");
    const captured = await whileCapturing(lab, "web1", async () => {
      await lab.out("jail -r web1");
      await lab.out("ngbuddy unjail web1");
    });
    expect(captured.status).toBe(0);
    expect(snapshot(lab).graph.filter((line) => line.includes(" tee "))).toEqual([]);
  });
});

test("of a NIC with VLANs only the frames of that VLAN's bridge are captured", async () => {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge v10 vtnet1 --vlan 10");
  await lab.out("ngbuddy bridge v20 vtnet1 --vlan 20");
  await lab.out("ngbuddy create a10 v10");
  await lab.out("ngbuddy create a20 v20");
  await lab.out("ifconfig a10 inet 10.10.0.1/24");
  await lab.out("ifconfig a20 inet 10.20.0.1/24");
  const before = snapshot(lab);
  const uplink = /(\S*link\d+) +\S+ +vlan/.exec(await lab.out("ngctl show v10:"))![1]!;
  const captured = await whileCapturing(lab, `v10:${uplink}`, async () => {
    await lab.run("ping -c 1 -W 100 10.10.0.9");
    await lab.run("ping -c 1 -W 100 10.20.0.9");
  });
  const asked = framesOf(captured).map(({ bytes }) => [...bytes.subarray(38, 42)].join("."));
  expect(asked).toEqual(["10.10.0.9"]);
  expect(snapshot(lab)).toEqual(before);
});

describe("a guest whose port has nodes with settings of their hooks", () => {
  test("is captured where nothing of that is lost", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --mirror mon0");
    const before = snapshot(lab);
    const captured = await whileCapturing(lab, "web1", () => lab.out("ping -c 1 10.60.0.2"));
    expect(framesOf(captured).length).toBe(4);
    expect(snapshot(lab)).toEqual(before);
  });

  test.each(["--guard", "--rate 10M", "--isolate", "--guard --rate 10M --isolate", "--vlan 10"])(
    "is captured, and its port is as before and during: %s",
    async (settings) => {
      const lab = await jails("web1", "web2");
      await lab.out(`ngbuddy port web1 ${settings}`);
      const before = [snapshot(lab), await settingsOf(lab)];
      const frames = async () =>
        (await lab.run("ping -c 2 -i 0.01 -W 100 10.60.0.2")).stdout.match(
          /\d packets received/,
        )?.[0];
      const answered = await frames();
      let during: unknown;
      const captured = await whileCapturing(lab, "web1", async () => {
        during = await settingsOf(lab);
        expect(await frames()).toBe(answered!);
        await lab.run("jexec web1 ping -c 1 -W 100 10.60.0.99");
      });
      expect(framesOf(captured).length).toBeGreaterThan(0);
      expect(during).toEqual(before[1]);
      expect([snapshot(lab), await settingsOf(lab)]).toEqual(before);
    },
  );

  test("keeps its guard, before, during and after", async () => {
    const lab = await jails("web1", "web2");
    await lab.out("ngbuddy port web1 --guard");
    const own = /ether (\S+)/.exec(await lab.out("jexec web1 ifconfig web1"))![1]!;
    const reaches = async () => {
      await lab.out("jexec web1 arp -da");
      return (await lab.run("jexec web1 ping -q -c 1 -W 100 10.60.0.3")).status === 0;
    };
    const isGuarded = async () => {
      const asItself = await reaches();
      await lab.out("jexec web1 ifconfig web1 ether 02:00:00:00:00:66");
      const asAnother = await reaches();
      await lab.out(`jexec web1 ifconfig web1 ether ${own}`);
      return asItself && !asAnother;
    };
    expect(await isGuarded()).toBe(true);
    await whileCapturing(lab, "web1", async () => expect(await isGuarded()).toBe(true));
    expect(await isGuarded()).toBe(true);
  });
});

test("frames that came in by a NIC with a VLAN tag have it in the file, on the NIC's link and on a guest's", async () => {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge lan vtnet0");
  await lab.out("ngbuddy jail fw lan");
  const nic = lab.lab.host.interface("vtnet0")!;
  const to = [255, 255, 255, 255, 255, 255];
  const from = [2, 0, 0, 0, 0, 9];
  const frame = Uint8Array.of(...to, ...from, 0x81, 0, 0xa0, 10, 8, 0, ...new Array(46).fill(7));
  for (const what of ["lan", "fw"]) {
    const captured = await whileCapturing(lab, `${what} --filter vlan`, async () =>
      nic.receive(frame),
    );
    const found = framesOf(captured).map(({ bytes }) => Buffer.from(bytes).toString("hex"));
    expect([what, found]).toEqual([what, [Buffer.from(frame).toString("hex")]]);
  }
});

test("a guest with as long a name as there is is captured", async () => {
  const lab = await jails("web1");
  const name = "jail_with_15_ab";
  await lab.out(`ngbuddy jail ${name} private`);
  await lab.out(`jail -c name=as_long_as_any_node path=/ vnet vnet.interface=${name} persist`);
  await lab.out(`jexec as_long_as_any_node ifconfig ${name} inet 10.60.0.9/24`);
  const before = snapshot(lab);
  const captured = await whileCapturing(lab, "as_long_as_any_node", () =>
    lab.out("ping -c 1 10.60.0.9"),
  );
  expect(framesOf(captured).length).toBeGreaterThan(0);
  expect(snapshot(lab)).toEqual(before);
});

/** What the nodes of web1's port are set to. */
async function settingsOf({ out }: BuddyLab): Promise<string[]> {
  const names = (await out("ngctl list -n")).match(/web1_(?:guard|rate|isolate|mark)/g) ?? [];
  const told: string[] = [];
  for (const name of [...new Set(names)].sort()) {
    const commands = name.endsWith("_guard")
      ? ["getprogram guest", "getprogram bridge"]
      : name.endsWith("_rate")
        ? ["getconf"]
        : ["gethookin guest", "gethookin bridge", "gethookout guest", "gethookout bridge"];
    for (const command of commands) {
      const [message, ...args] = command.split(" ");
      const text = await out(
        ["ngctl", "msg", `${name}:`, message, ...args.map((arg) => `"${arg}"`)].join(" "),
      );
      told.push(`${name} ${text.slice(text.indexOf("Args:"))}`);
    }
  }
  return told;
}

test.each([
  ["capture", 64, "LINK"],
  ["capture web9 -w /nonexistent/a", 65, 'no guest "web9" on any bridge; did you mean web1?'],
  ["capture web1 -c 0", 64, '--count must be a number of frames, 1 or more, and is "0"'],
  ["capture web1 -s x", 64, '--snap-length must be a number of bytes, 1 or more, and is "x"'],
  ["capture web1 -s 999999", 64, "--snap-length must be at most 262144 bytes"],
  ["capture web1 --duration soon", 64, "--duration must be a time such as 90s"],
  ["capture web1 --filter hots", 64, '--filter: at character 1: "hots" is not known'],
  ["capture web1 -w -", 64, "standard output is a terminal, which shows no frames; give a file:"],
  ["capture web1 -w /nonexistent/a", 73, "capture: cannot write /nonexistent/a: no such file"],
])("%s is refused in one line, and nothing is changed", async (words, status, why) => {
  const lab = await jails("web1");
  const before = snapshot(lab);
  const { stderr, ...refused } = await lab.ngbuddy(words);
  expect(refused).toEqual({ status, stdout: "" });
  expect(stderr).toContain(why);
  expect(stderr.trimEnd().split("\n").length).toBe(1);
  expect(snapshot(lab)).toEqual(before);
});

test("a dry run shows the steps and changes nothing", async () => {
  const lab = await jails("web1");
  const before = snapshot(lab);
  expect(await lab.out("ngbuddy capture web1 -n")).toContain(
    "put capture_web1 into the link of web1",
  );
  expect(snapshot(lab)).toEqual(before);
});
