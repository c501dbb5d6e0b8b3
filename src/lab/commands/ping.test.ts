import { describe, expect, test } from "bun:test";
import { testLab } from "../../../test/support/lab.ts";

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
      ["ping -c 1 ::1", 1, "ping: IPv6 is not emulated in a lab\n"],
      ["ping -c 1 -S 192.0.2.1 10.2.70.1", 1, "ping: bind: Can't assign requested address\n"],
      ["ping -R 10.2.70.1", 1, "ping: -R: not emulated in a lab\n"],
    ];
    for (const [line, status, stderr] of refusals) {
      expect([line, await run(line)]).toEqual([line, { status, stdout: "", stderr }]);
    }
    expect((await run("ping")).stderr).toStartWith("usage: ping [-4AaDdfHnoQqRrv] ");
  });
});
