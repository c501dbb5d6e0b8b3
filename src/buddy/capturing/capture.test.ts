/** A capture ends when nobody reads it, when its socket goes, and when it has enough; it never waits for one frame more. */
import { expect, test } from "bun:test";
import { createClock } from "../../lab/base/clock.ts";
import { Kernel } from "../../lab/kernel/kernel.ts";
import { openSocket } from "../../lab/kernel/socket.ts";
import { modules } from "../../lab/nodes/index.ts";
import { Netgraph } from "../../netgraph/client.ts";
import { captureFrames } from "./capture.ts";
import type { CaptureTap } from "./plan.ts";

const tap: CaptureTap = {
  name: "a",
  description: "",
  tee: "tee0",
  toBridge: "to0",
  fromBridge: "from0",
  ways: "both",
  fromWire: false,
  place: { path: "", hook: "", peerPath: "", peerHook: "", settings: [] },
};

/** A tee whose copies go to the one who captures, and one who sends into its left side. */
async function link() {
  const { graph } = new Kernel(createClock({ bootEpoch: 0 }), modules).makeVnet({ isHost: true });
  const netgraph = await Netgraph.open(openSocket(graph, "capturer"));
  await netgraph.mkpeer(".", "tee", "to0", "left2right");
  await netgraph.name(".:to0", "tee0");
  await netgraph.connect(".", "tee0:", "from0", "right2left");
  await netgraph.mkpeer("tee0:", "hole", "right", "a");
  const sender = await Netgraph.open(openSocket(graph, "sender"));
  await sender.connect(".", "tee0:", "out", "left");
  const data = await sender.socket.openData();
  return { netgraph, send: () => data.send("out", new Uint8Array(60)) };
}

/** Captures; `reads` says of each piece of the file whether somebody has taken it. */
function capturing(netgraph: Netgraph, reads: () => boolean, count?: number) {
  const { promise: begun, resolve } = Promise.withResolvers<void>();
  const write = () => {
    resolve();
    return reads();
  };
  const { signal } = new AbortController();
  const ended = captureFrames(netgraph, [tap], { write }, { now: () => 0, signal, count });
  return { begun, ended };
}

test("a reader that has gone ends it with the frame that finds nobody, and no other is waited for", async () => {
  const { netgraph, send } = await link();
  let isRead = true;
  const { begun, ended } = capturing(netgraph, () => isRead);
  await begun;
  isRead = false;
  await send();
  expect(await ended).toMatchObject({ written: 1, lost: 0, why: "" });
});

test("it has enough with the last frame that was asked for", async () => {
  const { netgraph, send } = await link();
  const { begun, ended } = capturing(netgraph, () => true, 3);
  await begun;
  for (let sent = 0; sent < 5; sent++) await send();
  expect(await ended).toMatchObject({ written: 3 });
});

test("it says so when its socket is shut down", async () => {
  const { netgraph } = await link();
  const { begun, ended } = capturing(netgraph, () => true);
  await begun;
  await netgraph.shutdown(".");
  expect(await ended).toMatchObject({ written: 0, why: "the socket was shut down" });
});
