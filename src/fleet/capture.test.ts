/** Capturing from afar: what arrives, what ends it, and who may not. */
import { describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as v from "valibot";
import { type BuddyLab, buddyLab } from "../../test/support/buddylab.ts";
import { type FleetBed, fleetBed } from "../../test/support/fleetbed.ts";
import { readPcapng } from "../capture/readpcapng.ts";
import { labHost } from "../lab/host.ts";
import { Captures } from "./agent/captures.ts";
import { ask } from "./ask.ts";
import { captureFrom, signCapture } from "./capture.ts";
import { createFleet } from "./keys.ts";

/** Who asks for no more is given up at once, seconds. */
const IMPATIENT = 0.1;

/** A fleet of one host with a jail, its agent, and a directory with its keys. */
async function withJail(lease = 60) {
  const bed = await fleetBed(["web1"]);
  const lab = bed.labs.get("web1")!;
  await lab.out("ngbuddy bridge private gw0");
  await lab.out("ifconfig gw0 inet 10.60.0.1/24");
  await lab.out("ngbuddy jail www private");
  await lab.out("jail -c name=www path=/ vnet vnet.interface=www persist");
  await lab.out("jexec www ifconfig www inet 10.60.0.2/24");
  await bed.asOwner(async () => {});
  const agent = bed.agent("web1", { captureLease: lease });
  await agent.remarked(/connected/);
  const directory = mkdtempSync(join(tmpdir(), "ngbuddy-fleet-"));
  writeFileSync(join(directory, "fleet.json"), JSON.stringify(bed.file), { mode: 0o600 });
  return { bed, lab, agent, directory };
}

/** Runs `ngbuddy fleet capture` as its owner does. */
function fleetCapture(directory: string, words: string, signal?: AbortSignal) {
  const to = `--fleet ${directory}/fleet.json -w ${directory}/a.pcapng`;
  return buddyLab().ngbuddy(`fleet capture ${words} ${to}`, undefined, signal);
}

const tees = async (lab: BuddyLab) => (await lab.out("ngctl list")).match(/Type: tee/g) ?? [];

const framesIn = (bytes: Uint8Array) =>
  [...readPcapng(bytes)].filter((block) => "frame" in block).length;

/** Asks the host as its owner, with what is signed changed. */
async function begin(bed: FleetBed, change: (sealed: string) => string = (one) => one) {
  const [member] = bed.file.hosts;
  const sealed = signCapture(bed.file.author, member!, { link: "www", seconds: 60 }, Date.now());
  const about = { begin: change(sealed) };
  return await bed.asOwner(({ link }) =>
    ask(link, member!, "capture", v.object({ id: v.string() }), { timeout: 5_000, about }),
  );
}

test("tshark reads names, directions and frames of what is captured from afar", async () => {
  const { bed, lab, agent, directory } = await withJail();
  await using _ = bed;
  const running = fleetCapture(directory, "web1 www -c 4 --filter icmp -s 60");
  await agent.remarked(/the fleet's owner captures on www, for 10 s at most/);
  expect(await lab.run("ping -c 2 10.60.0.2")).toMatchObject({ status: 0 });
  const { status, stderr } = await running;
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr:
      "ngbuddy: capturing on www of web1, for 10 s at most\nngbuddy: captured 4 frames, and the filter left out 2\n",
  });
  const fields = ["frame.interface_name", "frame.packet_flags_direction", "frame.cap_len"];
  const shown = Bun.spawnSync([
    ...["tshark", "-n", "-r", join(directory, "a.pcapng"), "-T", "fields"],
    ...fields.flatMap((field) => ["-e", field]),
  ]);
  expect(shown.stdout.toString().trim().split("\n")).toEqual([
    "www\t0x00000001\t60",
    "www\t0x00000002\t60",
    "www\t0x00000001\t60",
    "www\t0x00000002\t60",
  ]);
  expect(await tees(lab)).toEqual([]);
  await agent.remarked(/the capture on www has ended/);
}, 30_000);

describe("a capture from afar leaves no tee behind", () => {
  test("when its time is over, and its file is whole", async () => {
    const { bed, lab, agent, directory } = await withJail();
    await using _ = bed;
    const running = fleetCapture(directory, "web1 private --duration 1");
    await agent.remarked(/captures on/);
    await lab.out("ping -c 1 10.60.0.2");
    expect(await running).toMatchObject({ status: 0 });
    expect(framesIn(readFileSync(join(directory, "a.pcapng")))).toBe(4);
    expect(await tees(lab)).toEqual([]);
  });

  test("when the asker ends it, and what came until then is there", async () => {
    const { bed, lab, agent, directory } = await withJail();
    await using _ = bed;
    const end = new AbortController();
    const running = fleetCapture(directory, "web1 www", end.signal);
    await agent.remarked(/captures on/);
    await lab.out("ping -c 1 10.60.0.2");
    end.abort();
    expect((await running).stderr).toContain("captured 4 frames");
    expect(await tees(lab)).toEqual([]);
  });

  test("when the asker is gone without a word", async () => {
    const { bed, lab, agent } = await withJail(IMPATIENT);
    await using _ = bed;
    expect(await begin(bed)).toMatchObject({ value: { id: expect.any(String) } });
    await agent.remarked(/captures on www/);
    await agent.remarked(/has ended/);
    expect(await tees(lab)).toEqual([]);
  });

  test("when the agent ends, which the asker is told", async () => {
    const { bed, lab, agent, directory } = await withJail();
    await using _ = bed;
    const running = fleetCapture(directory, "web1 www");
    await agent.remarked(/captures on/);
    await agent.end();
    expect(await running).toMatchObject({
      status: 69,
      stderr: expect.stringContaining("web1: its agent has ended; what came until then is written"),
    });
    expect(await tees(lab)).toEqual([]);
  });

  test("when the server is gone", async () => {
    const { bed, lab, agent, directory } = await withJail(IMPATIENT);
    await using _ = bed;
    const running = fleetCapture(directory, "web1 www");
    await agent.remarked(/captures on/);
    await bed.server.kill();
    expect(await running).toMatchObject({ status: 69 });
    await agent.remarked(/the capture on www has ended/);
    expect(await tees(lab)).toEqual([]);
    await bed.server.start();
  });
});

describe("nothing is captured, and no file made", () => {
  test.each(["observe", "ask", "follow"])(
    "on a host that forbids it, whatever else it allows: %s",
    async (mode) => {
      const { bed, lab, directory } = await withJail();
      await using _ = bed;
      await lab.out(`sysrc ngbuddy_agent_mode=${mode} ngbuddy_agent_capture=NO`);
      const { status, stderr } = await fleetCapture(directory, "web1 www");
      expect({ status, stderr }).toEqual({
        status: 69,
        stderr:
          'ngbuddy: web1: this host lets nobody see frames from afar (ngbuddy_agent_capture="NO" in its rc.conf)\n',
      });
      expect(existsSync(join(directory, "a.pcapng"))).toBe(false);
      expect(await tees(lab)).toEqual([]);
    },
  );

  test("of what the host does not have", async () => {
    const { bed, directory } = await withJail();
    await using _ = bed;
    const { status, stderr } = await fleetCapture(directory, "web1 wwww");
    expect(status).toBe(69);
    expect(stderr).toMatch(/^ngbuddy: web1: .*wwww.*\n$/);
    expect(existsSync(join(directory, "a.pcapng"))).toBe(false);
  });

  test.each([
    [
      "--duration 301",
      "fleet capture: --duration must be a time such as 90s, 15m or 1.5h, up to 300s",
    ],
    ["-c 2000000", "fleet capture: --count must be at most 1000000, and is 2000000"],
    ["-s 300000", "fleet capture: --snap-length must be at most 262144 bytes, and is 300000"],
    ["--filter nonsense", "fleet capture: --filter: "],
  ])("with %s", async (words, said) => {
    const { status, stderr } = await fleetCapture("/nonexistent", `web1 www ${words}`);
    expect(status).toBe(64);
    expect(stderr).toStartWith(`ngbuddy: ${said}`);
  });

  test("for somebody who has not the owner's key, or asks again what was asked", async () => {
    const { bed, lab } = await withJail();
    await using _ = bed;
    const [member] = bed.file.hosts;
    const wish = { link: "www", seconds: 60 };
    const { author } = await createFleet({ servers: [], replicas: 1 });
    expect(await begin(bed, () => signCapture(author, member!, wish, Date.now()))).toEqual({
      error: "it is not the fleet's owner who asks",
    });
    expect(await begin(bed, (one) => one.replace("www", "gw0"))).toEqual({
      error: "it is not the fleet's owner who asks",
    });
    let sealed = "";
    await begin(bed, (one) => {
      sealed = one;
      return one;
    });
    expect(await begin(bed, () => sealed)).toEqual({ error: "that was asked before" });
    const old = Date.now() - 600_000;
    expect(await begin(bed, () => signCapture(bed.file.author, member!, wish, old))).toEqual({
      error: expect.stringContaining("set the clocks"),
    });
    const other = { name: "web2", token: member!.token };
    expect(await begin(bed, () => signCapture(bed.file.author, other, wish, Date.now()))).toEqual({
      error: "it is another host that is asked",
    });
    const long = { ...wish, seconds: 301 };
    expect(await begin(bed, () => signCapture(bed.file.author, member!, long, Date.now()))).toEqual(
      { error: expect.stringContaining("out of bounds") },
    );
    expect((await tees(lab)).length).toBeLessThanOrEqual(1);
  });
});

test("two captures run at once, and a third one is refused", async () => {
  const { bed } = await withJail();
  await using _ = bed;
  const all = await Promise.all([begin(bed), begin(bed), begin(bed)]);
  expect(all.filter((one) => "error" in one)).toEqual([
    { error: "2 captures from afar run there already" },
  ]);
});

test("frames that nobody takes in time wait in bounds, and what goes by is counted", async () => {
  const { bed, lab } = await withJail();
  await using _ = bed;
  const [member] = bed.file.hosts;
  const captures = new Captures({
    host: labHost(lab.lab),
    file: bed.agents.get("web1")!,
    signal: new AbortController().signal,
    remark: () => {},
    explain: String,
    ifKilled: () => () => {},
    lease: 60,
  });
  const sealed = signCapture(bed.file.author, member!, { link: "www", seconds: 60 }, Date.now());
  const ROOM = 1024 * 1024;
  const { id } = (await captures.answer({ begin: sealed }, ROOM)) as { id: string };
  await lab.out("ping -q -c 4000 -i 0.001 -s 1400 10.60.0.2");
  let bytes = 0;
  let result: { written: number; lost: number } | undefined;
  for (let at = 1; result === undefined; at++) {
    const part = (await captures.answer({ more: { id, at, end: at > 1 } }, ROOM)) as {
      data: string;
      result?: { written: number; lost: number };
    };
    // The same part again, as where its answer was lost.
    expect(await captures.answer({ more: { id, at, end: true } }, ROOM)).toEqual(part as object);
    bytes += Buffer.from(part.data, "base64").length;
    ({ result } = part);
  }
  expect(result.written + result.lost).toBe(8002);
  expect(result.lost).toBeGreaterThan(0);
  expect(bytes).toBeGreaterThan(1024 * 1024);
  await captures.ended();
  expect(await tees(lab)).toEqual([]);
});

test("a reader that goes away ends the capture", async () => {
  const { bed, lab, agent } = await withJail();
  await using _ = bed;
  const [member] = bed.file.hosts;
  const order = { link: "www", seconds: 60 };
  const signal = new AbortController().signal;
  const result = await bed.asOwner((fleet) =>
    captureFrom(fleet, member!, order, () => false, { signal, began: () => {} }),
  );
  expect(result).toMatchObject({ isBroken: false });
  await agent.remarked(/has ended/);
  expect(await tees(lab)).toEqual([]);
});
