/** The doctor's own links are no events. */
import { expect, test } from "bun:test";
import { buddyLab } from "../../../test/support/buddylab.ts";
import { labHost } from "../../lab/host.ts";
import { follow, watched } from "../monitor/events.ts";
import { readForEvents } from "../monitor/reading.ts";
import { observe } from "../observe/observe.ts";
import { withNetgraph } from "../withnetgraph.ts";
import { ask } from "./probe.ts";

test("whoever watches the host while the doctor asks is told of no link made and gone", async () => {
  const { lab, out } = buddyLab();
  await out("ngbuddy bridge private gw0");
  const host = labHost(lab);
  const { bridges } = await withNetgraph(host, (netgraph) => observe(host, netgraph));
  const before = watched(await readForEvents(host));
  // Nobody answers: the doctor's link is there until it has given up.
  const asked = ask(host, bridges[0]!, { address: "10.60.0.9" });
  let isThere = false;
  while (!isThere) {
    const now = await withNetgraph(host, (netgraph) => observe(host, netgraph));
    isThere = now.bridges[0]!.links.length === 2;
  }
  const during = await readForEvents(host);
  expect(follow(before, during).events).toEqual([]);
  await asked;
  expect(follow(watched(during), await readForEvents(host)).events).toEqual([]);
});
