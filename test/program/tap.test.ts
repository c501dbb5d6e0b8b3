/** `lab attach`: real programs of Linux talk to a lab over TAP devices. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { executable } from "../support/executable.ts";
import {
  type Namespace,
  namespaceBeside,
  newNamespace,
  type Output,
  outputOf,
} from "../support/namespaces.ts";

let place: string;
/** Where the lab's process is, and another one. */
let home: Namespace;
let other: Namespace;

const ngbuddy = (...args: string[]) =>
  outputOf(home.command(executable, ...args), {
    ...process.env,
    NGBUDDY_LAB: join(place, "lab"),
    // Labs of others are in no list of ours.
    XDG_STATE_HOME: join(place, "state"),
  });

async function well(ran: Promise<Output>): Promise<string> {
  const { status, stdout, stderr } = await ran;
  expect([status, stderr]).toEqual([0, ""]);
  return stdout;
}

/** A host with NICs whose wires have nobody on them. */
function startHost(nics: readonly string[], files: { readonly [path: string]: string } = {}) {
  const file = join(place, "host.json");
  const interfaces = nics.map((name) => ({ name, up: true }));
  writeFileSync(file, JSON.stringify({ hostname: "belltower", interfaces, files }));
  return well(ngbuddy("lab", "start", "--host", file));
}

/** Gives a device of a namespace its address. */
async function setUp(where: Namespace, device: string, address: string): Promise<void> {
  await well(where.run("ip", "addr", "add", address, "dev", device));
  await well(where.run("ip", "link", "set", device, "up"));
}

const devicesOf = async (where: Namespace) =>
  (await well(where.run("ip", "-o", "link"))).split("\n").map((line) => line.split(":")[1]?.trim());

beforeEach(async () => {
  place = mkdtempSync(join(tmpdir(), "ngbuddy-tap-"));
  home = await newNamespace();
  other = await namespaceBeside(home);
});
afterEach(async () => {
  await ngbuddy("lab", "stop");
  home[Symbol.dispose]();
  other[Symbol.dispose]();
  rmSync(place, { recursive: true, force: true });
});

describe("a TAP device on the wire of a lab's NIC", () => {
  test("lets Linux ping the lab's host and its LAN, the lab ping Linux, and tcpdump see it", async () => {
    await well(ngbuddy("lab", "start"));
    await well(ngbuddy("lab", "attach", "vtnet0", "--tap", "tap0"));
    await setUp(home, "tap0", "10.2.70.9/24");
    const seen = await home.serve(/listening on tap0/, "tcpdump", "-ln", "-i", "tap0", "icmp");
    for (const address of ["10.2.70.107", "10.2.70.1"])
      expect(await well(home.run("ping", "-c", "2", "-i", "0.01", address))).toContain(
        " 2 received, 0% packet loss",
      );
    expect(
      await well(ngbuddy("lab", "exec", "ping", "-c", "2", "-i", "0.01", "10.2.70.9")),
    ).toContain("2 packets received, 0.0% packet loss");
    await seen(/IP 10\.2\.70\.9 > 10\.2\.70\.107: ICMP echo request/);
    await seen(/IP 10\.2\.70\.1 > 10\.2\.70\.9: ICMP echo reply/);
    await seen(/IP 10\.2\.70\.107 > 10\.2\.70\.9: ICMP echo request/);
  });

  test("is there in another network namespace, shown in the list, and gone when it is detached", async () => {
    await well(ngbuddy("lab", "start"));
    const netns = ["--netns", String(other.pid)];
    await well(ngbuddy("lab", "attach", "vtnet0", "--tap", "wire", ...netns));
    expect(await devicesOf(other)).toContain("wire");
    expect(await devicesOf(home)).not.toContain("wire");
    const { labs } = JSON.parse(await well(ngbuddy("lab", "list", "--json")));
    expect(labs.find(({ running }: { running: boolean }) => running).taps).toEqual([
      { tap: "wire", interface: "vtnet0", netns: `/proc/${other.pid}/ns/net` },
    ]);
    expect(await well(ngbuddy("lab", "list"))).toContain(", wire at vtnet0)");
    await well(ngbuddy("lab", "detach", "wire"));
    expect(await devicesOf(other)).not.toContain("wire");
  });

  test("keeps its lab in use, so that this does not end by itself meanwhile", async () => {
    await startHost(["em0"]);
    const lastUsed = async () => {
      const { labs } = JSON.parse(await well(ngbuddy("lab", "list", "--json")));
      const [{ lastUsed = "" } = {}] = labs as { lastUsed?: string }[];
      return Date.parse(lastUsed);
    };
    await well(ngbuddy("lab", "attach", "em0", "--tap", "ngtap0"));
    const first = await lastUsed();
    expect(first).toBeGreaterThan(0);
    expect(await lastUsed()).toBeGreaterThan(first);
  });

  test("stays where its NIC is when the lab's host is booted, and goes when the lab stops", async () => {
    await well(ngbuddy("lab", "start"));
    await well(ngbuddy("lab", "attach", "vtnet0", "--tap", "tap0"));
    await setUp(home, "tap0", "10.2.70.9/24");
    const set = ["sysrc", "ifconfig_vtnet0=inet 10.2.70.60/24"];
    await well(ngbuddy("lab", "exec", ...set));
    await ngbuddy("lab", "exec", "reboot", "-q");
    expect(await well(home.run("ping", "-c", "1", "10.2.70.60"))).toContain(" 1 received");
    await well(ngbuddy("lab", "stop"));
    expect(await devicesOf(home)).not.toContain("tap0");
  });

  test("is the user's own when it was there before: it stays when it is detached", async () => {
    await well(home.run("ip", "tuntap", "add", "dev", "mine", "mode", "tap"));
    await well(ngbuddy("lab", "start"));
    await well(ngbuddy("lab", "attach", "vtnet0", "--tap", "mine"));
    await well(ngbuddy("lab", "detach", "mine"));
    expect(await devicesOf(home)).toContain("mine");
    // It is free again.
    await well(ngbuddy("lab", "attach", "vtnet0", "--tap", "mine"));
  });

  test("that its machine takes away is let go, and the lab's log says so", async () => {
    await well(ngbuddy("lab", "start"));
    await well(ngbuddy("lab", "attach", "vtnet0", "--tap", "tap0"));
    await well(home.run("ip", "link", "delete", "tap0"));
    expect(await well(ngbuddy("lab", "list"))).not.toContain("tap0");
    expect(await well(ngbuddy("lab", "log"))).toContain("tap0: detached: the device is gone");
  });

  test("on the wire of an interface that goes is let go with it", async () => {
    await well(ngbuddy("lab", "start"));
    await well(ngbuddy("lab", "exec", "ifconfig", "epair0", "create"));
    await well(ngbuddy("lab", "attach", "epair0b", "--tap", "tap0"));
    await well(ngbuddy("lab", "exec", "ifconfig", "epair0a", "destroy"));
    expect(await well(ngbuddy("lab", "list"))).not.toContain("tap0");
    expect(await devicesOf(home)).not.toContain("tap0");
  });
});

describe("lab attach says in one line what is wrong with", () => {
  const attach = async (...args: string[]) => {
    const { status, stdout, stderr } = await ngbuddy("lab", "attach", ...args);
    expect(stdout).toBe("");
    return [status, stderr];
  };

  test("names, interfaces, namespaces and devices that cannot be", async () => {
    await well(ngbuddy("lab", "start"));
    for (const name of ["a b", "$(reboot)", "..", "-x", "sixteen-letters-", "tap%d", "a/b", ""])
      expect(await attach("vtnet0", `--tap=${name}`)).toEqual([
        64,
        `ngbuddy: lab attach: a TAP device cannot be called "${name}"; give 1 to 15 letters, digits, _, - and ., and not - first\n`,
      ]);
    expect(await attach("vtnet0")).toEqual([
      64,
      expect.stringMatching(/^ngbuddy: lab attach: which device\? .*\n$/),
    ]);
    expect(await attach("vtnet7", "--tap", "tap0")).toEqual([
      68,
      "ngbuddy: there is no interface vtnet7; the host has vtnet0\n",
    ]);
    expect(await attach("lo0", "--tap", "tap0")).toEqual([
      69,
      "ngbuddy: lo0 has no wire of its own (a loopback interface); attach to a NIC, an eiface or an epair\n",
    ]);
    expect(await attach("vtnet0", "--tap", "tap0", "--netns", "nosuch")).toEqual([
      66,
      "ngbuddy: there is no network namespace /run/netns/nosuch\n",
    ]);
    expect(await attach("vtnet0", "--tap", "tap0", "--netns", executable)).toEqual([
      66,
      `ngbuddy: ${executable} is no network namespace\n`,
    ]);
    await well(home.run("ip", "link", "add", "br0", "type", "bridge"));
    expect(await attach("vtnet0", "--tap", "br0")).toEqual([
      69,
      "ngbuddy: br0 is there already, and is no TAP device\n",
    ]);
    await well(ngbuddy("lab", "attach", "vtnet0", "--tap", "tap0"));
    expect(await attach("vtnet0", "--tap", "tap0")).toEqual([
      75,
      "ngbuddy: tap0 is attached already, to vtnet0\n",
    ]);
    const { status, stderr } = await ngbuddy("lab", "detach", "tap1");
    expect([status, stderr]).toEqual([
      68,
      "ngbuddy: no TAP device tap1 is attached; attached: tap0\n",
    ]);
  });

  test("a device that another lab holds", async () => {
    await well(ngbuddy("lab", "start"));
    await well(ngbuddy("lab", "attach", "vtnet0", "--tap", "tap0"));
    const env = { ...process.env, NGBUDDY_LAB: join(place, "second") };
    const second = (...args: string[]) => outputOf(home.command(executable, "lab", ...args), env);
    await well(second("start"));
    const { status, stderr } = await second("attach", "vtnet0", "--tap", "tap0");
    await well(second("stop"));
    expect([status, stderr]).toEqual([
      75,
      "ngbuddy: tap0 is held by another program, or by another lab\n",
    ]);
  });
});

test("Debian's dnsmasq gives a lab's jail its lease", async () => {
  await startHost(["vtnet0"], {
    "/etc/rc.conf":
      'hostname="belltower"\nifconfig_vtnet0="up"\nngbuddy_enable="YES"\nngbuddy_public_if="vtnet0"\n',
    "/etc/jail.conf": `web { path = /jails/web; vnet; vnet.interface = web;
 exec.prestart = "service ngbuddy jail web public";
 exec.start = "/bin/sh /etc/rc"; }`,
    "/jails/web/etc/rc.conf": 'ifconfig_web="SYNCDHCP"\n',
  });
  await ngbuddy("lab", "boot");
  await well(ngbuddy("lab", "attach", "vtnet0", "--tap", "tap0", "--netns", String(other.pid)));
  await setUp(other, "tap0", "10.77.0.1/24");
  await other.serve(
    /DHCP, sockets bound/,
    ...["dnsmasq", "--no-daemon", "--conf-file=/dev/null", "--port=0", "--user=", "--group="],
    ...["--interface=tap0", "--bind-interfaces", "--no-ping", "--pid-file="],
    ...["--dhcp-range=10.77.0.50,10.77.0.59,1h", `--dhcp-leasefile=${join(place, "leases")}`],
  );
  await well(ngbuddy("lab", "exec", "service", "jail", "onestart", "web"));
  const inside = await well(ngbuddy("lab", "exec", "jexec", "web", "ifconfig", "web"));
  const [, address = "none"] = /inet (10\.77\.0\.5\d) netmask/.exec(inside) ?? [];
  expect(await well(other.run("ping", "-c", "1", address))).toContain(" 1 received");
  const routes = await well(ngbuddy("lab", "exec", "jexec", "web", "netstat", "-rn4"));
  expect(routes).toMatch(/^default +10\.77\.0\.1 +UGS/m);
});

test("iperf3 runs between two network namespaces through the lab's bridge", async () => {
  await startHost(["vtnet0", "vtnet1"]);
  await well(ngbuddy("lab", "exec", "kldload", "ng_ether"));
  await well(ngbuddy("lab", "exec", "ngctl", "mkpeer", "vtnet0:", "bridge", "lower", "link0"));
  await well(
    ngbuddy("lab", "exec", "ngctl", "connect", "vtnet1:", "vtnet0:lower", "lower", "link1"),
  );
  for (const nic of ["vtnet0", "vtnet1"])
    await well(ngbuddy("lab", "exec", "ngctl", "msg", `${nic}:`, "setpromisc", "1"));
  for (const [at, where] of [home, other].entries()) {
    await well(
      ngbuddy("lab", "attach", `vtnet${at}`, "--tap", "tap0", "--netns", String(where.pid)),
    );
    await setUp(where, "tap0", `10.77.0.${at + 1}/24`);
  }
  await other.serve(/Server listening/, "iperf3", "-s", "-1", "--forceflush");
  const megabytes = 20;
  const { end } = JSON.parse(
    await well(home.run("iperf3", "-J", "-c", "10.77.0.2", "-n", `${megabytes}M`)),
  );
  // What is on its way when all is sent iperf3 does not wait for.
  expect(end.sum_received.bytes).toBeGreaterThan((megabytes / 2) * 1024 * 1024);
  const bridge = await well(
    ngbuddy("lab", "exec", "ngctl", "msg", "vtnet0:lower", "getstats", "1"),
  );
  const [, sent = "0"] = /xmitOctets=(\d+)/.exec(bridge) ?? [];
  expect(Number(sent)).toBeGreaterThan((megabytes / 2) * 1024 * 1024);
});
