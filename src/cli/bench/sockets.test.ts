/** Traffic by real sockets of this machine. */
import { expect, test } from "bun:test";
import { createServer } from "node:net";
import { sockets } from "./sockets.ts";

const { signal } = new AbortController();

/** A port that nobody has at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return port;
}

test("who sends may be there before who receives, and all of it comes", async () => {
  const port = await freePort();
  const sending = sockets.send("127.0.0.1", port, 0.05, signal);
  const taken = await sockets.receive(port, 10, signal);
  await sending;
  expect(taken.bytes).toBeGreaterThan(0);
  expect(taken.seconds).toBeGreaterThan(0);
});

test("a receiver that nobody sends to gives up, and one that is interrupted ends", async () => {
  const port = await freePort();
  await expect(sockets.receive(port, 0.01, signal)).rejects.toThrow("nobody sent within 0.01 s");
  const interrupt = new AbortController();
  const receiving = sockets.receive(await freePort(), 10, interrupt.signal);
  interrupt.abort();
  await expect(receiving).rejects.toThrow("interrupted");
});

test("a sender that is interrupted does not wait for anybody", async () => {
  const interrupt = new AbortController();
  interrupt.abort();
  await expect(sockets.send("127.0.0.1", await freePort(), 10, interrupt.signal)).rejects.toThrow(
    "cannot connect to 127.0.0.1: connection refused",
  );
});
