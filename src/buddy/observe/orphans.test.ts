/** Eifaces and NICs that are on no bridge. */
import { expect, test } from "bun:test";
import { applying } from "../../../test/support/applying.ts";
import { interfaces } from "../../host/commands.ts";
import { occupants } from "./occupants.ts";
import { readOrphans } from "./orphans.ts";

test("an eiface that is joined to another one is told with that, also through other nodes", async () => {
  const { host, netgraph } = await applying(
    "ngbuddy bridge lan vtnet0",
    ...["a", "b", "c"].map((name) => `ngbuddy jail ${name} lan`),
    ...["a", "b", "c"].map((name) => `ngctl rmhook ${name}: ether`),
    "jail -c name=j path=/ vnet vnet.interface=b persist",
    "ngctl mkpeer a: tee ether left",
    "ngctl connect b: a:ether ether right",
  );
  const nodes = await netgraph.nodes();
  const alone = nodes.filter(({ type }) => type === "eiface");
  const who = await occupants(host, netgraph, nodes, await interfaces(host));
  const orphans = await readOrphans(netgraph, alone, who);
  const of = (name: string) => orphans.find((one) => one.name === name);
  expect(of("a")).toMatchObject({
    joined: { name: "b" },
    guest: { kind: "host", interface: { name: "a" } },
    joinedGuest: { kind: "jail", jail: "j" },
  });
  expect(of("c")?.joined).toBeUndefined();
  expect(of("c")?.guest).toMatchObject({ kind: "host" });
});

test("an eiface that shares a bridge's link with others is told with that bridge, and one on a hub with that", async () => {
  const { netgraph } = await applying(
    "ngbuddy bridge lan ng0",
    "ngctl mkpeer lan: vlan link7 downstream",
    "ngctl name lan:link7 trunk",
    ...["v10", "v20"].flatMap((hook) => [
      `ngctl mkpeer trunk: eiface ${hook} ether`,
      `ngctl name trunk:${hook} on${hook}`,
    ]),
    "ngctl mkpeer lan: hub link8 up",
    "ngctl name lan:link8 hub0",
    ...["h1", "h2"].flatMap((hook) => [
      `ngctl mkpeer hub0: eiface ${hook} ether`,
      `ngctl name hub0:${hook} on${hook}`,
    ]),
  );
  const alone = (await netgraph.nodes()).filter(({ name }) => /^on[vh]/.test(name));
  const orphans = await readOrphans(netgraph, alone, undefined);
  const of = (name: string) => orphans.find((one) => one.name === name);
  expect(of("onv10")).toMatchObject({
    joined: { name: "lan", type: "bridge" },
    between: [{ name: "trunk", type: "vlan" }],
  });
  expect(of("onh1")).toMatchObject({ joined: { name: "hub0", type: "hub" } });
  expect(of("onh1")?.between).toBeUndefined();
});

test("guests are told only where it was asked for, and of a NIC none is", async () => {
  const { netgraph } = await applying();
  const nodes = (await netgraph.nodes()).filter(({ name }) => name === "vtnet0");
  expect(await readOrphans(netgraph, nodes, undefined)).toEqual([
    { id: nodes[0]!.id, name: "vtnet0", type: "ether" },
  ]);
});
