/** Captures that the fleet's owner has asked for, each for a bounded time. */
import { randomBytes } from "node:crypto";
import * as v from "valibot";
import { refuse } from "../../buddy/refusal.ts";
import { captureLimits, captureQuestionSchema, openCapture } from "../capture.ts";
import { Nonces } from "../question.ts";
import type { AgentFile } from "../shapes.ts";
import { mayCapture } from "./mode.ts";
import { AGENT_ENDED, RunningCapture, type RunningOptions } from "./runningcapture.ts";

/** What it needs. `signal` ends all of them. */
interface CapturesOptions extends RunningOptions {
  readonly file: AgentFile;
}

/** The captures of one host. */
export class Captures {
  private readonly running = new Map<string, RunningCapture>();
  private readonly nonces = new Nonces();

  constructor(private readonly options: CapturesOptions) {}

  /** Answers what is asked. `room`: bytes of an answer. Throws a Refusal, and what keeps a capture from beginning. */
  async answer(asked: unknown, room: number): Promise<unknown> {
    const { success, output } = v.safeParse(captureQuestionSchema, asked);
    if (!success) return refuse("data", "what is asked makes no sense to this version");
    if ("begin" in output) return await this.begin(output.begin);
    const { id, at, end = false } = output.more;
    const running = this.running.get(id);
    if (running === undefined)
      return refuse(
        "unavailable",
        this.options.signal.aborted ? AGENT_ENDED : "there is no such capture any more",
      );
    return await running.part(at, { end, room });
  }

  /** Resolves when all have ended, and no tee of theirs is in any link. */
  async ended(): Promise<void> {
    await Promise.all([...this.running.values()].map((one) => one.ended));
  }

  private async begin(sealed: string): Promise<unknown> {
    const { host, file } = this.options;
    const now = Date.now();
    const wish = openCapture(sealed, { ...file, now });
    this.nonces.once(wish, now);
    if (!(await mayCapture(host)))
      return refuse(
        "noPermission",
        'this host lets nobody see frames from afar (ngbuddy_agent_capture="NO" in its rc.conf)',
      );
    if ([...this.running.values()].filter((one) => !one.isOver).length >= captureLimits.atOnce)
      return refuse("unavailable", `${captureLimits.atOnce} captures from afar run there already`);
    const id = randomBytes(16).toString("hex");
    const running = new RunningCapture(this.options, wish);
    this.running.set(id, running);
    void running.taken.finally(() => this.running.delete(id));
    return { version: 1, id, links: await running.begun };
  }
}
