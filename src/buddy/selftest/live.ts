/** A private bridge with two eifaces, made, used and removed again: nothing else of the host is touched. */
import { setTimeout as wait } from "node:timers/promises";
import { loadModules, mustRun } from "../../host/commands.ts";
import type { Host } from "../../host/host.ts";
import type { Netgraph } from "../../netgraph/client.ts";
import { errno, NetgraphError } from "../../netgraph/errno.ts";
import type { DataSocket } from "../../netgraph/socket.ts";
import { interfaceOf } from "../observe/guests.ts";
import { pathOf } from "../observe/nodes.ts";
import { withNetgraph } from "../withnetgraph.ts";
import { type Check, check, Skipped } from "./check.ts";

/** How long a frame may be under way, milliseconds. */
const PATIENCE = 2000;

/** To everybody, from an address of nobody's, of the EtherType that IEEE 802 has for experiments; as short as Ethernet allows. */
const FRAME = Uint8Array.from([
  ...[0xff, 0xff, 0xff, 0xff, 0xff, 0xff],
  ...[0x02, 0x6e, 0x67, 0x62, 0x75, 0x64],
  ...[0x88, 0xb5],
  ...new Array<number>(46).fill(0),
]);

interface Made {
  bridge?: number;
  readonly eifaces: number[];
}

/** Makes it, sends a frame through, reads the counters, and removes it whatever happened, or when the signal ends it. */
export async function liveChecks(host: Host, signal: AbortSignal): Promise<Check[]> {
  const checks: Check[] = [];
  const made: Made = { eifaces: [] };
  const failed = () => checks.some(({ result }) => result === "failed");
  const add = async (name: string, attempt: () => Promise<string>) => {
    if (!failed() && !signal.aborted) checks.push(await check(name, attempt));
  };
  const all = await check("live", async () => {
    await withNetgraph(host, async (netgraph) => {
      try {
        await add("make", () => make(host, netgraph, made));
        await add("frame", () => sendFrame(netgraph, made));
        await add("counters", () => readCounters(netgraph, made));
      } finally {
        checks.push(await check("remove", () => remove(netgraph, made)));
      }
    });
    return "";
  });
  return all.result === "ok" ? checks : [...checks, all];
}

async function make(host: Host, netgraph: Netgraph, made: Made): Promise<string> {
  await loadModules(host, ["ng_bridge", "ng_eiface"]);
  await netgraph.mkpeer(".", "eiface", "selftest", "ether");
  const first = await netgraph.nodeInfo(".:selftest");
  made.eifaces.push(first.id);
  await netgraph.rmhook(".", "selftest");
  await netgraph.mkpeer(pathOf(first), "bridge", "ether", "link1");
  const bridge = await netgraph.nodeInfo(`${pathOf(first)}ether`);
  made.bridge = bridge.id;
  await netgraph.mkpeer(pathOf(bridge), "eiface", "link2", "ether");
  made.eifaces.push((await netgraph.nodeInfo(`${pathOf(bridge)}link2`)).id);
  const names: string[] = [];
  for (const id of made.eifaces) names.push(await interfaceOf(netgraph, { id }));
  // An eiface that is down takes no frames, and the bridge does not count them.
  for (const name of names) await mustRun(host, ["ifconfig", name, "up"]);
  return `a bridge with ${names.join(" and ")}`;
}

/** In by one hook of our own, out by another. */
async function sendFrame(netgraph: Netgraph, { bridge }: Made): Promise<string> {
  const data = await dataSocket(netgraph);
  try {
    const path = pathOf({ id: bridge! });
    await netgraph.connect(".", path, "in", "link0");
    await netgraph.connect(".", path, "out", "link3");
    const number = await data.send("in", FRAME);
    if (number !== 0) throw new NetgraphError("send", "a frame", number);
    return `${FRAME.length} bytes went in, and came out at ${await arrival(data)}`;
  } finally {
    await data.close();
  }
}

async function dataSocket(netgraph: Netgraph): Promise<DataSocket> {
  try {
    return await netgraph.socket.openData();
  } catch (error) {
    if (error instanceof NetgraphError && error.errno === errno.EOPNOTSUPP)
      throw new Skipped(error.message);
    throw error;
  }
}

/** The hook that our frame comes out of. Others may send before it. */
async function arrival(data: DataSocket): Promise<string> {
  const late = wait(PATIENCE, "late" as const, { ref: false });
  for (;;) {
    const next = await Promise.race([data.receive(), late]);
    if (next === "late") throw new Error(`no frame came out within ${PATIENCE / 1000} s`);
    if (next === undefined) throw new Error("the data socket was closed");
    if (Buffer.compare(next.bytes, FRAME) === 0) return next.from;
  }
}

/** Link 1 and 2 are the eifaces', 0 and 3 ours, when there was a data socket. */
async function readCounters(netgraph: Netgraph, { bridge }: Made): Promise<string> {
  const client = netgraph.bridge(pathOf({ id: bridge! }));
  const { links } = await netgraph.show(pathOf({ id: bridge! }));
  if (!links.some(({ name }) => name === "link0")) {
    await client.linkStats(1);
    return "can be read";
  }
  const wrong: string[] = [];
  const least = async (link: number, counter: string) => {
    const stats = await client.linkStats(link);
    if (!(stats[counter]! >= 1)) wrong.push(`link${link} has ${counter}=${stats[counter]}`);
  };
  await least(0, "recvPackets");
  for (const link of [1, 2, 3]) await least(link, "xmitPackets");
  if (wrong.length > 0) throw new Error(wrong.join(", "));
  return "every link has counted the frame";
}

async function remove(netgraph: Netgraph, { bridge, eifaces }: Made): Promise<string> {
  const ids = [...(bridge === undefined ? [] : [bridge]), ...eifaces];
  for (const id of ids) {
    await netgraph.shutdown(pathOf({ id })).catch((error: unknown) => {
      // A bridge goes by itself with its last link.
      if (!(error instanceof NetgraphError) || error.errno !== errno.ENOENT) throw error;
    });
  }
  const left = (await netgraph.nodes()).filter(({ id }) => ids.includes(id));
  if (left.length > 0)
    throw new Error(`left behind: ${left.map(({ name, id }) => name || pathOf({ id })).join(" ")}`);
  return "nothing is left";
}
