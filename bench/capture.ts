/** What capturing costs: frames through a link with and without the tee, and into a file. */
import { captureFrames } from "../src/buddy/capturing/capture.ts";
import { compileFilter, type FrameFilter } from "../src/buddy/capturing/filter.ts";
import type { CaptureTap } from "../src/buddy/capturing/plan.ts";
import { createClock } from "../src/lab/base/clock.ts";
import { Kernel } from "../src/lab/kernel/kernel.ts";
import { openSocket } from "../src/lab/kernel/socket.ts";
import { modules } from "../src/lab/nodes/index.ts";
import { Netgraph } from "../src/netgraph/client.ts";
import type { DataSocket, NetgraphSocket } from "../src/netgraph/socket.ts";
import { perSecond, type Row, seconds } from "./measure.ts";

const FRAMES = 200_000;
/** So many are sent before they are taken: fewer than the socket has room for. */
const AT_ONCE = 400;
const RUNS = 3;

/** Who waits for all that was sent to be taken. */
interface Idle {
  wait(): Promise<void>;
}

/** A link to nowhere, with a tee in it or not. */
async function link(hasTee: boolean) {
  const vnet = new Kernel(
    createClock({ bootEpoch: 0, source: () => performance.now() }),
    modules,
  ).makeVnet({ isHost: true });
  let tell = () => {};
  const socket = openSocket(vnet.graph, "capturer");
  const watched: NetgraphSocket = {
    name: socket.name,
    send: (path, message) => socket.send(path, message),
    receive: () => socket.receive(),
    setReceiveBuffer: (bytes) => socket.setReceiveBuffer(bytes),
    close: () => socket.close(),
    async openData() {
      const data = await socket.openData();
      return {
        ...data,
        receive() {
          const received = data.receive();
          if (received instanceof Promise) tell();
          return received;
        },
      };
    },
  };
  const netgraph = await Netgraph.open(watched);
  const sender = await Netgraph.open(openSocket(vnet.graph, "sender"));
  if (hasTee) {
    await netgraph.mkpeer(".", "tee", "to0", "left2right");
    await netgraph.name(".:to0", "tee0");
    await netgraph.connect(".", "tee0:", "from0", "right2left");
    await netgraph.mkpeer("tee0:", "hole", "right", "a");
    await sender.connect(".", "tee0:", "out", "left");
  } else await sender.mkpeer(".", "hole", "out", "a");
  const idle: Idle = {
    wait: () =>
      new Promise((resolve) => {
        tell = resolve;
      }),
  };
  return { netgraph, idle, data: await sender.socket.openData() };
}

async function send(data: DataSocket, size: number, idle?: Idle): Promise<void> {
  const frame = new Uint8Array(size);
  frame.set([2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2, 8, 0, 0x45]);
  for (let sent = 0; sent < FRAMES; sent += AT_ONCE) {
    const taken = idle?.wait();
    for (let at = 0; at < AT_ONCE; at++) data.send("out", frame);
    await taken;
  }
}

async function plain(size: number): Promise<number> {
  const { data } = await link(false);
  return await seconds(() => send(data, size));
}

async function captured(size: number, filter?: FrameFilter): Promise<number> {
  const { netgraph, idle, data } = await link(true);
  const tap: CaptureTap = {
    ...{ name: "a", description: "", tee: "tee0", toBridge: "to0", fromBridge: "from0" },
    ...{ ways: "both", fromWire: false },
    place: { path: "", hook: "", peerPath: "", peerHook: "", settings: [] },
  };
  const end = new AbortController();
  const options = { now: () => 0, signal: end.signal, filter };
  const begun = idle.wait();
  const running = captureFrames(netgraph, [tap], { write: () => true }, options);
  await begun;
  return await seconds(async () => {
    await send(data, size, idle);
    end.abort();
    const { lost } = await running;
    if (lost > 0) throw new Error(`${lost} frames were lost, and the rest is no measure`);
  });
}

async function best(run: () => Promise<number>): Promise<string> {
  let least = Number.POSITIVE_INFINITY;
  for (let time = 0; time < RUNS; time++) least = Math.min(least, await run());
  return perSecond(FRAMES, least);
}

export async function capturing(): Promise<Row[]> {
  const filter = compileFilter("tcp port 80 and not host 10.0.0.1");
  const rows: Row[] = [];
  for (const size of [64, 1500])
    rows.push(
      { what: `frames of ${size} bytes over a link`, value: await best(() => plain(size)) },
      { what: `the same, captured as pcapng`, value: await best(() => captured(size)) },
      {
        what: `the same with a filter that wants none`,
        value: await best(() => captured(size, filter)),
      },
    );
  return rows;
}
