import { describe, expect, test } from "bun:test";
import { bridgeWith, makeJail, testLab } from "../../../test/support/lab.ts";

describe("ping", () => {
  test("waits a second between requests, ten for an answer that does not come, and none after the last", async () => {
    const { run, clock } = testLab();
    await run("ping -c 4 10.2.70.1");
    expect(clock.now()).toBe(3_000);
    await run("ping -c 2 -i 0.2 10.2.70.99");
    expect(clock.now()).toBe(3_000 + 400 + 10_000);
    await run("ping -c 1 -W 500 10.2.70.99");
    expect(clock.now()).toBe(13_400 + 1000 + 500);
    await run("ping -t 5 10.2.70.99");
    expect(clock.now()).toBe(14_900 + 5_000);
  });

  test("fails with status 2 and tells why nothing can be sent", async () => {
    const { run } = testLab();
    await run("route delete default");
    expect(await run("ping -c 2 192.0.2.1")).toEqual({
      status: 2,
      stdout:
        "PING 192.0.2.1 (192.0.2.1): 56 data bytes\n\n--- 192.0.2.1 ping statistics ---\n2 packets transmitted, 0 packets received, 100.0% packet loss\n",
      stderr: "ping: sendto: No route to host\nping: sendto: No route to host\n",
    });
  });

  test("is quiet, stops after one answer, and does not time what is too short to carry a time", async () => {
    const { out } = testLab();
    expect(await out("ping -q -c 2 10.2.70.1")).toBe(`PING 10.2.70.1 (10.2.70.1): 56 data bytes

--- 10.2.70.1 ping statistics ---
2 packets transmitted, 2 packets received, 0.0% packet loss
round-trip min/avg/max/stddev = 0.000/0.000/0.000/0.000 ms
`);
    expect(
      await out("ping -o -s 4 -S 10.2.70.107 10.2.70.20"),
    ).toBe(`PING 10.2.70.20 (10.2.70.20) from 10.2.70.107: 4 data bytes
12 bytes from 10.2.70.20: icmp_seq=0 ttl=64

--- 10.2.70.20 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
`);
  });

  test("without an end goes on until it is stopped", async () => {
    const { lab } = testLab();
    const controller = new AbortController();
    let lines = 0;
    const status = await lab.run(["ping", "10.2.70.1"], {
      out: (text) => {
        if (text.startsWith("64 bytes") && ++lines === 5) controller.abort();
      },
      err: () => {},
      signal: controller.signal,
    });
    expect([status, lines]).toEqual([0, 5]);
  });

  test("refuses what it cannot read, as FreeBSD's does", async () => {
    const { run } = testLab();
    const refusals: [string, number, string][] = [
      ["ping -c 0 10.2.70.1", 64, "ping: invalid count of packets to transmit: `0'\n"],
      ["ping -i x 10.2.70.1", 64, "ping: invalid timing interval: `x'\n"],
      ["ping -s 70000 10.2.70.1", 64, "ping: packet size too large: 70000 > 65507\n"],
      ["ping -c 1 nosuch.example", 1, "ping: Unknown host\n"],
      ["ping -c 1 2001:db8::1", 1, "ping: UDP connect: No route to host\n"],
      ["ping -6 -c 1 nosuch", 68, "ping: cannot resolve nosuch: Name does not resolve\n"],
      ["ping6 -c 0 ::1", 1, "ping6: illegal number of packets -- 0\n"],
      ["ping -c 1 -S fd00::9 ::1", 1, "ping: bind: Can't assign requested address\n"],
      ["ping -c 1 -I nosuch ff02::1", 1, "ping: nosuch: invalid interface name\n"],
      ["ping -c 1 -S 192.0.2.1 10.2.70.1", 1, "ping: bind: Can't assign requested address\n"],
      ["ping -R 10.2.70.1", 1, "ping: -R: not emulated in a lab\n"],
    ];
    for (const [line, status, stderr] of refusals) {
      expect([line, await run(line)]).toEqual([line, { status, stdout: "", stderr }]);
    }
    expect((await run("ping")).stderr).toStartWith("usage: ping [-4AaDdfHnoQqRrv] ");
  });
});

describe("ping over IPv6", () => {
  test("is told by the address, -6, its name or the host's, and names the link of link-local addresses", async () => {
    const { out } = testLab();
    const own = "PING(56=40+8+8 bytes) ::1 --> ::1\n16 bytes from ::1, icmp_seq=0 hlim=64 time=";
    for (const line of ["ping -c 1 ::1", "ping -6 -c1 localhost", "ping6 -c1 localhost"]) {
      expect(await out(line)).toStartWith(own);
    }
    expect(
      await out("ping -c 1 -s 4 fe80::1%lo0"),
    ).toBe(`PING(52=40+8+4 bytes) fe80::1%lo0 --> fe80::1%lo0
12 bytes from fe80::1%lo0, icmp_seq=0 hlim=64

--- fe80::1%lo0 ping statistics ---
1 packets transmitted, 1 packets received, 0.0% packet loss
`);
    expect(await out("ping -4 -c 1 localhost")).toStartWith("PING localhost (127.0.0.1): 56 ");
  });

  test("of a group hears everybody in it, and marks who is heard again", async () => {
    const { lab, out, clock } = testLab();
    bridgeWith(lab, ["a"]);
    await out("ifconfig a inet6 fe80::7/64");
    clock.advance(1000);
    expect(await out("ping -c 1 ff02::1%a")).toContain(
      "fe80::7%a --> ff02::1%a\n16 bytes from fe80::7%a,",
    );
  });
});

describe("ping by netgraph", () => {
  /** A file of ngctl's commands, run from one socket. */
  async function graph({ lab, out }: ReturnType<typeof testLab>, ...lines: string[]) {
    lab.files.write("/tmp/graph", `${lines.join("\n")}\n`);
    await out("ngctl -f /tmp/graph");
  }

  test("takes the time that a pipe with a delay and a bandwidth needs", async () => {
    const lab = testLab();
    await lab.out("kldload ng_ether");
    await graph(
      lab,
      "mkpeer vtnet0: pipe lower lower",
      "name vtnet0:lower shaper",
      "connect vtnet0: shaper: upper upper",
    );
    // 98 bytes and 24 on the line are 97 µs of 10 Mbit/s, there and back.
    const config = "{ bandwidth=10000000 delay=20000 }";
    await lab.lab.capture(["ngctl", "msg", "shaper:", "setcfg", config]);
    await lab.out("ping -c 1 10.2.70.1");
    expect(await lab.out("ping -c 1 10.2.70.1")).toContain("time=40.194 ms");
  });

  test("says what the graph at an interface's upper hook refuses", async () => {
    const lab = testLab();
    await lab.out("kldload ng_ether");
    await lab.out("ping -c 1 10.2.70.1");
    await graph(lab, "mkpeer vtnet0: split upper out");
    expect((await lab.run("ping -c 1 10.2.70.1")).stderr).toBe("ping: sendto: Invalid argument\n");
  });

  test("goes through two point-to-point interfaces that are connected", async () => {
    const lab = testLab();
    await graph(lab, "mkpeer iface x inet", "mkpeer .:x iface inet6 inet6", "msg .:x getifname");
    const jail = makeJail(lab.lab, "j");
    await lab.out("ifconfig ng1 vnet j");
    await graph(lab, "rmhook ng0: inet6", "connect ng0: ng1: inet inet");
    await lab.out("ifconfig ng0 inet 10.9.0.1 10.9.0.2");
    await lab.out("ifconfig ng1 inet 10.9.0.2 10.9.0.1", { jail });
    expect(await lab.out("ping -c 1 10.9.0.2")).toContain("64 bytes from 10.9.0.2");
  });

  test("says that a tunnel by GRE is not emulated, and so does dmesg, once", async () => {
    const lab = testLab();
    await graph(lab, "mkpeer iface x inet6", "mkpeer ng0: ksocket inet inet/raw/gre");
    await lab.out("ifconfig ng0 inet 10.9.0.1 10.9.0.2");
    const refused = "ping: sendto: Operation not supported\n";
    expect((await lab.run("ping -c 2 10.9.0.2")).stderr).toBe(refused + refused);
    const line =
      "ng_ksocket: [3]: traffic of kernel sockets other than UDP over IPv4 is not emulated in a lab; frames are refused\n";
    expect([await lab.out("dmesg"), await lab.out("dmesg -c"), await lab.out("dmesg")]).toEqual([
      line,
      line,
      "",
    ]);
  });
});
