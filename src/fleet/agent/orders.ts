/** The orders that a host gets, one after the other: is it one, may it be done here, and what comes of it. */
import { createHash } from "node:crypto";
import type { Mode } from "../../config/agentmode.ts";
import type { Host } from "../../host/host.ts";
import { Bell } from "../bell.ts";
import { type Opened, type Order, openOrder } from "../order.ts";
import { changeOrders, type OrderRecord, readOrders } from "../orderfile.ts";
import type { Outcome } from "../outcome.ts";
import type { AgentFile } from "../shapes.ts";
import type { CarryContext, Result } from "./carryorder.ts";
import { modeOf } from "./mode.ts";

/** What it needs besides the orders. */
export interface OrdersOptions extends Omit<CarryContext, "keep"> {
  readonly file: AgentFile;
  /** Seconds between two readings of the host. */
  readonly interval: number;
  /** Gives memory back that is not used. */
  tidy(): void;
  /** Is given what came of an order, to be told to the servers. */
  tell(outcome: Outcome): void;
}

/** An order whose agent ended in the middle of it is begun once more, not again and again. */
const MAX_ATTEMPTS = 2;
/** Whoever decides on the host waits for it: so many seconds at most. */
const LOOK = 2;
/** So many wait at most while one is carried out; then the oldest are passed over. */
const MAX_WAITING = 16;

/** The orders of one host. */
export class Orders {
  private readonly waiting: Uint8Array[] = [];
  /** What came because it was asked for: a server that has just come may answer with an order that was long carried out. */
  private readonly answers = new WeakSet<Uint8Array>();
  private readonly bell = new Bell();
  private readonly host: Host;

  constructor(private readonly options: OrdersOptions) {
    this.host = options.host;
  }

  /** Is there no order any more of those that came? */
  private isWithdrawn = false;
  /** What could not be taken here, and was told so. */
  private readonly notTaken = new Set<string>();

  /**
   * Takes what came by the servers. An empty one says that there is no order any more: what is not begun is not to be. `isAnswer`:
   * did it come because it was asked for?
   */
  receive(bytes: Uint8Array, isAnswer = false): void {
    if (isAnswer) this.answers.add(bytes);
    this.isWithdrawn = bytes.length === 0;
    if (this.isWithdrawn) this.waiting.length = 0;
    else this.waiting.push(bytes);
    if (this.waiting.length > MAX_WAITING) this.waiting.shift();
    this.bell.ring();
  }

  /** Sees to orders until it is aborted. What keeps it from that is remarked once. */
  async run(): Promise<void> {
    const { signal, interval, remark, explain } = this.options;
    let told = "";
    while (!signal.aborted) {
      try {
        await this.goOn();
        for (let [next] = this.waiting; next !== undefined; [next] = this.waiting) {
          await this.take(next);
          if (this.waiting[0] === next) this.waiting.shift();
        }
        told = "";
      } catch (error) {
        const why = explain(error);
        const line = `orders cannot be seen to: ${why}`;
        if (line !== told) remark(line);
        told = line;
        for (const bytes of this.waiting.splice(0)) this.refuseUnread(bytes, why);
      }
      await this.bell.wait(Math.min(interval, LOOK) * 1000, signal);
    }
  }

  /** Says of an order that what is remembered of orders can neither be read nor written: whoever gave it need not wait. */
  private refuseUnread(bytes: Uint8Array, why: string): void {
    const digest = digestOf(bytes);
    const opened = this.open(Buffer.from(bytes).toString("utf8"), Date.now());
    if (!("order" in opened) || this.notTaken.has(digest)) return;
    this.notTaken.add(digest);
    this.tell(this.outcomeOf(opened.order.revision, opened.order.note, refusal(why)));
  }

  /** A server has what came of an order. */
  async told(outcome: Outcome): Promise<void> {
    await changeOrders(this.host, (record) =>
      record.told || record.outcome?.time !== outcome.time ? undefined : { ...record, told: true },
    );
  }

  /** `now`: one that was taken in time does not grow too old. */
  private open(envelope: string, now = 0): Opened {
    const { author, host, token } = this.options.file;
    return openOrder(envelope, { author, host, token, now });
  }

  private isFirst = true;

  /** Goes on with what was taken: decided by now, or left when the agent ended. */
  private async goOn(): Promise<void> {
    const isFirst = this.isFirst;
    const record = await readOrders(this.host);
    this.isFirst = false;
    if (isFirst && !record.told && record.outcome) this.options.tell(record.outcome);
    if (isSettled(record)) return;
    const opened = this.open(record.envelope);
    // The host has other keys now.
    if (!("order" in opened)) {
      const { clearUp } = await import("./carryorder.ts");
      await clearUp(this.options);
      return await this.finish(record.revision, refusal(opened.error));
    }
    const { order } = opened;
    if (record.at === "decided" && record.decision === "refuse")
      return await this.finish(order.revision, refusal("somebody on the host has refused it"));
    if (record.at === "decided") return await this.carry(order);
    if (record.at === "taken" && this.isWithdrawn)
      return await this.finish(order.revision, refusal("it was taken back before it was begun"));
    if (record.at === "taken") return await this.decide(order);
    await this.resume(order, record);
  }

  private context(order: Order): CarryContext {
    return {
      ...this.options,
      keep: async (done) => {
        const outcome = this.outcomeOf(order.revision, order.note, { state: "applying", ...done });
        await changeOrders(this.host, (record) => ({ ...record, outcome }));
      },
    };
  }

  /** The agent ended while it applied an order. */
  private async resume(order: Order, { attempts, outcome }: OrderRecord): Promise<void> {
    const { isUnproved, proveOrder, clearUp } = await import("./carryorder.ts");
    if (await isUnproved(this.host, order)) {
      const { steps = [], notes, before, leftOut } = outcome ?? {};
      const result = await proveOrder(order, this.context(order));
      if (result === undefined) return;
      const past = result.state === "applied" ? { before, leftOut } : {};
      return await this.finish(order.revision, { steps, notes, ...past, ...result });
    }
    await clearUp(this.options);
    if (attempts < MAX_ATTEMPTS) return await this.carry(order);
    const why = `the agent ended ${attempts} times while it was applied; what was begun is undone`;
    await this.finish(order.revision, { state: "failed", why, steps: [] });
  }

  /** Takes an order, if it is one and nothing speaks against it. */
  private async take(bytes: Uint8Array): Promise<void> {
    const envelope = Buffer.from(bytes).toString("utf8");
    const record = await readOrders(this.host);
    const isAnswer = this.answers.has(bytes);
    if (record.envelope === envelope) {
      // Whoever gives it once more has not heard what came of it.
      if (record.outcome && !isAnswer && isSettled(record)) this.options.tell(record.outcome);
      return;
    }
    const digest = digestOf(bytes);
    if (isAnswer && (record.refused === digest || this.notTaken.has(digest))) return;
    const refuse = async (revision: number | null, why: string) => {
      await changeOrders(this.host, (now) => ({ ...now, refused: digest }));
      this.tell({ version: 1, revision, time: new Date().toISOString(), ...refusal(why) });
    };
    const opened = this.open(envelope, Date.now());
    if (!("order" in opened)) return await refuse(opened.revision ?? null, opened.error);
    const { order } = opened;
    if (order.revision <= record.revision) {
      // Nobody gave it once more, and what came of the last one stays what was told last.
      if (isAnswer) return;
      return await refuse(
        order.revision,
        `it is not newer than order ${record.revision}, which this host has had`,
      );
    }
    // It was taken back while it was looked at: an agent that was held up gets both at once.
    if (this.isWithdrawn) return;
    if (record.at !== "over") {
      const { outcome } = record;
      this.tell({
        ...{ version: 1, revision: record.revision, time: new Date().toISOString() },
        ...{ steps: outcome?.steps ?? [], state: "refused" },
        why: `order ${order.revision} came before it was done`,
      });
    }
    await changeOrders(this.host, ({ refused }) => ({
      version: 1,
      revision: order.revision,
      envelope,
      at: "taken",
      attempts: 0,
      told: true,
      ...(refused !== undefined && { refused }),
    }));
    if (this.waiting[0] === bytes) this.waiting.shift();
    await this.decide(order);
  }

  /** Does what the host's own rc.conf says of orders. */
  private async decide(order: Order): Promise<void> {
    const { host, options } = this;
    let mode: Mode;
    try {
      mode = await modeOf(host);
    } catch (error) {
      return await this.finish(order.revision, refusal(options.explain(error)));
    }
    if (mode === "observe")
      return await this.finish(
        order.revision,
        refusal('this host is only observed (ngbuddy_agent_mode="observe" in its rc.conf)'),
      );
    if (mode === "follow") return await this.carry(order);
    try {
      const { previewOrder } = await import("./carryorder.ts");
      const preview = await previewOrder(host, order);
      if (preview.steps.length === 0) return await this.carry(order);
      const why = `somebody on the host decides: ngbuddy agent --accept ${order.revision}, or --refuse`;
      await this.settle(order.revision, "waiting", { state: "waiting", why, ...preview });
    } catch (error) {
      const why = options.explain(error);
      await this.finish(order.revision, { state: "failed", why, steps: [] });
    }
  }

  private async carry(order: Order): Promise<void> {
    const { carryOrder } = await import("./carryorder.ts");
    await changeOrders(this.host, (record) => ({
      ...record,
      at: "applying",
      attempts: record.attempts + 1,
    }));
    // Much was loaded for it, and much is gathered and planned.
    this.options.tidy();
    const result = await carryOrder(order, this.context(order));
    if (result !== undefined) return await this.finish(order.revision, result);
    // That we were ended in order is no fault of the order.
    await changeOrders(this.host, (record) => ({ ...record, attempts: record.attempts - 1 }));
  }

  private finish(revision: number, result: Result): Promise<void> {
    return this.settle(revision, "over", result);
  }

  private async settle(revision: number, at: OrderRecord["at"], result: Result): Promise<void> {
    const { envelope } = await readOrders(this.host);
    const opened = this.open(envelope);
    const note = "order" in opened ? opened.order.note : undefined;
    const outcome = this.outcomeOf(revision, note, result);
    await changeOrders(this.host, ({ decision: _, ...record }) => ({
      ...record,
      at,
      outcome,
      told: false,
    }));
    this.tell(outcome);
  }

  private outcomeOf(revision: number, note: string | undefined, result: Result): Outcome {
    const time = new Date().toISOString();
    return { version: 1, revision, time, ...(note !== undefined && { note }), ...result };
  }

  private tell(outcome: Outcome): void {
    const { revision, state, why } = outcome;
    const name = revision === null ? "an order" : `order ${revision}`;
    this.options.remark(`${name}: ${state}${why === undefined ? "" : `: ${why}`}`);
    this.options.tell(outcome);
  }
}

/** Is there nothing to do for the order that was taken? */
function isSettled({ at }: OrderRecord): boolean {
  return at === "over" || at === "waiting";
}

function digestOf(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("base64");
}

function refusal(why: string): Result {
  return { state: "refused", why, steps: [] };
}
