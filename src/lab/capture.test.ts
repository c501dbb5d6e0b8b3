/** A capture shows what went over an interface, both ways, at the lab's time. */
import { expect, test } from "bun:test";
import { makeJail, testLab } from "../../test/support/lab.ts";
import { type CaptureBlock, readPcapng } from "../capture/readpcapng.ts";
import { interfaceCalled, startCapture } from "./capture.ts";
import type { Lab } from "./lab.ts";

function capturing(lab: Lab, name: string, count?: number) {
  const pieces: Uint8Array[] = [];
  const ends: string[] = [];
  let full = false;
  const capture = startCapture(
    lab,
    interfaceCalled(lab, name),
    { name, ...(count && { count }) },
    {
      write: (bytes) => pieces.push(bytes),
      isFull: () => full,
      ended: (why) => ends.push(why),
    },
  );
  return {
    capture,
    ends,
    fill: () => {
      full = true;
    },
    blocks: (): CaptureBlock[] => [...readPcapng(Buffer.concat(pieces))],
    frames: () =>
      [...readPcapng(Buffer.concat(pieces))].flatMap((one) => ("frame" in one ? [one.frame] : [])),
  };
}

test("pings are captured with their answers, each a second after the one before", async () => {
  const { lab, out } = testLab();
  await out("ping -c 1 10.2.70.1");
  const { capture, frames, blocks } = capturing(lab, "vtnet0");
  const begin = lab.clock.nanoseconds();
  await out("ping -c 2 10.2.70.1");
  capture.stop();
  expect(frames().map(({ way, bytes }) => [way, bytes.length])).toEqual([
    ["out", 98],
    ["in", 98],
    ["out", 98],
    ["in", 98],
  ]);
  expect(frames().map(({ time }) => Number(time - begin) / 1e9)).toEqual([0, 0, 1, 1]);
  expect(blocks().at(-1)).toMatchObject({ counts: { received: 4n, dropped: 0n } });
});

test("lo0 shows packets with their address family, each once", async () => {
  const { lab, out } = testLab();
  const { frames, blocks } = capturing(lab, "lo0");
  await out("ping -c 1 127.0.0.1");
  expect(blocks()[1]).toMatchObject({ interface: { name: "lo0", linkType: 0 } });
  expect(frames().map(({ bytes }) => [...bytes.subarray(0, 5)])).toEqual([
    [2, 0, 0, 0, 0x45],
    [2, 0, 0, 0, 0x45],
  ]);
});

test("a capture ends after as many frames as were asked for, and when its interface goes", async () => {
  const { lab, out } = testLab();
  const few = capturing(lab, "vtnet0", 3);
  await out("ping -c 5 10.2.70.1");
  expect(few.frames().length).toBe(3);
  expect(few.ends).toEqual([""]);
  await out("ifconfig epair create");
  const gone = capturing(lab, "epair0a");
  await out("ifconfig epair0a destroy");
  expect(gone.ends).toEqual(["the interface is gone"]);
  expect(gone.blocks().at(-1)).toMatchObject({ counts: { received: 0n } });
});

test("an interface of a jail is named by its jail, and what there is not is said with what there is", async () => {
  const { lab, out } = testLab();
  makeJail(lab, "web");
  await out("ifconfig epair create");
  await out("ifconfig epair0b vnet web");
  expect(capturing(lab, "web:epair0b").blocks()[1]).toMatchObject({
    interface: { name: "web:epair0b", linkType: 1 },
  });
  for (const [name, why] of [
    ["vtnet9", "the host has no interface vtnet9; it has vtnet0, lo0, epair0a"],
    ["web:eth0", "the jail web has no interface eth0; it has lo0, epair0b"],
    ["wob:eth0", "there is no jail wob with a vnet; there is web"],
  ] as const) {
    expect(() => interfaceCalled(lab, name)).toThrow(why);
  }
});

test("frames that nobody takes are counted and left out", async () => {
  const { lab, out } = testLab();
  const slow = capturing(lab, "vtnet0");
  slow.fill();
  await out("ping -c 1 10.2.70.1");
  slow.capture.stop();
  const { frames, dropped } = slow.capture;
  expect(dropped).toBe(frames);
  expect(slow.blocks().at(-1)).toMatchObject({ counts: { dropped: BigInt(frames) } });
});
