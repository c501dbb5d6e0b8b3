/** The client, on a socket that answers as the test says. */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../test/support/graph.ts";
import { openSocket } from "../lab/kernel/socket.ts";
import { Netgraph } from "./client.ts";
import { errno, NetgraphError } from "./errno.ts";
import { decodeMessage, encodeMessage, type Message, makeReply } from "./message.ts";
import type { Datagram, NetgraphSocket } from "./socket.ts";
import { bridge } from "./types/bridge.ts";
import { generic } from "./types/generic.ts";

/** A socket that keeps what is sent, and gives what it is told to give. */
class ScriptedSocket implements NetgraphSocket {
  readonly name = "scripted";
  readonly sent: Message[] = [];
  readonly asked: number[] = [];
  readonly queue: (Datagram | undefined)[] = [];
  private readonly wakeups: (() => void)[] = [];
  isClosed = false;

  constructor(
    private readonly answer: (message: Message) => number = () => 0,
    private readonly largestBuffer = Number.POSITIVE_INFINITY,
  ) {}

  send(_path: string, bytes: Uint8Array): number {
    const message = decodeMessage(bytes)!;
    this.sent.push(message);
    return this.answer(message);
  }
  /** Lets something come in. */
  give(datagram: Datagram | undefined): void {
    this.queue.push(datagram);
    for (const wake of this.wakeups.splice(0)) wake();
  }
  async receive(): Promise<Datagram | undefined> {
    while (this.queue.length === 0)
      await new Promise<void>((resolve) => this.wakeups.push(resolve));
    return this.queue.shift();
  }
  setReceiveBuffer(bytes: number): number {
    this.asked.push(bytes);
    return bytes > this.largestBuffer ? errno.ENOBUFS : 0;
  }
  openData(): never {
    throw new Error("no data socket");
  }
  close(): void {
    this.isClosed = true;
  }
}

const reply = (to: Message, args: Uint8Array): Datagram => ({
  from: "[1]:",
  bytes: makeReply(to, args).bytes,
});
const config = (level: number) => Uint8Array.of(level, ...new Array<number>(15).fill(0));

async function refusalOf(promise: Promise<unknown>): Promise<NetgraphError> {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(NetgraphError);
  return error as NetgraphError;
}

describe("the receive buffer", () => {
  test("is asked for smaller until the host allows it", async () => {
    const socket = new ScriptedSocket(undefined, 1024 * 1024);
    await Netgraph.open(socket);
    expect(socket.asked).toEqual([4, 2, 1].map((mega) => mega * 1024 * 1024));
  });
  test("that no size is allowed for stops nobody", async () => {
    const socket = new ScriptedSocket(undefined, 0);
    await Netgraph.open(socket);
    expect(socket.asked.at(-1)).toBe(64 * 1024);
  });
});

describe("answers", () => {
  test("reach whoever asked, whatever the order they come in", async () => {
    const socket = new ScriptedSocket();
    const netgraph = await Netgraph.open(socket);
    const asked = [0, 1, 2].map(() => netgraph.send("b:", bridge, "getconfig"));
    await Bun.sleep(0);
    for (const [index, message] of [...socket.sent.entries()].reverse())
      socket.give(reply(message, config(index)));
    expect((await Promise.all(asked)).map(({ debugLevel }) => debugLevel)).toEqual([0, 1, 2]);
  });

  test("are told from messages that nobody asked for, which are kept until they are taken", async () => {
    const socket = new ScriptedSocket();
    const netgraph = await Netgraph.open(socket);
    const asked = netgraph.send("b:", bridge, "getconfig");
    const [message] = socket.sent as [Message];
    const event = encodeMessage({ token: message.token, cookie: 1, command: 2, commandName: "up" });
    socket.give({ from: "[7]:", bytes: event });
    const late = encodeMessage({ token: 99, cookie: 1, command: 2, commandName: "late", flags: 1 });
    socket.give({ from: "[8]:", bytes: late });
    socket.give({ from: "[9]:", bytes: new Uint8Array(3) });
    socket.give(reply(message, config(3)));
    expect(await asked).toMatchObject({ debugLevel: 3 });
    expect(netgraph.takeOthers().map(({ from }) => from)).toEqual(["[7]:", "[8]:", "[9]:"]);
    expect(netgraph.takeOthers()).toEqual([]);
  });

  test("that will never come, as the socket ended, are refused to all who wait", async () => {
    const socket = new ScriptedSocket();
    const netgraph = await Netgraph.open(socket);
    const asked = [netgraph.nodes(), netgraph.send("b:", bridge, "getconfig")];
    socket.give(undefined);
    for (const one of asked) expect((await refusalOf(one)).errno).toBe(errno.ENOTCONN);
  });

  test("are not waited for where a command has none", async () => {
    const socket = new ScriptedSocket();
    const netgraph = await Netgraph.open(socket);
    await netgraph.bridge("b:").setPersistent();
    await netgraph.shutdown("b:");
    expect(socket.sent.map(({ cookie, command }) => [cookie, command])).toEqual([
      [bridge.cookie, 8],
      [generic.cookie, 1],
    ]);
  });
});

describe("a refusal", () => {
  test("says what was asked of which node, and leaves nobody waiting", async () => {
    const socket = new ScriptedSocket(() => errno.ENOENT);
    const netgraph = await Netgraph.open(socket);
    expect((await refusalOf(netgraph.nodeInfo("gone:"))).message).toBe(
      "nodeinfo gone:: No such file or directory",
    );
    expect((await refusalOf(netgraph.rmhook("gone:", "a"))).message).toBe(
      "rmhook gone:: No such file or directory",
    );
  });

  test("of a reply that does not fit says which values of sysctl make room for it", async () => {
    const netgraph = await Netgraph.open(new ScriptedSocket(() => errno.ENOBUFS));
    expect((await refusalOf(netgraph.nodes())).message).toContain(
      "sysctl kern.ipc.maxsockbuf=8388608 net.graph.recvspace=4194304",
    );
  });

  test("of a command that the type has not comes before anything is sent", async () => {
    const socket = new ScriptedSocket();
    const netgraph = await Netgraph.open(socket);
    const refused = await refusalOf(netgraph.send("b:", bridge, "nosuch" as "reset"));
    expect([refused.errno, socket.sent.length]).toEqual([errno.ENOSYS, 0]);
  });
});

describe("on a netgraph", () => {
  test("nodes are made, connected, named, listed and shut down", async () => {
    const netgraph = await Netgraph.open(openSocket(new TestGraph().vnet.graph, "program"));
    await netgraph.mkpeer(".", "bridge", "b", "link0");
    await netgraph.name(".:b", "public");
    await netgraph.mkpeer("public:", "eiface", "link1", "ether");
    await netgraph.connect(".", "public:", "second", "link2");
    expect(
      (await netgraph.show("public:")).links.map(({ name, peer }) => [name, peer.type]),
    ).toEqual([
      ["link2", "socket"],
      ["link1", "eiface"],
      ["link0", "socket"],
    ]);
    expect((await netgraph.names()).map(({ name }) => name)).toContain("public");
    expect((await netgraph.nodes()).filter(({ type }) => type === "eiface")).toHaveLength(1);
    expect((await netgraph.types()).find(({ name }) => name === "bridge")).toEqual({
      name: "bridge",
      nodes: 1,
    });
    await netgraph.rmhook("public:", "link2");
    expect((await netgraph.nodeInfo("public:")).hooks).toBe(2);
    expect(await netgraph.bridge("public:").table()).toEqual([]);
    expect(await netgraph.bridge("public:").linkStats(0)).toMatchObject({
      recvPackets: 0,
      loopDrops: 0,
    });
    await netgraph.shutdown("public:");
    expect((await refusalOf(netgraph.nodeInfo("public:"))).errno).toBe(errno.ENOENT);
  });

  test("an eiface tells its interface's addresses, the link-level one first", async () => {
    const netgraph = await Netgraph.open(openSocket(new TestGraph().vnet.graph, "program"));
    await netgraph.mkpeer(".", "eiface", "e", "ether");
    const bytes = await netgraph.interfaceAddresses(".:e");
    // AF_LINK is 18 (sys/socket.h).
    expect([bytes[1], bytes.length % 8]).toEqual([18, 0]);
  });

  test("closing the client closes its socket", async () => {
    const socket = new ScriptedSocket();
    await (await Netgraph.open(socket)).close();
    expect(socket.isClosed).toBe(true);
  });
});
