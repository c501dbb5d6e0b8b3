/** The kernel's rules beyond the recordings, as ng_base.c and ng_socket.c have them: which errno when, names, paths, who replies. */
import { describe, expect, test } from "bun:test";
import { TestGraph } from "../../../test/support/graph.ts";
import { makeJail, testLab } from "../../../test/support/lab.ts";
import { errno } from "../../netgraph/errno.ts";
import { decodeMessage, encodeMessage, HEADER_SIZE } from "../../netgraph/message.ts";
import { FLOW_COOKIE, LINK_IS_UP } from "../../netgraph/types/flow.ts";
import { GENERIC_COOKIE, generic } from "../../netgraph/types/generic.ts";
import { openDataOf, openSocket } from "./socket.ts";

const FOREIGN = 12345;

describe("names and IDs", () => {
  test.each(["[0]", "[]", "[x2]", "[2", "[0x]", "[100000000]", "[ffffffffffffffff]", "x"])(
    "%s is a name",
    (name) => {
      const graph = new TestGraph();
      expect(graph.generic(".", "name", { name })).toBe(0);
      expect(graph.generic(`${name}:`, "nodeinfo")).toBe(0);
    },
  );

  test.each(["[1]", "[01]", "[0x1]", "[0X1]", "[00000001]", "[100000001]"])(
    "%s is node 1, and no name",
    (name) => {
      const graph = new TestGraph();
      expect(graph.generic(".", "name", { name })).toBe(errno.EINVAL);
      expect(graph.generic(`${name}:`, "nodeinfo")).toBe(0);
      expect(graph.socket.takeWaiting()?.from).toBe("[1]:");
    },
  );

  test("hexadecimal digits of an ID may be capitals", () => {
    const graph = new TestGraph();
    for (let i = 0; i < 9; i++) graph.vnet.graph.make(graph.kernel.typeNamed("hub")!);
    expect([graph.generic("[A]:", "nodeinfo"), graph.generic("[a]:", "nodeinfo")]).toEqual([0, 0]);
  });

  test("a name of 31 characters can be given, but is too long for a path; a hook may still lead there", () => {
    const graph = new TestGraph();
    const name = "n".repeat(31);
    graph.mkpeer(".", "hub", "h", "p0");
    expect(graph.generic(".:h", "name", { name })).toBe(0);
    expect(graph.generic(`${name}:`, "nodeinfo")).toBe(errno.EINVAL);
    expect(graph.generic(".:h", "nodeinfo")).toBe(0);
    // A path inside a message has more room than one of a socket address.
    expect(graph.connect(".", `${name}:`, "h2", "p1")).toBe(0);
  });

  test("a node may be given the name it has, and not one that another has", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "hub", "h", "p0");
    expect(graph.generic(".", "name", { name: "me" })).toBe(0);
    expect(graph.generic(".:h", "name", { name: "me" })).toBe(errno.EADDRINUSE);
    expect(graph.generic(".:h", "name", { name: "" })).toBe(errno.EINVAL);
    expect(graph.generic(".:h", "name", { name: "a.b" })).toBe(errno.EINVAL);
    expect(graph.generic(".:h", "name", { name: "a:b" })).toBe(errno.EINVAL);
  });

  test("a hook may be called nothing at all, where its node allows it", () => {
    const graph = new TestGraph();
    expect(graph.mkpeer(".", "hub", "", "")).toBe(0);
    expect(graph.mkpeer(".", "hub", "", "")).toBe(errno.EEXIST);
    expect(graph.mkpeer(".", "bridge", "b", "")).toBe(errno.EINVAL);
  });
});

describe("paths", () => {
  test.each([
    ["nothere:", errno.ENOENT],
    [".:nothere", errno.ENOENT],
    [":", errno.EINVAL],
    ["a.b:", errno.EINVAL],
    [".:a:b", errno.EINVAL],
    [".:h..p", errno.EINVAL],
    ["", 0],
    [".", 0],
    [".:", 0],
    [".:.", 0],
    ["h", 0],
    [".h.", 0],
    ["h.p0", 0],
    ["me:h.p0.h.p0.h", 0],
    [`me:${"h.p0.".repeat(6)}`, errno.EINVAL],
    ["me:\0junk", 0],
  ])("%j is answered with %i", (path, expected) => {
    const graph = new TestGraph();
    graph.mkpeer(".", "hub", "h", "p0");
    expect(graph.generic(path, "nodeinfo")).toBe(expected);
  });
});

describe("mkpeer", () => {
  test("looks for the type before it looks at the path", () => {
    const graph = new TestGraph();
    expect(graph.mkpeer("a.b:", "nosuch", "h", "p")).toBe(errno.ENOENT);
    expect(graph.mkpeer("a.b:", "hub", "h", "p")).toBe(errno.EINVAL);
    expect(graph.kernel.isLoaded("ng_hub")).toBe(true);
  });

  test("loads no module for a jail", async () => {
    const { lab, run } = testLab();
    const jail = makeJail(lab, "j");
    const refused = await run("ngctl mkpeer hub h p0", { jail });
    expect([refused.status, refused.stderr]).toEqual([
      71,
      "ngctl: send msg: Operation not permitted\n",
    ]);
    await run("kldload ng_hub");
    expect((await run("ngctl mkpeer hub h p0", { jail })).status).toBe(0);
  });

  test("takes an ID even when it fails, and leaves nothing else", () => {
    const graph = new TestGraph();
    expect(graph.mkpeer(".", "eiface", "h", "nosuch")).toBe(errno.EPFNOSUPPORT);
    expect(graph.vnet.interfaces).toEqual([]);
    expect(graph.types).toEqual(["socket"]);
    graph.mkpeer(".", "hub", "h", "p0");
    expect(graph.socket.node.hook("h")!.peer!.node.id).toBe(3);
  });
});

// ng_echo.c: it is the message itself that goes back.
test("an echo leaves a message as it is, but for the flag of a reply", () => {
  const graph = new TestGraph();
  graph.mkpeer(".", "echo", "h", "e");
  expect(
    graph.send(".:h", { cookie: 7, command: 9, flags: 0xf0f0_0100, args: Uint8Array.of(1, 2) }),
  ).toBe(0);
  const { from, bytes } = graph.socket.takeWaiting()!;
  const { cookie, command, flags, args } = decodeMessage(bytes)!;
  expect([from, cookie, command, flags, ...args]).toEqual(["[2]:", 7, 9, 0xf0f0_0101, 1, 2]);
});

// ng_socket.c has no list of commands for the ASCII form.
test("a socket takes its messages in binary only", () => {
  const graph = new TestGraph();
  expect(graph.msg(".", "nolinger")).toBe(errno.ENOSYS);
  expect(graph.send(".", { cookie: 851601233, command: 1 })).toBe(0);
});

test("types are counted over all vnets", async () => {
  const { lab, run, out } = testLab();
  await run("kldload ng_hub");
  const jail = makeJail(lab, "j");
  const socket = openSocket(jail.vnet!.graph, "");
  jail.vnet!.graph.mkpeer(socket.node, "hub", "h", "p0");
  const types = await out("ngctl types");
  expect(types).toContain("            hub       1\n");
  expect(types).toContain("         socket       2\n");
});

describe("a graph with a circle", () => {
  test("of hubs, three times connected, loses a frame that would go round for ever", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "hub", "h", "up");
    graph.mkpeer(".:h", "hub", "x0", "x0");
    for (const hook of ["x1", "x2"]) graph.connect(".:h", ".:h.x0", hook, hook);
    expect(graph.write("h", [1])).toBe(0);
  });

  test("of bridges that learn at once stops a storm", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "bridge", "h", "link0");
    graph.mkpeer(".:h", "bridge", "link1", "link1");
    for (const link of ["link2", "link3"]) graph.connect(".:h", ".:h.link1", link, link);
    for (const path of [".:h", ".:h.link1"])
      expect(graph.msg(path, "setconfig", "{ maxStaleness=900 }")).toBe("");
    expect(graph.write("h", [...new Array(6).fill(255), 2, 0, 0, 0, 0, 1, 8, 0])).toBe(0);
    expect(graph.msg(".:h", "getconfig")).toBe("{ maxStaleness=900 }");
  });

  test("of tees loses a message too", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "tee", "h", "left2right");
    graph.mkpeer(".:h", "tee", "left", "right");
    graph.connect(".:h", ".:h.left", "right", "left");
    expect(graph.send(".:h.left", { cookie: FLOW_COOKIE, command: LINK_IS_UP })).toBe(0);
  });
});

describe("messages", () => {
  const types = ["hub", "bridge", "tee", "hole", "one2many", "vlan", "eiface"] as const;
  const hooks: { readonly [type: string]: string } = {
    bridge: "link0",
    tee: "left",
    one2many: "one",
    eiface: "ether",
  };
  test.each(types)("of a foreign type are refused by %s", (type) => {
    const graph = new TestGraph();
    graph.mkpeer(".", type, "h", hooks[type] ?? "a");
    expect(graph.send(".:h", { cookie: FOREIGN, command: 1 })).toBe(errno.EINVAL);
  });

  test("of a foreign type are dropped by a type without messages, which knows no text either", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "split", "h", "in");
    expect(graph.send(".:h", { cookie: FOREIGN, command: 1 })).toBe(0);
    expect(graph.socket.takeWaiting()).toBeUndefined();
    expect(graph.generic(".:h", "textstatus")).toBe(errno.EINVAL);
  });

  test("come back from an echo as replies", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "echo", "h", "a");
    graph.send(".:h", { cookie: FOREIGN, command: 7, args: Uint8Array.of(1, 2, 3) });
    const { from, bytes } = graph.socket.takeWaiting()!;
    const { cookie, command, flags, args } = decodeMessage(bytes)!;
    expect({ from, cookie, command, flags, args: [...args] }).toEqual({
      from: "[2]:",
      cookie: FOREIGN,
      command: 7,
      flags: 1,
      args: [1, 2, 3],
    });
  });

  test("of a foreign type go to the program when the node is a socket", () => {
    const graph = new TestGraph();
    const other = openSocket(graph.vnet.graph, "other");
    graph.send("other:", { cookie: FOREIGN, command: 1 });
    expect(other.takeWaiting()?.from).toBe("[1]:");
    expect(graph.send("other:", { cookie: 851601233, command: 9 })).toBe(errno.EINVAL);
  });

  test("a reply has the request's token, command and name, no flag but its own, and no odd bytes", () => {
    const graph = new TestGraph();
    const bytes = encodeMessage({
      ...{ token: 77, cookie: GENERIC_COOKIE, command: generic.commands[5].id },
      ...{ commandName: "x", flags: 0x10 },
    });
    bytes.set([1, 2, 3], 1);
    bytes.set(Buffer.from("name\0and more that nobody reads!"), 24);
    expect(graph.socket.send(".", bytes)).toBe(0);
    const reply = graph.socket.takeWaiting()!.bytes;
    expect([...reply.subarray(0, 4)]).toEqual([8, 0, 0, 0]);
    expect(new DataView(reply.buffer).getUint32(12, true)).toBe(1);
    expect(reply.subarray(16, HEADER_SIZE)).toEqual(bytes.subarray(16, HEADER_SIZE));
  });

  test("textconfig has no ASCII form of its argument, rmhook's is called hook", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "hub", "h", "p0");
    expect(graph.msg(".:h", "textconfig", '"text"')).toBe(errno.EINVAL);
    expect(graph.msg(".:h", "rmhook", '{ ourhook="p0" }')).toBe(errno.ENOENT);
    expect(graph.msg(".:h", "rmhook", '{ hook="p0" }')).toBe("");
    expect(graph.types).toEqual(["socket"]);
  });

  test("lists have their ASCII form, IDs in hexadecimal", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "hub", "h", "p0");
    expect(graph.msg(".:h", "listhooks")).toBe(
      '{ nodeinfo={ type="hub" id=0x2 hooks=1 } linkinfo=[ { ourhook="p0" peerhook="h" nodeinfo={ name="me" type="socket" id=0x1 hooks=1 } } ] }',
    );
    expect(graph.msg(".", "nodeinfo")).toBe('{ name="me" type="socket" id=0x1 hooks=1 }');
    expect(graph.msg(".", "listtypes")).toContain('typeinfo=[ { typename="hub" numnodes=1 }');
  });
});

describe("a socket", () => {
  test("whose node was shut down is disconnected", () => {
    const graph = new TestGraph();
    graph.mkpeer(".", "hub", "h", "p0");
    expect(graph.generic(".", "shutdown")).toBe(0);
    expect(graph.generic(".", "nodeinfo")).toBe(errno.EPIPE);
    expect(graph.write("h", [1])).toBe(errno.EPIPE);
    expect(graph.socket.rename("again")).toBe(errno.EINVAL);
  });

  test("sends frames by a hook that is named, or by the only one", () => {
    const graph = new TestGraph();
    expect(graph.write("", [1])).toBe(errno.EDESTADDRREQ);
    graph.mkpeer(".", "hole", "h", "a");
    expect([graph.write("", [1]), graph.write("h", [1])]).toEqual([0, 0]);
    expect(graph.write("x", [1])).toBe(errno.EHOSTUNREACH);
    expect(graph.write("h".repeat(31), [1])).toBe(errno.EINVAL);
    graph.mkpeer(".", "hole", "h2", "a");
    expect(graph.write("", [1])).toBe(errno.EDESTADDRREQ);
  });

  test("without a data socket loses frames, and nobody hears of it", () => {
    const graph = new TestGraph();
    openSocket(graph.vnet.graph, "deaf");
    graph.connect(".", "deaf:", "h", "h");
    expect(graph.write("h", [1])).toBe(0);
  });

  test("keeps its node as long as its data socket is open", () => {
    const graph = new TestGraph();
    const other = openSocket(graph.vnet.graph, "other");
    const data = openDataOf(other.node);
    other.close();
    expect(graph.generic("other:", "nodeinfo")).toBe(0);
    expect(graph.send("other:", { cookie: FOREIGN, command: 1 })).toBe(errno.EINVAL);
    data.close();
    expect(graph.generic("other:", "nodeinfo")).toBe(errno.ENOENT);
  });

  test("that is not to linger goes with its last hook", () => {
    const graph = new TestGraph();
    const other = openSocket(graph.vnet.graph, "other");
    graph.connect(".", "other:", "h", "h");
    expect(graph.send("other:", { cookie: 851601233, command: 1 })).toBe(0);
    graph.generic(".", "rmhook", { hook: "h" });
    expect(other.node.valid).toBe(false);
  });
});
