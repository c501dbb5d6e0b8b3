/** `ngbuddy monitor`: what it prints, what stands in the log, and what it does when a host cannot be read. */
import { expect, test } from "bun:test";
import { runNgbuddy } from "../../src/cli/ngbuddy.ts";
import type { Host } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { errno, NetgraphError } from "../../src/netgraph/errno.ts";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

/** A monitor that runs, and what it has said. */
function monitoring(lab: BuddyLab, words: string, host: Host = labHost(lab.lab)) {
  const said = { out: "", err: "" };
  const end = new AbortController();
  const running = runNgbuddy(
    ["monitor", "--interval", "0.1", ...words.split(" ").filter((word) => word !== "")],
    {
      out: (text) => {
        said.out += text;
      },
      err: (text) => {
        said.err += text;
      },
      env: {},
      terminal: () => undefined,
      signal: end.signal,
    },
    async () => host,
    () => {},
  );
  const until = async (isSo: () => boolean) => {
    while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
  };
  return {
    said,
    until,
    begun: () => until(() => said.err.includes("watching")),
    async ended() {
      end.abort();
      return await running;
    },
  };
}

async function withBridge(): Promise<BuddyLab> {
  const lab = buddyLab();
  await lab.out("ngbuddy bridge private gw0");
  return lab;
}

test("a line is printed for what happens, and Control-C ends it", async () => {
  const lab = await withBridge();
  const monitor = monitoring(lab, "");
  await monitor.begun();
  expect(monitor.said.err).toBe("ngbuddy: watching 1 bridge with 1 link; to end it: Control-C\n");
  await lab.out("ngbuddy jail web1 private");
  await monitor.until(() => monitor.said.out !== "");
  expect(monitor.said.out).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ link made: web1 on bridge private \(link1\)\n$/,
  );
  expect(await monitor.ended()).toBe(0);
});

test("--json prints an object a line, whatever a jail calls itself", async () => {
  const lab = await withBridge();
  const monitor = monitoring(lab, "--json");
  await monitor.begun();
  await lab.lab.capture(["jail", "-c", "name=x\u001b[2J\u202e", "path=/", "persist"]);
  await monitor.until(() => monitor.said.out.includes("jail started"));
  for (const harmful of ["\u001b", "\u202e"]) expect(monitor.said.out).not.toContain(harmful);
  const event = JSON.parse(monitor.said.out.trim().split("\n")[0]!);
  expect(event).toMatchObject({ version: 1, event: "jail started", level: "notice", jid: 1 });
  await monitor.ended();
});

test("--syslog writes into the system log, and nothing on standard output", async () => {
  const lab = await withBridge();
  const monitor = monitoring(lab, "--syslog");
  await monitor.begun();
  await lab.out("ngbuddy jail web1 private");
  const log = () =>
    lab.files.exists("/var/log/messages") ? lab.files.read("/var/log/messages") : "";
  await monitor.until(() => log().includes("ngbuddy: "));
  expect(log()).toMatch(/ ngbuddy: link made: web1 on bridge private \(link1\)\n$/);
  expect(monitor.said.out).toBe("");
  await monitor.ended();
});

test("a host that cannot be read for a time is told of once, and watched on", async () => {
  const lab = await withBridge();
  const host = labHost(lab.lab);
  let isBroken = false;
  let failed = 0;
  const breaking: Host = {
    ...host,
    async openNetgraph() {
      if (!isBroken) return await host.openNetgraph();
      failed++;
      throw new NetgraphError("socket", "PF_NETGRAPH", errno.ENOBUFS);
    },
  };
  const monitor = monitoring(lab, "", breaking);
  await monitor.begun();
  isBroken = true;
  await monitor.until(() => failed > 1);
  await lab.out("ngbuddy jail web1 private");
  isBroken = false;
  await monitor.until(() => monitor.said.out !== "");
  await monitor.until(() => monitor.said.err.includes("again"));
  const [, ...lines] = monitor.said.err.trim().split("\n");
  expect(lines).toEqual([
    expect.stringContaining("PF_NETGRAPH"),
    "ngbuddy: the host can be read again",
  ]);
  expect(monitor.said.out).toContain("link made: web1");
  await monitor.ended();
});

test.each([
  ["--rate fast", "monitor: --rate fast: give bits a second, such as 100M or 2.5G"],
  ["--rate 0", "monitor: --rate 0: give bits a second"],
  ["--interval 0", "monitor: --interval 0: give 0.1 to 3600 seconds"],
])("%s is refused in one line", async (words, why) => {
  const refused = await buddyLab().ngbuddy(`monitor ${words}`);
  expect(refused).toMatchObject({ status: 64, stdout: "" });
  expect(refused.stderr).toStartWith(`ngbuddy: ${why}`);
});
