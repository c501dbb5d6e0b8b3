/** FreeBSD's limits are the lab's: ngctl meets them where it does there, our own client does not. */
import { expect, test } from "bun:test";
import { observe } from "../src/buddy/observe/observe.ts";
import { labHost } from "../src/lab/host.ts";
import { openSocket } from "../src/lab/kernel/socket.ts";
import { Netgraph } from "../src/netgraph/client.ts";
import { testLab } from "./support/lab.ts";

const NO_SPACE = "ngctl: send msg: No buffer space available\n";

test("ngctl show gives up at the 150th link of a bridge, the client reads thousands", async () => {
  const { lab } = testLab();
  const { graph } = lab.host;
  const maker = openSocket(graph, "maker");
  graph.mkpeer(maker.node, "bridge", "b", "link0");
  const bridge = maker.node.hook("b")!.peer!.node;
  graph.name(bridge, "large");
  for (let link = 1; link < 149; link++) graph.mkpeer(bridge, "hole", "link", "a");
  expect((await lab.capture(["ngctl", "show", "large:"])).status).toBe(0);
  graph.mkpeer(bridge, "hole", "link", "a");
  expect(await lab.capture(["ngctl", "show", "large:"])).toEqual({
    status: 71,
    stdout: "",
    stderr: NO_SPACE,
  });

  for (let link = 150; link < 3000; link++) graph.mkpeer(bridge, "hole", "link", "a");
  const host = labHost(lab);
  const netgraph = await Netgraph.open(await host.openNetgraph());
  const topology = await observe(host, netgraph, { counters: true });
  expect(topology.bridges[0]!.links).toHaveLength(3000);
  expect(topology.bridges[0]!.links.every(({ stats }) => stats !== undefined)).toBe(true);
});

test("ngctl list gives up at the 284th node, and works again with a larger net.graph.recvspace", async () => {
  const { lab } = testLab();
  const { graph } = lab.host;
  const hole = lab.kernel.typeNamed("hole")!;
  // ngctl's own socket is the last one on the list.
  while (graph.size < 282) graph.make(hole);
  expect((await lab.capture(["ngctl", "list"])).status).toBe(0);
  graph.make(hole);
  expect(await lab.capture(["ngctl", "list"])).toEqual({
    status: 71,
    stdout: "",
    stderr: NO_SPACE,
  });
  await lab.capture(["sysctl", "net.graph.recvspace=40960"]);
  expect((await lab.capture(["ngctl", "list"])).stdout).toContain("There are 284 total nodes:");
});

test("a receive buffer larger than kern.ipc.maxsockbuf allows is refused", () => {
  const socket = openSocket(testLab().lab.host.graph, "s");
  expect(socket.setReceiveBuffer(4 * 1024 * 1024)).toBe(0);
  expect(socket.setReceiveBuffer(8 * 1024 * 1024)).toBe(55);
});

test("where kern.ipc.maxsockbuf is 2 MB, as before FreeBSD 15, the client takes what it can get", async () => {
  const { lab } = testLab();
  const { graph } = lab.host;
  await lab.capture(["sysctl", "kern.ipc.maxsockbuf=2097152"]);
  const hole = lab.kernel.typeNamed("hole")!;
  while (graph.size < 3000) graph.make(hole);
  const netgraph = await Netgraph.open(await labHost(lab).openNetgraph());
  expect(await netgraph.nodes()).toHaveLength(3001);
});

test("a reply that fits no socket is refused with the sysctls that would help", async () => {
  const { lab } = testLab();
  await lab.capture(["sysctl", "kern.ipc.maxsockbuf=65536"]);
  const hole = lab.kernel.typeNamed("hole")!;
  while (lab.host.graph.size < 1000) lab.host.graph.make(hole);
  const netgraph = await Netgraph.open(await labHost(lab).openNetgraph());
  expect(netgraph.nodes()).rejects.toThrow(
    "the reply does not fit the socket; sysctl kern.ipc.maxsockbuf=8388608 net.graph.recvspace=4194304",
  );
});

test("a message longer than net.graph.maxdgram is refused", () => {
  const socket = openSocket(testLab().lab.host.graph, "s");
  expect(socket.send(".", new Uint8Array(20_481))).toBe(40);
});
