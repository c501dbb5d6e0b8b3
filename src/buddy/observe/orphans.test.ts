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

test("guests are told only where it was asked for, and of a NIC none is", async () => {
  const { netgraph } = await applying();
  const nodes = (await netgraph.nodes()).filter(({ name }) => name === "vtnet0");
  expect(await readOrphans(netgraph, nodes, undefined)).toEqual([
    { id: nodes[0]!.id, name: "vtnet0", type: "ether" },
  ]);
});
