/** The lab's socket as docs/lab-socket.md describes it, spoken by a foreign program: order, names, buffers, jails, ends. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import type { Libc } from "../../src/freebsd/libc.ts";
import { errno } from "../../src/netgraph/errno.ts";
import { readString } from "../../src/netgraph/latin1.ts";
import { GENERIC_COOKIE, generic } from "../../src/netgraph/types/generic.ts";
import { Descriptor, ops, SockNode, sendTo, systemLibc, u32 } from "../support/blockingclient.ts";
import { type Program, program } from "./program.ts";

let ngbuddy: Program;
let libc: Libc;
let path: string;

beforeAll(async () => {
  ngbuddy = program();
  libc = await systemLibc();
  path = join(ngbuddy.lab, "netgraph.sock");
  expect((await ngbuddy.run("lab", "start")).status).toBe(0);
});
afterAll(async () => {
  await ngbuddy[Symbol.asyncDispose]();
});

const NODEINFO = generic.commands.find(({ name }) => name === "nodeinfo")!.id;
const nul = (text: string) => Buffer.from(`${text}\0`);

/** A bridge with two hooks of this node, as recording 06 has it. */
function bridgeOf(node: SockNode): void {
  node.mkpeer(".", "a", "bridge", "link0");
  node.name("a", "br");
  node.connect(".", "b", "br:", "link1");
}

const frame = (to: number[], from: number[], ...rest: number[]) =>
  Uint8Array.from([...to, ...from, 8, 0, ...rest]);
const ALL = [255, 255, 255, 255, 255, 255];

test("an answer is there when its question has been sent", () => {
  const node = new SockNode(libc, path, "asks");
  for (let i = 0; i < 100; i++) {
    expect(node.send(".", GENERIC_COOKIE, NODEINFO)).toBe(0);
    expect(node.hasMessage()).toBe(true);
    expect(readString(node.receive()!.message.args, 0, 32)).toBe("asks");
    expect(node.hasMessage()).toBe(false);
  }
  node.close();
});

test("what a send brings comes before the send's own reply", () => {
  const node = new SockNode(libc, path);
  node.connect(".", "a", ".", "b");
  node.data.order.length = 0;
  node.sendData("a", Uint8Array.of(1));
  node.sendData("a", Uint8Array.of(2));
  expect(node.data.order).toEqual(["4", "131", "4", "131"]);
  node.close();
});

test("frames written at one go do not see yet what the first of them taught the bridge (recording 06)", () => {
  for (let isQuick = false; !isQuick; ) {
    const node = new SockNode(libc, path);
    bridgeOf(node);
    const start = performance.now();
    const errors = [
      node.sendData("a", frame(ALL, [2, 0, 0, 0, 0, 1], 1)),
      // An address that moves at once: the program hears of no error, the link is muted afterwards.
      node.sendData("b", frame(ALL, [2, 0, 0, 0, 0, 1], 1)),
      node.sendData("a", Uint8Array.of(1, 2, 3)),
    ];
    // On a busy machine this process may have been kept waiting in between.
    isQuick = performance.now() - start < 15;
    if (isQuick) expect(errors).toEqual([0, 0, 0]);
    node.shutdown("br:");
    node.close();
  }
});

test("a socket reads how large its receive buffer is, and what was set", () => {
  const node = new SockNode(libc, path);
  const size = (socket: Descriptor) => socket.ask(ops.receiveBuffer).body.readUInt32LE(0);
  expect([size(node.control), size(node.data)]).toEqual([20480, 20480]);
  expect(node.control.ask(ops.receiveBuffer, u32(100_000)).errno).toBe(0);
  expect(size(node.control)).toBe(100_000);
  expect(node.control.ask(ops.receiveBuffer, Uint8Array.of(1)).errno).toBe(errno.EINVAL);
  node.close();
});

test("a program that says what it has taken is held to its receive buffer", () => {
  const node = new SockNode(libc, path);
  node.connect(".", "a", ".", "b");
  const fits = (length: number) => {
    let count = 0;
    while (node.sendData("a", Buffer.alloc(length)) === 0) count++;
    for (let i = 0; i < count; i++) node.data.receive();
    return count;
  };
  // As many as fit SO_RCVBUF and its mbufs on FreeBSD.
  expect([fits(5), fits(100), fits(1500)]).toEqual([320, 196, 13]);
  let error = 0;
  while (error === 0) error = node.sendData("a", Buffer.alloc(1000));
  expect(error).toBe(errno.ENOBUFS);
  node.data.receive();
  expect(node.sendData("a", Buffer.alloc(1000))).toBe(0);
  expect(node.sendData("a", Buffer.alloc(1000))).toBe(errno.ENOBUFS);
  node.close();
});

test("credit for what was never received is refused", () => {
  const node = new SockNode(libc, path);
  expect(node.data.ask(ops.credit, u32(1)).errno).toBe(errno.EINVAL);
  expect(node.data.ask(ops.credit, Uint8Array.of(1)).errno).toBe(errno.EINVAL);
  node.close();
});

test("a name is told, and is empty for a node without one", () => {
  const socket = new Descriptor(libc, path);
  expect(socket.ask(ops.getsockname).errno).toBe(errno.ENOTCONN);
  socket.ask(ops.openControl, nul(""));
  expect(socket.ask(ops.getsockname).body.toString()).toBe("\0");
  expect(socket.ask(ops.bind, nul("called")).errno).toBe(0);
  expect(socket.ask(ops.getsockname).body.toString()).toBe("called\0");
  socket.ask(ops.close);
  socket.close();
});

test("a name is free again when its socket's close is answered", () => {
  for (let i = 0; i < 20; i++) {
    const socket = new Descriptor(libc, path);
    expect(socket.ask(ops.openControl, nul("again")).errno).toBe(0);
    expect(socket.ask(ops.close).errno).toBe(0);
    expect(socket.receive()).toBeUndefined();
    socket.close();
  }
});

test("a socket whose node is shut down reads what waits, then the end, and sends no more", () => {
  const node = new SockNode(libc, path, "doomed");
  node.send(".", GENERIC_COOKIE, NODEINFO);
  expect(node.shutdown(".")).toBe(0);
  expect(node.receive()?.from).toMatch(/^\[/);
  expect(node.control.receive()).toBeUndefined();
  expect(node.data.receive()).toBeUndefined();
  expect(node.shutdown(".")).toBe(errno.EPIPE);
  expect(node.sendData("a", Uint8Array.of(1))).toBe(errno.EPIPE);
  expect(node.control.ask(ops.getsockname).errno).toBe(errno.EINVAL);
  expect(node.control.isClosed).toBe(false);
  node.close();
});

test("a socket may be opened in a jail, by its name or its number", async () => {
  const made = await ngbuddy.run("lab", "exec", "jail", "-c", "name=inside", "vnet", "persist");
  expect(made.status).toBe(0);
  const jid = (await ngbuddy.run("lab", "exec", "jls", "-j", "inside", "jid")).stdout.trim();
  const inside = new SockNode(libc, path, "insider", "inside");
  const seen = async (...jail: string[]) =>
    (await ngbuddy.run("lab", "exec", "ngctl", ...jail, "list")).stdout.includes("insider");
  expect(await seen("-j", "inside")).toBe(true);
  expect(await seen()).toBe(false);
  inside.close();
  const byNumber = new SockNode(libc, path, "insider", jid);
  expect(await seen("-j", "inside")).toBe(true);
  byNumber.close();
  const nowhere = new Descriptor(libc, path);
  expect(nowhere.ask(ops.openControl, nul("x"), nul("nojail")).errno).toBe(errno.ENOENT);
  expect(nowhere.ask(ops.openData, nul("x:"), nul("nojail")).errno).toBe(errno.ENOENT);
  nowhere.close();
  const orphan = new SockNode(libc, path, "orphan", "inside");
  await ngbuddy.run("lab", "exec", "jail", "-r", "inside");
  expect(orphan.control.receive()).toBeUndefined();
  orphan.close();
});

test("an address ends at its NUL, if it has one", () => {
  const node = new SockNode(libc, path);
  node.connect(".", "a", ".", "b");
  expect(sendTo(node.data, "a\0", Uint8Array.of(7))).toBe(0);
  expect(node.data.receive()?.from).toBe("b");
  node.close();
});

test("what nobody knows is refused, and the connection goes on", () => {
  const socket = new Descriptor(libc, path);
  for (const op of [0, 4, 9, 11, 14, 100]) expect(socket.ask(op).errno).toBe(errno.EOPNOTSUPP);
  expect(socket.ask(ops.send, Uint8Array.of(1)).errno).toBe(errno.EINVAL);
  expect(socket.ask(ops.openControl, nul("")).errno).toBe(0);
  expect(socket.ask(ops.openControl, nul("")).errno).toBe(errno.EISCONN);
  socket.ask(ops.close);
  socket.close();
});

test("a frame that is too long ends its connection at once, before it is sent", () => {
  const socket = new Descriptor(libc, path);
  socket.writeRaw(Uint8Array.of(255, 255, 255, 127, ops.send));
  expect(socket.receive()).toBeUndefined();
  expect(socket.isClosed).toBe(true);
  socket.close();
});
