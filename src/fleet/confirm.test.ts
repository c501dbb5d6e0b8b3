import { expect, test } from "bun:test";
import { type FleetBed, fleetBed } from "../../test/support/fleetbed.ts";
import { labHost } from "../lab/host.ts";
import { confirmAsked } from "./agent/confirms.ts";
import { statusSchema } from "./answershapes.ts";
import { ask } from "./ask.ts";
import { confirmOn, signConfirm } from "./confirm.ts";
import { createFleet } from "./keys.ts";
import type { Fleet } from "./owner.ts";
import { pack, unpack } from "./pack.ts";
import { putOrder } from "./putorder.ts";
import { Nonces } from "./question.ts";
import { subjectsOf } from "./subjects.ts";

/** A host on which a bridge waits to be confirmed. */
async function bedWithBridge(mode: string) {
  const bed = await fleetBed(["web1"]);
  const lab = bed.labs.get("web1")!;
  await lab.out(`sysrc ngbuddy_agent_mode=${mode}`);
  await lab.out("ngbuddy bridge lan vtnet1 --confirm 600");
  const waits = () => lab.out("ngbuddy confirm --list");
  return { bed, waits, member: bed.file.hosts[0]! };
}

/** Starts the host's agent, and waits until it answers. */
async function answering(bed: FleetBed, { link }: Fleet): Promise<void> {
  bed.agent("web1");
  const isThere = async () =>
    !("error" in (await ask(link, bed.file.hosts[0]!, "status", statusSchema, { timeout: 5_000 })));
  while (!(await isThere()));
}

test("what waits on a host is confirmed from afar, once", async () => {
  const { bed, waits, member } = await bedWithBridge("ask");
  await using _ = bed;
  await bed.asOwner(async (fleet) => {
    await answering(bed, fleet);
    expect(await waits()).toContain('"bridge lan vtnet1" is undone in');
    expect(await confirmOn(fleet, member)).toEqual(["bridge lan vtnet1"]);
    expect(await waits()).toBe("Nothing waits to be confirmed.\n");
    expect(await confirmOn(fleet, member)).toEqual([]);
  });
});

test("nobody but the owner confirms, nobody twice, and nobody on a host that is only observed", async () => {
  const { bed, waits, member } = await bedWithBridge("observe");
  await using _ = bed;
  const stranger = await createFleet({ servers: [], replicas: 1 });
  await bed.asOwner(async (fleet) => {
    await answering(bed, fleet);
    const send = async (confirm: unknown) => {
      const subject = subjectsOf(member).ask("confirm");
      const { data } = await fleet.link.request(subject, pack({ confirm }), { timeout: 5_000 });
      return unpack(data);
    };
    const now = Date.now();
    const own = signConfirm(bed.file.author, member, now);
    for (const [asked, error] of [
      [7, "makes no sense"],
      ["{", "not the fleet's owner"],
      [signConfirm(stranger.author, member, now), "not the fleet's owner"],
      [signConfirm(bed.file.author, { ...member, name: "web2" }, now), "another host"],
      [signConfirm(bed.file.author, member, now - 3_600_000), "set the clocks"],
      [own, "this host is only observed"],
      [own, "asked before"],
    ] as const)
      expect(await send(asked)).toEqual({ version: 1, error: expect.stringContaining(error) });
    expect(await waits()).toContain("is undone in");
  });
});

test("an order that is not proved yet is not confirmed by that", async () => {
  const { bed, waits, member } = await bedWithBridge("follow");
  await using _ = bed;
  const lab = bed.labs.get("web1")!;
  await lab.out("ngbuddy confirm");
  await bed.asOwner(async (fleet) => {
    const agent = bed.agent("web1", { later: () => void agent.end() });
    await agent.remarked(/connected/);
    const now = Date.now();
    const document = { bridges: { lan: { list: ["db7"] } } };
    await putOrder(fleet, member, { revision: now, now, note: "", confirm: 3600, document });
    await agent.ended;
  });
  const file = bed.agents.get("web1")!;
  const asked = { confirm: signConfirm(bed.file.author, member, Date.now()) };
  expect(await confirmAsked({ host: labHost(lab.lab), file, nonces: new Nonces() }, asked)).toEqual(
    { version: 1, confirmed: [] },
  );
  expect(await waits()).toContain('of the fleet" is undone in');
});
