/** A host that is read again and again. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import type { Host } from "../../host/host.ts";
import { labHost } from "../../lab/host.ts";
import { Watch } from "./watch.ts";

/** A lab with a bridge and a jail on it, and how often its netgraph was opened and its jails were asked for. */
async function watched() {
  const { lab, out } = buddyLab();
  for (const line of [
    "ngbuddy enable",
    "ngbuddy start",
    "ngbuddy jail web public",
    "jail -c name=web path=/ vnet vnet.interface=web persist",
  ])
    await out(line);
  const plain = labHost(lab);
  const counted = { opened: 0, commands: 0, isLost: false };
  const host: Host = {
    ...plain,
    openNetgraph() {
      counted.opened++;
      if (counted.isLost) throw new Error("the lab has gone");
      return plain.openNetgraph();
    },
    run(...args) {
      counted.commands++;
      return plain.run(...args);
    },
    kernel: async () => undefined,
  };
  return { watch: new Watch(host), counted, out };
}
const guestOf = (reading: Awaited<ReturnType<Watch["read"]>>) =>
  reading.bridges.flatMap(({ links }) => links).find(({ peerName }) => peerName === "web")?.guest;

test("who is behind the links is asked once, until a link comes or goes", async () => {
  const { watch, counted, out } = await watched();
  expect(guestOf(await watch.read())).toMatchObject({ kind: "jail", jail: "web" });
  const first = counted.commands;
  expect(guestOf(await watch.read())).toMatchObject({ kind: "jail", jail: "web" });
  const light = counted.commands - first;
  expect(light).toBeLessThan(first);
  await out("ngbuddy create other public");
  await watch.read();
  expect(counted.commands - first - light).toBeGreaterThan(light);
  expect(counted.opened).toBe(1);
  await watch.close();
});

test("a host that is lost is opened anew by the next reading", async () => {
  const { watch, counted } = await watched();
  await watch.read();
  await (await watch.open()).close();
  counted.isLost = true;
  await expect(watch.read()).rejects.toThrow();
  counted.isLost = false;
  expect((await watch.read()).bridges.map(({ name }) => name)).toContain("public");
  expect((await watch.readAll()).graph.length).toBeGreaterThan(0);
  await watch.close();
});
