/** The lab's kernel: messages, frames, memory. */
import { createClock } from "../src/lab/base/clock.ts";
import { Kernel } from "../src/lab/kernel/kernel.ts";
import type { NetgraphVnet } from "../src/lab/kernel/netgraphvnet.ts";
import { type LabSocket, openSocket } from "../src/lab/kernel/socket.ts";
import { modules } from "../src/lab/nodes/index.ts";
import { Netgraph } from "../src/netgraph/client.ts";
import type { DataSocket } from "../src/netgraph/socket.ts";
import { fastest, megabytes, memory, perSecond, type Row, seconds } from "./measure.ts";

function freshVnet(): NetgraphVnet {
  // The clock goes on as on a lab that is used.
  return new Kernel(
    createClock({ bootEpoch: 0, source: () => performance.now() }),
    modules,
  ).makeVnet({ isHost: true });
}

export async function messages(): Promise<Row[]> {
  const vnet = freshVnet();
  const netgraph = await Netgraph.open(openSocket(vnet.graph, "bench"));
  await netgraph.mkpeer(".", "bridge", "b", "link0");
  const number = 20_000;
  const oneByOne = await fastest(3, async () => {
    for (let i = 0; i < number; i++) await netgraph.nodeInfo(".:b");
  });
  const stats = await fastest(3, async () => {
    for (let i = 0; i < number; i += 100) {
      await Promise.all(Array.from({ length: 100 }, () => netgraph.bridge(".:b").linkStats(0)));
    }
  });
  return [
    { what: "nodeinfo, in memory, one after the other", value: perSecond(number, oneByOne) },
    { what: "getstats, in memory, 100 under way", value: perSecond(number, stats) },
  ];
}

/** A socket node with many hooks on one bridge: the frames come from there and go back there. */
function bridgeWith(links: number): { socket: LabSocket; data: DataSocket } {
  const vnet = freshVnet();
  const socket = openSocket(vnet.graph, "bench");
  // What goes back to the socket would fill its queue: a hole takes it instead.
  vnet.graph.mkpeer(socket.node, "bridge", "in", "link0");
  const bridge = socket.node.hook("in")!.peer!.node;
  for (let link = 1; link < links; link++) vnet.graph.mkpeer(bridge, "hole", `link${link}`, "a");
  return { socket, data: socket.openData() };
}

function frame(
  size: number,
  destination: readonly number[],
  source: readonly number[],
): Uint8Array {
  const bytes = new Uint8Array(size);
  bytes.set([...destination, ...source, 0x08, 0x00]);
  return bytes;
}

const HERE = [2, 0, 0, 0, 0, 1];
const THERE = [2, 0, 0, 0, 0, 2];
const EVERYONE = [255, 255, 255, 255, 255, 255];

export async function frames(): Promise<Row[]> {
  const rows: Row[] = [];
  for (const links of [2, 32, 1024]) {
    for (const size of [64, 1500]) {
      const { socket } = bridgeWith(links);
      const hook = socket.node.hook("in")!;
      const bridge = hook.peer!.node;
      const far = bridge.hook("link1")!;
      // The far end is heard once, so that its address is known.
      bridge.receiveData(far, frame(size, HERE, THERE));
      const unicast = frame(size, THERE, HERE);
      const number = 2_000_000;
      const known = await fastest(3, () => {
        for (let i = 0; i < number; i++) hook.send(unicast);
      });
      const broadcast = frame(size, EVERYONE, HERE);
      const few = Math.ceil(2_000_000 / links);
      const flooded = await fastest(3, () => {
        for (let i = 0; i < few; i++) hook.send(broadcast);
      });
      const ns = (time: number, times: number) => `${((time / times) * 1e9).toFixed(0)} ns each`;
      rows.push(
        {
          what: `known unicast, ${links} links, ${size} bytes`,
          value: `${perSecond(number, known)}, ${ns(known, number)}`,
        },
        {
          what: `broadcast, ${links} links, ${size} bytes`,
          value: `${perSecond(few, flooded)}, ${ns(flooded, few)}`,
        },
      );
    }
  }
  return rows;
}

export async function size(): Promise<Row[]> {
  const vnet = freshVnet();
  const socket = openSocket(vnet.graph, "bench");
  const before = memory();
  const count = 100_000;
  for (let i = 0; i < count; i++) vnet.graph.make(vnet.graph.kernel.typeNamed("hub")!);
  const perThousand = ((memory() - before) / count) * 1000;
  socket.close();

  const large = freshVnet();
  const start = memory();
  const time = await seconds(() => {
    const maker = openSocket(large.graph, "bench");
    for (let bridge = 0; bridge < 100; bridge++) {
      large.graph.mkpeer(maker.node, "bridge", "b", "link0");
      const node = maker.node.hook("b")!.peer!.node;
      large.graph.name(node, `bridge${bridge}`);
      for (let link = 0; link < 100; link++) large.graph.mkpeer(node, "eiface", "link", "ether");
      large.graph.destroyHook(maker.node.hook("b")!);
    }
    maker.close();
  });
  return [
    { what: "memory of 1,000 nodes", value: megabytes(perThousand) },
    {
      what: "10,000 eifaces on 100 bridges",
      value: `${time.toFixed(2)} s, ${megabytes(memory() - start)}`,
    },
  ];
}
