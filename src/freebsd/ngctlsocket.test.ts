/** The netgraph socket that is made of runs of ngctl(8): what is run, and what is made of what it prints. */
import { describe, expect, test } from "bun:test";
import { recordedHost, testLab } from "../../test/support/lab.ts";
import type { CommandResult } from "../host/host.ts";
import { Netgraph } from "../netgraph/client.ts";
import { errno, NetgraphError } from "../netgraph/errno.ts";
import { encodeMessage } from "../netgraph/message.ts";
import { bridge } from "../netgraph/types/bridge.ts";
import { openNgctlSocket } from "./ngctlsocket.ts";

/** A client by way of a lab's ngctl, and what was run for it. */
async function overNgctl(...lines: string[]) {
  const { lab, run } = testLab(recordedHost);
  for (const line of lines) await run(line);
  const ran: string[] = [];
  const socket = openNgctlSocket(async (args, stdin) => {
    ran.push(
      [...args, ...(stdin === undefined ? [] : [`< ${stdin.trim().replaceAll("\n", "; ")}`])].join(
        " ",
      ),
    );
    const argv = ["ngctl", ...args];
    return { argv, ...(await lab.capture(argv, stdin === undefined ? {} : { text: stdin })) };
  }, "ngbuddy");
  return { netgraph: await Netgraph.open(socket), socket, ran, run };
}

/** A client whose ngctl says what the test says. */
async function overScript(...answers: Partial<CommandResult>[]) {
  const ran: string[][] = [];
  const socket = openNgctlSocket(async (args, stdin) => {
    ran.push(stdin === undefined ? [...args] : [...args, stdin]);
    return { argv: ["ngctl"], status: 0, stdout: "", stderr: "", ...answers.shift() };
  }, "ngbuddy");
  return { netgraph: await Netgraph.open(socket), socket, ran };
}

const refusalOf = async (promise: Promise<unknown>) => {
  const error = await promise.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  expect(error).toBeInstanceOf(NetgraphError);
  return (error as NetgraphError).errno;
};

const BRIDGE = [
  "kldload ng_ether",
  "ngctl mkpeer vtnet0: bridge lower link0",
  "ngctl name vtnet0:lower public",
];

test("every generic message becomes the subcommand of ngctl that is for it", async () => {
  const { netgraph, ran } = await overNgctl(...BRIDGE);
  await netgraph.connect("vtnet0:", "public:", "upper", "link1");
  await netgraph.mkpeer("public:", "eiface", "link2", "ether");
  await netgraph.name("public:link2", "jail1");
  expect((await netgraph.nodeInfo("jail1:")).type).toBe("eiface");
  expect((await netgraph.nodes()).map(({ name }) => name)).toContain("public");
  expect((await netgraph.names()).map(({ name }) => name)).toContain("jail1");
  expect((await netgraph.types()).map(({ name }) => name)).toContain("bridge");
  await netgraph.rmhook("public:", "link1");
  await netgraph.shutdown("public:");
  expect(ran).toEqual([
    "connect vtnet0: public: upper link1",
    "mkpeer public: eiface link2 ether",
    "name public:link2 jail1",
    "show -n jail1:",
    "list",
    "list -n",
    "types",
    "rmhook public: link1",
    "shutdown public:",
  ]);
});

test("the peers of a node have as many hooks as ngctl says when it is asked for them", async () => {
  const { netgraph, ran } = await overNgctl(...BRIDGE, "ngctl connect vtnet0: public: upper link1");
  const { links } = await netgraph.show("public:");
  expect(links.map(({ name, peer }) => [name, peer.name, peer.hooks])).toEqual([
    ["link1", "vtnet0", 2],
    ["link0", "vtnet0", 2],
  ]);
  expect(ran).toHaveLength(2);
});

test("a peer that has gone meanwhile does not keep the others from being counted", async () => {
  const shown = [
    "  Name: public          Type: bridge          ID: 00000001   Num hooks: 2",
    "  Local hook      Peer name       Peer type    Peer ID         Peer hook",
    "  ----------      ---------       ---------    -------         ---------",
    "  link1           gone            eiface       00000009        ether",
    "  link0           vtnet0          ether        00000002        lower",
  ].join("\n");
  const { netgraph, ran } = await overScript(
    { stdout: shown },
    {
      status: 1,
      stderr: "ngctl: send msg: No such file or directory\nngctl: line 1: error in file\n",
    },
    { stdout: "  Name: vtnet0          Type: ether           ID: 00000002   Num hooks: 2\n" },
  );
  const { links } = await netgraph.show("public:");
  expect(links.map(({ peer }) => peer.hooks)).toEqual([1, 2]);
  expect(ran.slice(1)).toEqual([
    ["-f", "-", "show -n [9]:\nshow -n [2]:\n"],
    ["-f", "-", "show -n [2]:\n"],
  ]);
});

describe("questions that are asked together", () => {
  test("are put to one ngctl", async () => {
    const { netgraph, ran } = await overNgctl(...BRIDGE);
    const answers = await Promise.all([
      netgraph.send("public:", bridge, "getconfig"),
      netgraph.bridge("public:").linkStats(0),
      netgraph.bridge("public:").table(),
    ]);
    expect(answers[0]).toMatchObject({ loopTimeout: 60 });
    expect(answers[1]).toMatchObject({ recvPackets: 0 });
    expect(answers[2]).toEqual([]);
    expect(ran).toEqual([
      "-f - < msg public: getconfig; msg public: getstats 0; msg public: gettable",
    ]);
  });

  test("are each answered or refused for themselves", async () => {
    const { netgraph } = await overNgctl(...BRIDGE);
    const asked = [0, 7, 0, 8].map((link) => netgraph.bridge("public:").linkStats(link));
    const results = await Promise.allSettled(asked);
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "rejected",
      "fulfilled",
      "rejected",
    ]);
    expect(await refusalOf(asked[1]!)).toBe(errno.ENOTCONN);
  });

  test("are not put together with a change, which keeps its place", async () => {
    const { netgraph, ran } = await overNgctl(...BRIDGE);
    await Promise.all([
      netgraph.send("public:", bridge, "getconfig"),
      netgraph.bridge("public:").setPersistent(),
      netgraph.send("public:", bridge, "getconfig"),
    ]);
    expect(ran).toEqual([
      "msg public: getconfig",
      "msg public: setpersistent",
      "msg public: getconfig",
    ]);
  });
});

describe("a node that is made from .", () => {
  test("is found again by its number, though the hook went with the ngctl that made it", async () => {
    const { netgraph, ran } = await overNgctl();
    await netgraph.mkpeer(".", "eiface", "e", "ether");
    await netgraph.name(".:e", "jail1");
    expect((await netgraph.nodeInfo("jail1:")).type).toBe("eiface");
    expect(ran[0]).toBe("-f - < mkpeer eiface e ether; show -n .:e");
    expect(ran[1]).toMatch(/^name \[[0-9a-f]+\]: jail1$/);
  });

  test("needs no taking off its hook, which is gone already", async () => {
    const { netgraph, ran } = await overNgctl();
    await netgraph.mkpeer(".", "eiface", "e", "ether");
    await netgraph.rmhook(".", "e");
    expect(ran).toHaveLength(1);
    // From now on it is a hook as any other, which is not there.
    expect(await refusalOf(netgraph.name(".:e", "jail1"))).toBe(errno.ENOENT);
  });

  test("that is refused leaves nothing behind", async () => {
    const { netgraph } = await overNgctl();
    expect(await refusalOf(netgraph.mkpeer(".", "nosuch", "e", "ether"))).toBe(errno.ENOENT);
  });
});

describe("a refusal", () => {
  test.each([
    ["ngctl: send msg: No such file or directory\n", errno.ENOENT],
    ["ngctl: recv msg: No buffer space available\n", errno.ENOBUFS],
    ["ngctl: something nobody knows\n", errno.EIO],
    ["", errno.EIO],
  ])("of which ngctl says %j has errno %i", async (stderr, number) => {
    const { netgraph } = await overScript({ status: 1, stderr });
    expect(await refusalOf(netgraph.rmhook("public:", "link0"))).toBe(number);
  });

  test("of what ngctl has no words for comes without a run", async () => {
    const { socket, ran } = await overScript();
    const parts = { token: 1, cookie: 12345, command: 1, commandName: "x" };
    expect(await socket.send("public:", encodeMessage(parts))).toBe(errno.EOPNOTSUPP);
    expect(socket.send("public:", new Uint8Array(3))).toBe(errno.EINVAL);
    expect(ran).toEqual([]);
  });

  test("is what a data socket meets, as ngctl has none that outlives it", async () => {
    const { socket } = await overScript();
    expect(() => socket.openData()).toThrow("ngctl has none that outlives it");
    expect(socket.setReceiveBuffer(1)).toBe(errno.EOPNOTSUPP);
  });
});

test("a run that fails to start is told to whoever asked, and the next message is tried anew", async () => {
  let runs = 0;
  const socket = openNgctlSocket(async () => {
    if (runs++ === 0) throw new Error("no process left");
    return { argv: ["ngctl"], status: 0, stdout: "", stderr: "" };
  }, "ngbuddy");
  const netgraph = await Netgraph.open(socket);
  await expect(netgraph.shutdown("public:")).rejects.toThrow("no process left");
  await netgraph.shutdown("public:");
  expect(runs).toBe(2);
});

test("a socket that is closed ends whoever waits at it", async () => {
  const { socket } = await overScript();
  const waiting = socket.receive();
  await socket.close();
  expect(await waiting).toBeUndefined();
  expect(await socket.receive()).toBeUndefined();
});
