/** Cables between labs that are served on sockets of their own. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { errno } from "../../netgraph/errno.ts";
import { type CableWish, cablePlace } from "./cablefile.ts";
import { decodePlug, encodePlug } from "./cables.ts";
import { joinLabs, partLabs } from "./cabling.ts";
import { about, plugCable } from "./client.ts";
import { type LabDirectory, labDirectory } from "./directory.ts";
import { encodeFrame, frameSplitter, op, REPLY, uint32 } from "./frames.ts";
import { type RunningLab, serveLab } from "./server.ts";
import { makeLab } from "./trust.ts";

let home: string;
const running = new Map<string, RunningLab>();
const at = (name: string) => labDirectory(join(home, name));

/** Starts the lab of a host with `vtnet0` and `vtnet1`, whose wires have nobody on them, or the one that was there. */
async function start(name: string, last = 1): Promise<RunningLab> {
  const directory = at(name);
  makeLab(directory);
  if (!existsSync(directory.hostFile)) {
    const interfaces = [{ name: "vtnet0" }, { name: "vtnet1", inet: [`10.9.0.${last}/24`] }];
    writeFileSync(directory.hostFile, JSON.stringify({ hostname: name, interfaces }));
  }
  const one = await serveLab(
    directory,
    () => {},
    () => ({}),
  );
  one.lab.onConsole = () => {};
  running.set(name, one);
  return one;
}

function stop(name: string): void {
  running.get(name)?.stop();
  running.delete(name);
}

const ends = () =>
  [
    { directory: at("a"), nic: "vtnet1" },
    { directory: at("b"), nic: "vtnet1" },
  ] as const;
const stateOf = async (directory: LabDirectory) =>
  (await about(directory)).cables.map(({ interface: nic, state }) => `${nic} ${state}`);
const ping = async ({ lab }: RunningLab, address: string) =>
  (await lab.capture(["ping", "-q", "-c", "1", "-t", "1", address])).status;

/** Asks until it is so. */
async function until(isSo: () => Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
const untilState = (name: string, state: string) =>
  until(async () => (await stateOf(at(name)))[0] === `vtnet1 ${state}`);

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "ngbuddy-cables-"));
});
afterEach(() => {
  for (const name of [...running.keys()]) stop(name);
  rmSync(home, { recursive: true, force: true });
});

test("labs with a cable between them ping each other, and neither does when it is pulled out", async () => {
  const [a, b] = [await start("a", 1), await start("b", 2)];
  const cable = await joinLabs(...ends());
  expect(cable).toMatchObject({ interface: "vtnet1", state: "up", dropped: 0 });
  expect([await ping(a, "10.9.0.2"), await ping(b, "10.9.0.1")]).toEqual([0, 0]);
  await partLabs(at("b"), (await about(at("b"))).cables[0]!);
  expect([await stateOf(at("a")), await stateOf(at("b"))]).toEqual([[], []]);
  expect([existsSync(at("a").cables), existsSync(at("b").cables)]).toEqual([false, false]);
  expect(await ping(a, "10.9.0.2")).toBe(2);
});

test("a lab whose other end stops has no carrier, and has it when that is back, whichever it was", async () => {
  await start("a", 1);
  await start("b", 2);
  await joinLabs(...ends());
  for (const [gone, stays] of [
    ["a", "b"],
    ["b", "a"],
  ] as const) {
    stop(gone);
    await untilState(stays, "down");
    const { lab } = running.get(stays)!;
    expect((await lab.capture(["ifconfig", "vtnet1"])).stdout).toContain("status: no carrier");
    await start(gone);
    await untilState(stays, "up");
    await untilState(gone, "up");
    expect((await lab.capture(["ifconfig", "vtnet1"])).stdout).toContain("status: active");
    expect(await ping(running.get(gone)!, stays === "a" ? "10.9.0.1" : "10.9.0.2")).toBe(0);
  }
});

test("labs that are started at the same moment find each other", async () => {
  await start("a", 1);
  await start("b", 2);
  await joinLabs(...ends());
  stop("a");
  stop("b");
  const [a] = await Promise.all([start("a"), start("b")]);
  await untilState("a", "up");
  await untilState("b", "up");
  expect(await ping(a, "10.9.0.2")).toBe(0);
});

test("a cable stays in its NIC when the host is booted", async () => {
  const a = await start("a", 1);
  await start("b", 2);
  await joinLabs(...ends());
  await a.lab.capture(["reboot", "-q"]);
  await a.lab.capture(["ifconfig", "vtnet1", "inet", "10.9.0.1/24"]);
  expect(await ping(a, "10.9.0.2")).toBe(0);
});

test("a lab that does not know the cable any more refuses it, and the other one tells so", async () => {
  await start("a", 1);
  await start("b", 2);
  await joinLabs(...ends());
  stop("a");
  stop("b");
  rmSync(at("a").cables);
  await start("a");
  await start("b");
  await untilState("b", "unknown");
  expect(await stateOf(at("a"))).toEqual([]);
});

test("a lab whose directory others can write is not called", async () => {
  await start("a", 1);
  const lab = join(home, "open");
  makeLab(labDirectory(lab));
  chmodSync(lab, 0o777);
  const wish = { nic: "vtnet1", lab, peer: "vtnet1" };
  // This process has found its own labs in order; `open` is new to it after the change.
  const strange = labDirectory(join(lab, "within"));
  await expect(plugCable(at("a"), { ...wish, lab: strange.path })).rejects.toThrow(
    "others may write here",
  );
  expect(await stateOf(at("a"))).toEqual([]);
});

test("cables that cannot be read are said on the console, and are not overwritten", async () => {
  makeLab(at("a"));
  writeFileSync(at("a").cables, '{"version":1,"cables":[{}]}');
  const { lab } = await start("a", 1);
  expect((await lab.capture(["dmesg"])).stdout).toContain("cables.json holds no cables; remove it");
  await expect(
    plugCable(at("a"), { nic: "vtnet1", lab: home, peer: "vtnet1" }),
  ).rejects.toMatchObject({ status: 65 });
  expect(readFileSync(at("a").cables, "utf8")).toBe('{"version":1,"cables":[{}]}');
});

test("a cable of a NIC that is not there any more is kept, and told", async () => {
  await start("a", 1);
  await start("b", 2);
  await joinLabs(...ends());
  stop("a");
  writeFileSync(at("a").hostFile, JSON.stringify({ interfaces: [{ name: "em0" }] }));
  const { lab } = await start("a");
  expect(await stateOf(at("a"))).toEqual(["vtnet1 lost"]);
  expect((await lab.capture(["dmesg"])).stdout).toContain("the host has no NIC vtnet1; it has em0");
});

/** Speaks the protocol of netgraph.sock to a lab: sends these frames, and returns what comes up to so many answers. */
function answers(
  directory: LabDirectory,
  frames: readonly Uint8Array[],
  count: number,
): Promise<{ op: number; errno: number }[]> {
  return new Promise((resolve, reject) => {
    const all: { op: number; errno: number }[] = [];
    const socket = connect(directory.netgraphSocket, () => socket.write(Buffer.concat(frames)));
    const split = frameSplitter(({ op: what, body }) => {
      all.push({ op: what, errno: body.length >= 4 ? uint32(body) : -1 });
      if (all.length < count) return;
      resolve(all);
      socket.destroy();
    });
    socket.on("data", split);
    socket.on("error", reject);
  });
}

test("who asks for a cable that there is not, or in words that are none, is refused by his errno", async () => {
  await start("a", 1);
  const plug = (body: Uint8Array) => encodeFrame(op.plug, 1, body);
  const none = encodePlug({ nic: "vtnet1", lab: "/nowhere", peer: "x" });
  expect(
    await answers(
      at("a"),
      [
        plug(none),
        plug(Buffer.from("vtnet1")),
        encodeFrame(op.frame, 2, new Uint8Array(60)),
        encodeFrame(op.openControl, 3, Uint8Array.of(0)),
        plug(none),
      ],
      5,
    ),
  ).toEqual([
    { op: op.plug | REPLY, errno: errno.ENOENT },
    { op: op.plug | REPLY, errno: errno.EINVAL },
    { op: op.frame | REPLY, errno: errno.ENOTCONN },
    { op: op.openControl | REPLY, errno: 0 },
    { op: op.plug | REPLY, errno: errno.EISCONN },
  ]);
});

test("frames for a lab that does not read them are dropped and counted, and nothing waits for it", async () => {
  const { lab } = await start("a", 1);
  makeLab(at("b"));
  await plugCable(at("a"), { nic: "vtnet1", lab: cablePlace(at("b")), peer: "vtnet1" });
  const socket = connect(at("a").netgraphSocket);
  const wish: CableWish = { nic: "vtnet1", lab: cablePlace(at("b")), peer: "vtnet1" };
  socket.write(encodeFrame(op.plug, 1, encodePlug(wish)));
  await untilState("a", "up");
  socket.pause();
  const nic = lab.host.interface("vtnet1")!;
  const frame = new Uint8Array(1500).fill(255);
  await until(async () => {
    for (let count = 0; count < 500; count++) nic.send(frame);
    return (await about(at("a"))).cables[0]!.dropped > 0;
  });
  socket.destroy();
  await untilState("a", "down");
});

test("what names a cable is read as it was written, and nothing else is", () => {
  const text = fc.string({ unit: "grapheme" }).map((one) => one.replaceAll("\0", ""));
  fc.assert(
    fc.property(fc.record({ nic: text, lab: text, peer: text }), (wish) => {
      expect(decodePlug(encodePlug(wish))).toEqual(wish);
    }),
  );
  fc.assert(fc.property(fc.uint8Array(), (bytes) => void decodePlug(bytes)));
});
