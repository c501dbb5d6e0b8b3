/** `ngbuddy bench`: what it makes, what it measures, what it leaves alone, and that nothing of it stays. */
import { describe, expect, test } from "bun:test";
import { type Host, ownPlaces } from "../../src/host/host.ts";
import { labHost } from "../../src/lab/host.ts";
import { type BuddyLab, buddyLab, snapshot } from "../support/buddylab.ts";

const SHORT = "--duration 0.01";

async function modulesLoaded(): Promise<BuddyLab> {
  const lab = buddyLab();
  await lab.out("kldload -n ng_ether ng_bridge ng_eiface if_bridge if_epair");
  return lab;
}

const ownFiles = ({ files }: BuddyLab) =>
  files.list(ownPlaces.run).filter((name) => name.endsWith(".conf"));

/** What was measured, of a run that must succeed. */
async function measuredBy(lab: BuddyLab, words: string, host?: Host) {
  const { status, stdout, stderr } = await lab.ngbuddy(`${words} --json`, host);
  expect({ status, stderr }).toMatchObject({ status: 0 });
  const report = JSON.parse(stdout);
  return { ...report, stderr };
}

test("both kinds of bridge are measured in one run, and nothing is left of it", async () => {
  const lab = await modulesLoaded();
  const before = snapshot(lab);
  const { measured, emulated } = await measuredBy(lab, `bench --with if_bridge ${SHORT}`);
  expect(emulated).toBe(true);
  expect(measured.map(({ way }: { way: string }) => way)).toEqual(["ng_bridge", "if_bridge"]);
  for (const one of measured) {
    expect(one.by).toBe("ngbuddy");
    for (const figure of ["bytes", "seconds", "bitsPerSecond", "packetsPerSecond"])
      expect({ figure, value: one[figure] > 0 }).toEqual({ figure, value: true });
  }
  expect(snapshot(lab)).toEqual(before);
  expect(ownFiles(lab)).toEqual([]);
});

test("the table says that a lab's figures are its own", async () => {
  const lab = await modulesLoaded();
  const { stdout } = await lab.ngbuddy(`bench ${SHORT}`);
  expect(stdout).toMatch(/^ +throughput +packets\/s +CPU\nng_bridge +\d.*bit\/s +[\d,]+ +/);
  expect(stdout).toContain("sent by ngbuddy");
  expect(stdout).toContain("emulated, not FreeBSD's");
});

test("inside of a lab it measures, too", async () => {
  const lab = await modulesLoaded();
  expect(await lab.out(`ngbuddy bench ${SHORT}`)).toContain("ng_bridge");
});

test("on a bridge with a NIC the frames go from one link to the other and not out", async () => {
  const lab = await modulesLoaded();
  await lab.out("ngbuddy bridge lan vtnet0");
  const before = snapshot(lab);
  const nic = lab.lab.host.interfaces.find(({ name }) => name === "vtnet0")!;
  const sent = nic.counters.outPackets;
  const { measured } = await measuredBy(lab, `bench lan ${SHORT}`);
  expect(measured[0].name).toBe("ng_bridge lan");
  // A jail announces its address, and asks for the other one's.
  expect(nic.counters.outPackets - sent).toBeLessThan(6);
  expect(snapshot(lab)).toEqual(before);
});

test("a firewall that denies by default is not in the way, and the host's is as before", async () => {
  const lab = await modulesLoaded();
  await lab.out("kldload ipfw");
  await measuredBy(lab, `bench --with if_bridge ${SHORT}`);
  expect(await lab.out("sysctl -n net.inet.ip.fw.enable")).toBe("1\n");
});

test("addresses, names and units that are in use are left alone", async () => {
  const lab = await modulesLoaded();
  for (const line of [
    "ifconfig vtnet0 inet 198.18.0.9/24 alias",
    "jail -c name=ngbuddy_bench_a path=/ vnet persist",
    "ifconfig epair900 create",
    "ifconfig bridge900 create",
    "ngctl mkpeer eiface ether ether",
    "ngbuddy bridge ngbench gw0",
  ])
    await lab.run(line);
  const before = snapshot(lab);
  const { stdout } = await lab.ngbuddy("bench -n --with if_bridge");
  for (const shown of [
    "make jail ngbuddy_bench_a1",
    "name the bridge ngbench1",
    "inet 198.18.1.1/30",
    "make epair901",
    "make epair902",
    "make if_bridge bridge901",
  ])
    expect(stdout).toContain(shown);
  await measuredBy(lab, `bench --with if_bridge ${SHORT}`);
  expect(snapshot(lab)).toEqual(before);
});

test.each([
  ["bench lna", 65, 'no bridge "lna"; did you mean lan?'],
  ["bench --with epair", 64, 'bench: --with must be if_bridge, and is "epair"'],
  ["bench --duration 0", 64, 'up to 1h, and is "0"'],
  ["bench --duration 1e3", 64, 'up to 1h, and is "1e3"'],
  ["bench --traffic nonsense", 64, "bench: --traffic is receive:PORT:SECONDS"],
  ["bench --traffic receive:70000:1", 64, "bench: --traffic is receive:PORT:SECONDS"],
])("%s is refused in one line, and nothing is done", async (words, status, said) => {
  const lab = await modulesLoaded();
  await lab.out("ngbuddy bridge lan vtnet0");
  const before = snapshot(lab);
  const { stderr, ...result } = await lab.ngbuddy(words);
  expect(result).toEqual({ status, stdout: "" });
  expect(stderr).toContain(said);
  expect(stderr.split("\n").length).toBe(2);
  expect(snapshot(lab)).toEqual(before);
});

test("where all addresses for measurements are in use it says so", async () => {
  const lab = await modulesLoaded();
  await lab.out("ifconfig vtnet0 inet 198.18.0.1/15 alias");
  expect(await lab.ngbuddy(`bench ${SHORT}`)).toMatchObject({
    status: 69,
    stderr: expect.stringContaining("all of 198.18.0.0/15, which is for measurements, is in use"),
  });
});

test("Control-C ends it at once, and nothing is left", async () => {
  const lab = await modulesLoaded();
  const before = snapshot(lab);
  const end = new AbortController();
  const host = labHost(lab.lab);
  const interrupting: Host = {
    ...host,
    run(argv, options) {
      if (argv.includes("--traffic")) end.abort();
      return host.run(argv, options);
    },
  };
  expect(await lab.ngbuddy("bench --duration 3600", interrupting, end.signal)).toMatchObject({
    status: 75,
    stdout: "",
    stderr: expect.stringContaining("interrupted"),
  });
  expect(snapshot(lab)).toEqual(before);
  expect(ownFiles(lab)).toEqual([]);
});

describe("with iperf3", () => {
  const done = (received: object) => ({
    ...{ start: { version: "iperf 3.17" }, intervals: [] },
    end: { sum_received: received },
  });
  const refused = { error: "unable to connect to server: Connection refused" };

  /** A FreeBSD with iperf3, whose client prints one of these after the other; the first one that has none ends it. */
  function withIperf(lab: BuddyLab, ...answers: readonly unknown[]): Host {
    const host = labHost(lab.lab);
    const left = [...answers];
    let served = () => {};
    return {
      ...host,
      kind: "freebsd",
      files: {
        ...host.files,
        list: async (path) =>
          path === "/usr/local/bin" ? ["iperf3"] : await host.files.list(path),
      },
      async run(argv, options) {
        const result = { argv, status: 0, stdout: "", stderr: "" };
        if (!argv.includes("/usr/local/bin/iperf3")) return await host.run(argv, options);
        if (argv.includes("-s")) {
          await new Promise<void>((resolve) => {
            served = resolve;
          });
          return result;
        }
        const answer = left.shift();
        if (left.length === 0) served();
        return { ...result, stdout: typeof answer === "string" ? answer : JSON.stringify(answer) };
      },
    };
  }

  test("its figures are taken, and a server that is not there yet is waited for", async () => {
    const lab = await modulesLoaded();
    const before = snapshot(lab);
    const received = done({ bytes: 1_000_000_000, seconds: 0.8, bits_per_second: 1 });
    const host = withIperf(lab, refused, received);
    const { measured, emulated } = await measuredBy(lab, `bench ${SHORT}`, host);
    expect(measured[0]).toMatchObject({ by: "iperf 3.17", bitsPerSecond: 10_000_000_000 });
    expect(emulated).toBe(false);
    expect(snapshot(lab)).toEqual(before);
  });

  test.each([
    [{ error: "unable to send: \x1b[2J" }, 69, "iperf3: unable to send: \\x1b[2J"],
    ["Segmentation fault", 71, "iperf3 printed what is not understood"],
    [done({ bytes: -1, seconds: 1 }), 71, "iperf3 printed what is not understood"],
    [done({ bytes: 1, seconds: 0 }), 71, "iperf3 printed what is not understood"],
  ])("what it fails with (%j) is told, and nothing is left", async (answer, status, said) => {
    const lab = await modulesLoaded();
    const before = snapshot(lab);
    const result = await lab.ngbuddy(`bench ${SHORT}`, withIperf(lab, answer));
    expect(result).toMatchObject({ status, stderr: expect.stringContaining(said) });
    expect(snapshot(lab)).toEqual(before);
  });
});
