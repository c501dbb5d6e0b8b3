/** Orders that a host cannot take, and those that were taken back before it had begun. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { type FleetBed, fleetBed, listen } from "../../test/support/fleetbed.ts";
import type { Host } from "../host/host.ts";
import { labHost } from "../lab/host.ts";
import { plannedSchema, statusSchema } from "./answershapes.ts";
import { ask } from "./ask.ts";
import type { Fleet } from "./owner.ts";
import { pack, unpack } from "./pack.ts";
import { putOrder, readOutcome, withdrawOrder } from "./putorder.ts";
import { survey } from "./rollout/survey.ts";
import { subjectsOf } from "./subjects.ts";

setDefaultTimeout(60_000);

const ORDER_FILE = "/var/db/ngbuddy/order.json";
const A_JAIL_MORE = { bridges: { lan: { list: ["db7"] } } };
let revision = Date.now();
const wish = (document: unknown) => ({
  ...{ revision: ++revision, now: Date.now(), note: "a test", confirm: 5, document },
});

async function bedOfOne(): Promise<FleetBed> {
  const bed = await fleetBed(["web1"]);
  const { out } = bed.labs.get("web1")!;
  await out("sysrc ngbuddy_agent_mode=follow");
  await out("ngbuddy bridge lan vtnet1");
  return bed;
}

const rcConf = (bed: FleetBed) => bed.labs.get("web1")!.files.read("/etc/rc.conf");

async function outcomes(fleet: Fleet) {
  const messages = await listen(fleet, "ngb.*.*.outcome");
  return async () => readOutcome((await messages.next()).value!.data)!;
}

/** The host of a lab whose file of orders is read by `read` alone. */
function hostWhose(
  bed: FleetBed,
  read: (text: () => Promise<string | undefined>) => Promise<string | undefined>,
): Host {
  const host = labHost(bed.labs.get("web1")!.lab);
  return {
    ...host,
    files: {
      ...host.files,
      read: (path) =>
        path === ORDER_FILE ? read(() => host.files.read(path)) : host.files.read(path),
    },
  };
}

test("an order that was taken back while its agent was held up is not begun when it goes on", async () => {
  await using bed = await bedOfOne();
  const [member] = bed.file.hosts;
  let goOn = () => {};
  const held = new Promise<void>((resolve) => {
    goOn = resolve;
  });
  const host = hostWhose(bed, async (text) => {
    await held;
    return await text();
  });
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    await bed.agent("web1", { host }).remarked(/connected/);
    const planned = () => ask(fleet.link, member!, "plan", plannedSchema, { timeout: 5_000 });
    while ("error" in (await planned()));
    const order = wish(A_JAIL_MORE);
    await putOrder(fleet, member!, order);
    await withdrawOrder(fleet, member!, order.revision);
    // What was sent to the agent before it was asked, it has.
    expect(await planned()).toMatchObject({ value: {} });
    goOn();
    const after = wish({ bridges: { lan: { list: ["db8"] } } });
    await putOrder(fleet, member!, after);
    expect(await next()).toMatchObject({ revision: after.revision, state: "applied" });
    expect(rcConf(bed)).not.toContain("db7");
  });
});

test("a host that cannot take orders says so at once, before a rollout begins and to one that comes", async () => {
  await using bed = await bedOfOne();
  const [member] = bed.file.hosts;
  let isBroken = true;
  const host = hostWhose(bed, async (text) => (isBroken ? "nonsense" : await text()));
  const trouble = `${ORDER_FILE} makes no sense to this version: no order is taken; remove it to take orders again`;
  await bed.asOwner(async (fleet) => {
    const next = await outcomes(fleet);
    await bed.agent("web1", { host }).remarked(/connected/);
    const status = () => ask(fleet.link, member!, "status", statusSchema, { timeout: 5_000 });
    while ("error" in (await status()));
    expect(await status()).toMatchObject({ value: { mode: "follow", trouble } });
    expect(await survey(fleet, new Map([["web1", A_JAIL_MORE]]))).toMatchObject([
      { why: `it takes no orders: ${trouble}`, isAway: false },
    ]);
    const order = wish(A_JAIL_MORE);
    await putOrder(fleet, member!, order);
    expect(await next()).toMatchObject({
      ...{ revision: order.revision, state: "refused", why: trouble, note: "a test" },
    });
    isBroken = false;
    const after = wish({ bridges: { lan: { list: ["db8"] } } });
    await putOrder(fleet, member!, after);
    expect(await next()).toMatchObject({ revision: after.revision, state: "applied" });
    expect(rcConf(bed)).not.toContain("db7");
  });
});

test("who takes an order back leaves the one that another owner has given since", async () => {
  await using bed = await fleetBed(["web1"]);
  const [member] = bed.file.hosts;
  await bed.asOwner(async (fleet) => {
    const [mine, theirs] = [wish(A_JAIL_MORE), wish({})];
    await putOrder(fleet, member!, mine);
    await putOrder(fleet, member!, theirs);
    const length = async () =>
      (
        await fleet.manager.direct.getMessage("KV_ngb_hosts", {
          last_by_subj: subjectsOf(member!).document,
        })
      )?.data.length;
    await withdrawOrder(fleet, member!, mine.revision);
    expect(await length()).toBeGreaterThan(0);
    await withdrawOrder(fleet, member!, theirs.revision);
    expect(await length()).toBe(0);
  });
});

test("a question that was cut on its way is refused, and not taken for one about no document", async () => {
  await using bed = await bedOfOne();
  const [member] = bed.file.hosts;
  await bed.asOwner(async (fleet) => {
    await bed.agent("web1").remarked(/connected/);
    while ("error" in (await ask(fleet.link, member!, "plan", plannedSchema, { timeout: 5_000 })));
    const whole = pack({ document: A_JAIL_MORE });
    for (const bytes of [whole.subarray(0, whole.length - 9), new Uint8Array()]) {
      const { data } = await fleet.link.request(subjectsOf(member!).ask("plan"), bytes);
      expect(unpack(data)).toEqual({ version: 1, error: "the question was cut, or is too long" });
    }
  });
});
