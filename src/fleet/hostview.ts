/** One host of a fleet for the page of one host: its readings, its records, its doctor, all asked from afar. */

import type * as v from "valibot";
import { linkKey } from "../buddy/rates.ts";
import { refuse } from "../buddy/refusal.ts";
import { examineOnce } from "../web/findings.ts";
import type { FleetModel } from "../web/fleetmodel.ts";
import type { HostView, ViewTold } from "../web/fleetserver.ts";
import type { HostOptions } from "../web/hostpages.ts";
import { Model } from "../web/model.ts";
import { doctoredSchema, toldReadingSchema, toldRecordsSchema } from "./answershapes.ts";
import { lookAt } from "./look.ts";
import { LOOK } from "./looks.ts";
import type { Standing } from "./standing.ts";
import type { Member, Question } from "./subjects.ts";

/** How long a host may take to answer, milliseconds; its doctor takes longer. */
const TIMEOUT = { short: 10_000, long: 60_000 };

/** What a view is given. */
export interface ViewWish {
  readonly standing: Standing;
  readonly member: Member;
  /** What the host told last, for when it is away. */
  readonly fleet: FleetModel;
  readonly draw: HostOptions["draw"];
  readonly signal: AbortSignal;
}

/** Returns what looks at one host. */
export function hostView(
  { standing, member, fleet, draw, signal }: ViewWish,
  told: ViewTold,
): HostView {
  const model = new Model(LOOK.every / 1000);
  /** Throws a Refusal when the host does not answer. */
  const ask = async <T extends v.GenericSchema>(
    question: Question,
    schema: T,
    timeout: number,
    about?: unknown,
  ): Promise<v.InferOutput<T>> => {
    const [answered] = await standing.askAll([member], question, schema, timeout, () => about);
    const { answer } = answered!;
    return "error" in answer
      ? refuse("unavailable", `${member.name}: ${answer.error}`)
      : answer.value;
  };
  const options: HostOptions = {
    model,
    name: member.name,
    changes: undefined,
    readAll: async () => (await ask("nodes", toldReadingSchema, TIMEOUT.short)).topology,
    draw,
    ask: async ({ bridge, link }) =>
      await ask("records", toldRecordsSchema, TIMEOUT.short, {
        bridge: bridge.id,
        key: link && linkKey(bridge, link),
      }),
    examine: examineOnce(async () => {
      const { findings, checks = 0 } = await ask("doctor", doctoredSchema, TIMEOUT.long);
      return {
        time: new Date().toISOString(),
        checks,
        findings: findings.map((one) => ({ ...one, fixable: one.fixable ?? false })),
      };
    }),
  };
  const look = lookAt(
    standing,
    member,
    {
      isWanted: told.isWanted,
      take({ topology, jails }) {
        model.take(topology, jails);
        told.push();
      },
      trouble(reason) {
        const last = fleet.topologyOf(member.name);
        if (model.current === undefined && last !== undefined) {
          model.recall(last);
          told.push();
        }
        const since = model.topology?.time.slice(0, 19).replace("T", " ");
        told.trouble(
          since === undefined ? reason : `${reason}; shown is how it was at ${since} UTC`,
        );
      },
    },
    signal,
  );
  return { options, look };
}
