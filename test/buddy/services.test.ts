/** ngbuddy's services that stay: what they say and do in a lab as on a host. */
import { afterEach, expect, test } from "bun:test";
import { type BuddyLab, buddyLab } from "../support/buddylab.ts";

const MESSAGES = "/var/log/messages";
let lab: BuddyLab;

afterEach(() => lab.lab.endDaemons());

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

/** Waits for a line of the system log. */
async function logged(line: RegExp): Promise<string> {
  const found = () => (lab.files.exists(MESSAGES) ? lab.files.read(MESSAGES) : "").match(line);
  await until(() => found() !== null);
  return found()![1] ?? "";
}

test("the monitor runs from boot on, until it is stopped or the host goes down", async () => {
  lab = buddyLab();
  lab.files.append("/etc/rc.conf", 'ngbuddy_monitor_args="--interval 0.1"\n');
  expect(await lab.out("service ngbuddy_monitor start")).toStartWith("Cannot 'start'");
  await lab.out("service ngbuddy_monitor enable");
  expect(await lab.out("service ngbuddy_monitor start")).toBe("Starting ngbuddy_monitor.\n");
  const pid = lab.files.read("/var/run/ngbuddy_monitor.pid");
  expect(await lab.out("service ngbuddy_monitor status")).toBe(
    `ngbuddy_monitor is running as pid ${pid}.\n`,
  );
  expect(await lab.run("service ngbuddy_monitor start")).toEqual({
    status: 1,
    stdout: "",
    stderr: `ngbuddy_monitor already running?  (pid=${pid}).\n`,
  });
  await lab.out("reboot");
  expect(lab.files.read("/var/run/ngbuddy_monitor.pid")).not.toBe(pid);
  await logged(/ ngbuddy: watching .* ngbuddy: watching /s);
  await lab.out("ngbuddy bridge lan vtnet1");
  await logged(/ ngbuddy: bridge made: lan/);
  expect(await lab.out("service ngbuddy_monitor stop")).toMatch(
    /^Stopping ngbuddy_monitor\.\nWaiting for PIDS: \d+\.\n$/,
  );
  expect(await lab.run("service ngbuddy_monitor stop")).toEqual({
    status: 1,
    stdout: "",
    stderr: "ngbuddy_monitor not running? (check /var/run/ngbuddy_monitor.pid).\n",
  });
  expect((await lab.run("service ngbuddy_monitor status")).status).toBe(1);
});

test("the exporter serves until it is stopped, and says where in the system log", async () => {
  lab = buddyLab();
  lab.files.append("/etc/rc.conf", 'ngbuddy_exporter_listen="127.0.0.1:0"\n');
  await lab.out("service ngbuddy_exporter onestart");
  const address = await logged(/ ngbuddy: metrics at (http:\S+);/);
  expect(await (await fetch(address)).text()).toContain("ngbuddy_up 1");
  await lab.out("service ngbuddy_exporter onestop");
  for (;;) {
    const isThere = await fetch(address).then(
      () => true,
      () => false,
    );
    if (!isThere) break;
  }
});

test("a program that ends is run again after ten seconds, as daemon(8) does", async () => {
  lab = buddyLab();
  await lab.out("service ngbuddy_agent onestart");
  await logged(/ngbuddy: agent: there is no \/usr\/local\/etc\/ngbuddy\.agent/);
  const lines = () => lab.files.read(MESSAGES).match(/there is no/g)!.length;
  expect(lines()).toBe(1);
  lab.lab.clock.advance(10_000);
  await until(() => lines() === 2);
});

test("what rc.conf has that a shell would act on is refused", async () => {
  lab = buddyLab();
  for (const [service, variable] of [
    ["ngbuddy_monitor", "ngbuddy_monitor_args"],
    ["ngbuddy_exporter", "ngbuddy_exporter_args"],
    ["ngbuddy_exporter", "ngbuddy_exporter_listen"],
    ["ngbuddy_agent", "ngbuddy_agent_args"],
  ] as const) {
    lab.files.write("/etc/rc.conf", `${variable}='--rate;id'\n`);
    const { status, stderr } = await lab.run(`service ${service} onestart`);
    expect([status, stderr]).toEqual([78, expect.stringContaining(`${service}: ${variable}: `)]);
    expect(lab.lab.daemons.size).toBe(0);
    // It is no reason not to stop.
    expect((await lab.run(`service ${service} onestatus`)).status).toBe(1);
  }
});
